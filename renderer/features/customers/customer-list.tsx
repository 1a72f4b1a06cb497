import { useMemo } from 'react';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { CustomerRow } from './customer-row.tsx';
import type { CustomerListItem } from './use-customer-rows.ts';

export const customerRowHeight = 58;

/** The rows to walk through: the whole list or what a search found. */
export type Listing = {
  readonly count: number;
  /** Null for a row that is not read yet. */
  readonly rowAt: (index: number) => CustomerListItem | null;
};

export type Selection = { readonly id: CustomerId | undefined; readonly index: number };

type CustomerListProps = {
  readonly listing: Listing;
  readonly selection: Selection;
  readonly label: string;
  readonly onSelect: (index: number) => void;
  readonly onOpen: () => void;
  readonly onRange?: (first: number, last: number) => void;
};

export function CustomerList({ listing, selection, label, onSelect, onOpen, onRange }: CustomerListProps) {
  const { count, rowAt } = listing;
  const indices = useMemo(() => Array.from({ length: count }, (_, index) => index), [count]);
  // A selected row whose page was let go is still the selected one.
  const unreadKey = (index: number) =>
    selection.id !== undefined && index === selection.index ? selection.id : `unread-${index}`;
  return (
    <VirtualList
      items={indices}
      itemKey={(index) => rowAt(index)?.id ?? unreadKey(index)}
      rowHeight={customerRowHeight}
      label={label}
      selectedKey={selection.id}
      onSelect={onSelect}
      onOpen={onOpen}
      {...(onRange ? { onRange } : {})}
      renderItem={(index, { selected }) => <CustomerRow row={rowAt(index)} selected={selected} />}
    />
  );
}
