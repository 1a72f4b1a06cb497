import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import classes from './ui.module.css';

type VirtualListProps<Item> = {
  readonly items: readonly Item[];
  readonly itemKey: (item: Item, index: number) => string;
  /** Pixels; every row has it, so that positions are known without measuring and nothing jumps. */
  readonly rowHeight: number;
  readonly renderItem: (
    item: Item,
    state: { readonly selected: boolean; readonly index: number },
  ) => ReactNode;
  /** What a screen reader calls the list. */
  readonly label: string;
  readonly selectedKey?: string | null | undefined;
  /** The arrows moved the selection, or a row was clicked. */
  readonly onSelect?: (item: Item, index: number) => void;
  /** Enter, or a double click. */
  readonly onOpen?: (item: Item, index: number) => void;
  /** The rows on screen, for a list that fetches by page. */
  readonly onRange?: (first: number, last: number) => void;
  readonly autoFocus?: boolean;
};

const pageRows = 10;

/** The index that a key moves to; undefined for a key that moves nothing. */
function movedIndex(key: string, index: number, count: number): number | undefined {
  const last = count - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, index + 1);
    case 'ArrowUp':
      return Math.max(0, index - 1);
    case 'PageDown':
      return Math.min(last, index + pageRows);
    case 'PageUp':
      return Math.max(0, index - pageRows);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

/** Thousands of rows of one height, walked with the arrow keys. */
export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { items, itemKey, rowHeight, renderItem, label, selectedKey, onSelect, onOpen, onRange } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const listId = useId();
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const rows = virtualizer.getVirtualItems();
  const selectedIndex =
    selectedKey == null ? -1 : items.findIndex((item, index) => itemKey(item, index) === selectedKey);
  const optionId = (index: number) => `${listId}-${index}`;

  const first = rows[0]?.index ?? 0;
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => onRange?.(first, last), [onRange, first, last]);

  // The selection was moved from outside, by a key of the screen: it is brought into view, and a list that
  // changes around it stays where it is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a selection that is new, or new in the list, scrolls
  useEffect(() => {
    if (selectedIndex >= 0) virtualizer.scrollToIndex(selectedIndex, { align: 'auto' });
  }, [selectedKey, selectedIndex >= 0]);

  useEffect(() => {
    if (props.autoFocus) scroller.current?.focus({ preventScroll: true });
  }, [props.autoFocus]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== event.currentTarget) return;
    const selected = items[selectedIndex];
    if (event.key === 'Enter' && selected !== undefined && onOpen) {
      event.preventDefault();
      onOpen(selected, selectedIndex);
      return;
    }
    const index = movedIndex(event.key, selectedIndex, items.length);
    const item = index === undefined ? undefined : items[index];
    if (index === undefined || item === undefined) return;
    event.preventDefault();
    virtualizer.scrollToIndex(index, { align: 'auto' });
    onSelect?.(item, index);
  }

  return (
    <div
      ref={scroller}
      className={classes.list}
      role="listbox"
      aria-label={label}
      aria-activedescendant={selectedIndex >= 0 ? optionId(selectedIndex) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ blockSize: virtualizer.getTotalSize() }}>
        {rows.map((row) => {
          const item = items[row.index];
          if (item === undefined) return null;
          const selected = row.index === selectedIndex;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it has the keys
            <div
              key={itemKey(item, row.index)}
              id={optionId(row.index)}
              role="option"
              tabIndex={-1}
              aria-selected={selected}
              aria-setsize={items.length}
              aria-posinset={row.index + 1}
              className={classes.listItem}
              style={{ blockSize: rowHeight, transform: `translateY(${row.start}px)` }}
              onClick={() => onSelect?.(item, row.index)}
              onDoubleClick={() => onOpen?.(item, row.index)}
            >
              {renderItem(item, { selected, index: row.index })}
            </div>
          );
        })}
      </div>
    </div>
  );
}
