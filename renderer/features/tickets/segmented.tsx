import { type KeyboardEvent, useId, useRef } from 'react';
import { toAsciiDigits } from '../../../shared/rules/digits.ts';
import { useFormat } from '../../app/format.ts';
import classes from './dialogs.module.css';

type SegmentedProps<Value extends string> = {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
};

/** A choice of three, made with one digit key; then the next field has the focus. */
export function Segmented<Value extends string>({ label, value, options, onChange }: SegmentedProps<Value>) {
  const format = useFormat();
  const name = useId();
  const group = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent): void {
    const option = options[Number(toAsciiDigits(event.key)) - 1];
    if (!option || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    onChange(option.value);
    focusNext(group.current);
  }

  return (
    <>
      <span id={`${name}-label`} className={classes.choiceLabel}>
        {label}
      </span>
      <div
        ref={group}
        role="radiogroup"
        aria-labelledby={`${name}-label`}
        className={classes.segments}
        data-segments
        onKeyDown={onKeyDown}
      >
        {options.map((option, index) => (
          <label
            key={option.value}
            className={classes.segment}
            data-checked={option.value === value || undefined}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.label}
            <span className={classes.segmentKey} aria-hidden="true">
              {format.digits(index + 1)}
            </span>
          </label>
        ))}
      </div>
    </>
  );
}

/** The field after this group, where the next key is expected. */
function focusNext(group: HTMLDivElement | null): void {
  const all = [...(group?.closest('[data-fields]')?.querySelectorAll('[data-segments], textarea') ?? [])];
  const next = group ? all[all.indexOf(group) + 1] : undefined;
  const target = next?.matches('textarea') ? next : next?.querySelector('input:checked');
  if (target instanceof HTMLElement) target.focus();
}
