import { TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { Avatar } from './avatar.tsx';
import classes from './pick-list.module.css';

export type PickItem = {
  readonly id: string;
  readonly name: string;
  /** Shown instead of the name, as in «me». */
  readonly shownName?: string | undefined;
  readonly note: ReactNode;
};

type PickListProps<Item extends PickItem> = {
  /** What is chosen here, for who cannot see it. */
  readonly label: string;
  readonly fieldLabel: string;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly items: readonly Item[];
  /** Said where nothing fits; null as long as nothing was looked for. */
  readonly nothing: string | null;
  readonly isPending: boolean;
  readonly onPick: (item: Item) => void;
  /** Stands between the field and the list. */
  readonly children?: ReactNode;
};

/** A field and the rows that fit it: arrows walk, Enter and a click choose. */
export function PickList<Item extends PickItem>(props: PickListProps<Item>) {
  const { label, fieldLabel, query, onQuery, items, nothing, isPending, onPick, children } = props;
  const listId = useId();
  const [picked, setPicked] = useState(0);
  const index = Math.min(picked, items.length - 1);

  function pick(item: Item | undefined): void {
    if (item && !isPending) onPick(item);
  }
  /** Keeps the row in sight; under the pointer nothing moves. */
  function walkTo(next: number): void {
    setPicked(next);
    document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' });
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') walkTo(Math.min(items.length - 1, index + 1));
    else if (event.key === 'ArrowUp') walkTo(Math.max(0, index - 1));
    else if (event.key === 'Enter') pick(items[index]);
    else return;
    event.preventDefault();
  }
  return (
    <>
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={items[index] ? `${listId}-${index}` : undefined}
        aria-label={fieldLabel}
        placeholder={fieldLabel}
        value={query}
        onChange={(event) => {
          onQuery(event.currentTarget.value);
          setPicked(0);
        }}
        onKeyDown={onKeyDown}
      />
      {children}
      <div id={listId} role="listbox" aria-label={label} className={classes.list}>
        {items.length === 0 && nothing !== null ? <p className={classes.nothing}>{nothing}</p> : null}
        {items.map((item, position) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={item.id}
            id={`${listId}-${position}`}
            role="option"
            tabIndex={-1}
            aria-selected={position === index}
            aria-disabled={isPending}
            className={classes.item}
            onMouseMove={() => setPicked(position)}
            onClick={() => pick(item)}
          >
            <Avatar name={item.name} size={28} />
            <bdi className={classes.name}>{item.shownName ?? item.name}</bdi>
            <span className={classes.note}>{item.note}</span>
          </div>
        ))}
      </div>
    </>
  );
}
