import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/empty-state.tsx';
import { openNewTicket } from './open-new-ticket.ts';
import type { Scope } from './ticket-types.ts';

type QueueEmptyProps = { readonly scope: Scope; readonly onScope: (scope: Scope) => void };

/** Nothing here, and the one thing that changes that. */
export function QueueEmpty({ scope, onScope }: QueueEmptyProps) {
  const { t } = useTranslation();
  const run = {
    mine: () => onScope('unassigned'),
    unassigned: () => onScope('mine'),
    open: () => openNewTicket(),
    resolved: () => onScope('mine'),
  }[scope];
  return (
    <EmptyState
      title={t(`tickets.empty.${scope}.title`)}
      text={t(`tickets.empty.${scope}.body`)}
      action={{ label: t(`tickets.empty.${scope}.action`), run }}
    />
  );
}
