import { useEffect, useState } from 'react';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { useNavigation } from '../../app/navigation.ts';
import type { Listing, Selection } from './customer-list.tsx';

export type SelectionControl = Selection & {
  readonly select: (index: number) => void;
  /** Down is 1, up is -1. With nothing selected, the first row. */
  readonly move: (by: number) => void;
};

function indexOf(id: CustomerId | undefined, hint: number, { count, rowAt }: Listing): number {
  if (id === undefined) return -1;
  if (rowAt(hint)?.id === id) return hint;
  for (let index = 0; index < count; index++) if (rowAt(index)?.id === id) return index;
  return -1;
}

/** The selected customer is the place where one is: going back and forth selects what was selected there. */
export function useSelection(listing: Listing): SelectionControl {
  const id = useNavigation(({ place }) => place.customerId);
  const [hint, setHint] = useState(0);

  const firstId = listing.rowAt(0)?.id;

  // Who comes to the customers sees one of them instead of an empty desk.
  useEffect(() => {
    if (id === undefined && firstId !== undefined) {
      useNavigation.getState().replace({ screen: 'customers', customerId: firstId });
    }
  }, [id, firstId]);

  const select = (index: number): void => {
    const row = listing.rowAt(index);
    if (row === null) return;
    setHint(index);
    useNavigation.getState().replace({ screen: 'customers', customerId: row.id });
  };
  const move = (by: number): void => {
    const index = indexOf(id, hint, listing);
    select(index < 0 ? 0 : Math.max(0, Math.min(listing.count - 1, index + by)));
  };
  return { id, index: hint, select, move };
}
