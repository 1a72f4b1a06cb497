import type { ReactNode } from 'react';
import classes from './ui.module.css';

type SectionTitleProps = {
  readonly children: ReactNode;
  /** What stands at the other end of the line: a count, a link. */
  readonly aside?: ReactNode;
  readonly order?: 2 | 3 | 4;
};

export function SectionTitle({ children, aside, order = 3 }: SectionTitleProps) {
  const Heading = `h${order}` as const;
  return (
    <div className={classes.sectionTitle}>
      <Heading style={{ margin: 0, font: 'inherit' }}>{children}</Heading>
      {aside === undefined ? null : <span>{aside}</span>}
    </div>
  );
}
