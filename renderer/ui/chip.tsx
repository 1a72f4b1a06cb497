import type { ReactNode } from 'react';
import classes from './ui.module.css';

export type Tone = 'neutral' | 'accent' | 'red' | 'amber' | 'green' | 'blue' | 'violet';

type ChipProps = {
  readonly children: ReactNode;
  readonly tone?: Tone;
  /** A small square tag beside a name, as against a pill that stands alone. */
  readonly small?: boolean;
  readonly dot?: boolean;
  readonly title?: string | undefined;
};

export function Chip({ children, tone = 'neutral', small, dot, title }: ChipProps) {
  return (
    <span className={classes.chip} data-tone={tone} data-small={small || undefined} title={title}>
      {dot ? <span className={classes.dot} /> : null}
      <span className={classes.chipText}>{children}</span>
    </span>
  );
}
