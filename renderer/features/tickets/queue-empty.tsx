import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/empty-state.tsx';
import type { Scope } from './ticket-types.ts';

type QueueEmptyProps = {
  readonly scope: Scope;
  readonly counts: Readonly<Record<Scope, number>> | undefined;
  readonly onScope: (scope: Scope) => void;
  /** Left out for who may only read. */
  readonly onNew: (() => void) | undefined;
};

/** Where there is work when there is none here: in another part of the queue, or with the next caller. */
function elsewhere(scope: Scope, counts: QueueEmptyProps['counts']) {
  const order = ['mine', 'unassigned', 'open'] as const;
  return order.find((other) => other !== scope && (counts?.[other] ?? 0) > 0);
}

/** Nothing here, and the one thing that changes that. */
export function QueueEmpty({ scope, counts, onScope, onNew }: QueueEmptyProps) {
  const { t } = useTranslation();
  const other = elsewhere(scope, counts);
  if (other !== undefined) {
    const action = { label: t(`tickets.empty.goTo.${other}`), run: () => onScope(other) };
    return (
      <EmptyState
        title={t(`tickets.empty.${scope}.title`)}
        text={t(`tickets.empty.${scope}.body`)}
        action={action}
      />
    );
  }
  return (
    <EmptyState
      title={t('tickets.empty.open.title')}
      text={t('tickets.empty.open.body')}
      {...(onNew ? { action: { label: t('tickets.newTicket'), run: onNew, keys: 't' } } : {})}
    />
  );
}
