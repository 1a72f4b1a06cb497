import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Kbd } from './kbd.tsx';
import classes from './ui.module.css';

type EmptyStateProps = {
  readonly title: string;
  readonly text?: ReactNode;
  readonly icon?: ReactNode;
  /** The one action that fills it. */
  readonly action?: { readonly label: string; readonly run: () => void; readonly keys?: string };
};

export function EmptyState({ title, text, icon, action }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      {icon}
      <p className={classes.emptyTitle}>{title}</p>
      {text === undefined ? null : <p className={classes.emptyText}>{text}</p>}
      {action ? (
        <Button onClick={action.run} rightSection={action.keys ? <Kbd keys={action.keys} /> : undefined}>
          {action.label}
        </Button>
      ) : null}
    </div>
  );
}
