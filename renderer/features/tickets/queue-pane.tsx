import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import { Kbd } from '../../ui/kbd.tsx';
import classes from './queue-list.module.css';
import { type Scope, scopes } from './ticket-types.ts';

type QueuePaneProps = {
  readonly scope: Scope;
  readonly counts: Readonly<Record<Scope, number>> | undefined;
  readonly fresh: number;
  readonly onScope: (scope: Scope) => void;
  /** Left out when nobody is next. */
  readonly onNext: (() => void) | undefined;
  /** Left out for who may only read. */
  readonly onNew: (() => void) | undefined;
  readonly onSettle: () => void;
  readonly onPoint: (isPointed: boolean) => void;
  readonly children: ReactNode;
};

/** Who is next: the head of the queue, its parts, and whatever list stands below. */
export function QueuePane(props: QueuePaneProps) {
  const { scope, counts, fresh, onScope, onNext, onNew, onSettle, onPoint, children } = props;
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <nav className={classes.pane} aria-label={t('tickets.title')}>
      <div className={classes.head}>
        <h2 className={classes.title}>{t(`tickets.scope.${scope}`)}</h2>
        {counts ? <span className={classes.count}>{format.number(counts[scope])}</span> : null}
        <span className={classes.spring} />
        {fresh > 0 ? (
          <button type="button" className={classes.fresh} onClick={onSettle}>
            {t('tickets.fresh', { count: fresh })}
          </button>
        ) : null}
        <Tooltip label={t('tickets.newTicket')}>
          <ActionIcon
            variant="default"
            size={30}
            aria-label={t('tickets.newTicket')}
            aria-keyshortcuts="t"
            disabled={onNew === undefined}
            onClick={onNew}
          >
            <IconPlus size={18} />
          </ActionIcon>
        </Tooltip>
        <Button
          size="xs"
          onClick={onNext}
          disabled={onNext === undefined}
          aria-keyshortcuts="n"
          rightSection={<Kbd keys="n" />}
        >
          {t('tickets.next')}
        </Button>
      </div>
      <div className={classes.scopes} role="tablist" aria-label={t('tickets.title')}>
        {scopes.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            className={classes.scope}
            aria-selected={name === scope}
            onClick={() => onScope(name)}
          >
            {t(`tickets.scopeShort.${name}`)}
            <span className={classes.scopeCount}>{counts ? format.number(counts[name]) : ''}</span>
          </button>
        ))}
      </div>
      <div
        className={classes.body}
        onPointerEnter={() => onPoint(true)}
        onPointerLeave={() => onPoint(false)}
      >
        {children}
      </div>
    </nav>
  );
}
