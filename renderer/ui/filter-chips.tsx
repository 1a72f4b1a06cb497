import { useFormat } from '../app/format.ts';
import classes from './filter-chips.module.css';

type FilterChipsProps<Value extends string> = {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly {
    readonly value: Value;
    readonly label: string;
    readonly count?: number | undefined;
  }[];
  readonly onChange: (value: Value) => void;
};

/** Which part of a list is shown: one of a few, all in sight. */
export function FilterChips<Value extends string>(props: FilterChipsProps<Value>) {
  const { label, value, options, onChange } = props;
  const format = useFormat();
  return (
    <fieldset className={classes.filters} aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={classes.filter}
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
          {option.count === undefined ? null : (
            <span className={classes.count}>{format.number(option.count)}</span>
          )}
        </button>
      ))}
    </fieldset>
  );
}
