import type { ReactNode } from 'react';
import classes from './ui.module.css';

type PlainButtonProps = {
  readonly children: ReactNode;
  readonly onClick: () => void;
  /** What a screen reader says instead of the content. */
  readonly label?: string;
};

/** Something that looks like itself and can be pressed: a chip, a name in a list. */
export function PlainButton({ children, onClick, label }: PlainButtonProps) {
  return (
    <button type="button" className={classes.plainButton} onClick={onClick} aria-label={label}>
      {children}
    </button>
  );
}
