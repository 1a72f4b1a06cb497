// Which ticket is open, and how the keys move it through the queue.
import { useEffect } from 'react';
import type { TicketId } from '../../../shared/lib/ids.ts';
import { useActions } from '../../app/actions.ts';
import { go, useNavigation } from '../../app/navigation.ts';
import { useQueueState } from './queue-state.ts';
import { type QueueRow, scopes } from './ticket-types.ts';

type SelectionInput = {
  /** As they stand on screen. */
  readonly rows: readonly QueueRow[];
  /** Shows the queue as it is now, and says how that is. */
  readonly settle: () => readonly QueueRow[];
};

export function useSelection({ rows, settle }: SelectionInput) {
  const ticketId = useNavigation(({ place }) => (place.screen === 'queue' ? place.ticketId : undefined));
  const replace = useNavigation((state) => state.replace);
  const setScope = useQueueState((state) => state.setScope);
  const index = rows.findIndex(({ id }) => id === ticketId);
  const firstId = rows[0]?.id;

  // Who comes to the queue sees the most pressing ticket without asking for it.
  useEffect(() => {
    if (ticketId === undefined && firstId !== undefined) replace({ screen: 'queue', ticketId: firstId });
  }, [ticketId, firstId, replace]);

  const select = (id: TicketId | undefined): void => {
    if (id !== undefined) replace({ screen: 'queue', ticketId: id });
  };

  /** The one after the open ticket; the top, when the open one has left the queue. */
  function next(): void {
    const settled = settle();
    const at = settled.findIndex(({ id }) => id === ticketId);
    const target = settled[at + 1] ?? settled[0];
    if (target) go({ screen: 'queue', ticketId: target.id });
  }

  useActions([
    {
      id: 'queue.next',
      labelKey: 'tickets.action.next',
      group: 'queue',
      keys: 'n',
      enabled: rows.length > 0,
      run: next,
    },
    {
      id: 'queue.down',
      labelKey: 'tickets.action.down',
      group: 'queue',
      keys: ['j', 'ArrowDown'],
      keyOnly: true,
      enabled: rows.length > 0,
      run: () => select(rows[Math.min(rows.length - 1, index + 1)]?.id),
    },
    {
      id: 'queue.up',
      labelKey: 'tickets.action.up',
      group: 'queue',
      keys: ['k', 'ArrowUp'],
      keyOnly: true,
      enabled: rows.length > 0,
      run: () => select(rows[Math.max(0, index - 1)]?.id),
    },
    ...scopes.map((scope) => ({
      id: `queue.${scope}`,
      labelKey: `tickets.scope.${scope}` as const,
      group: 'queue' as const,
      run: () => setScope(scope),
    })),
  ]);

  return { ticketId, select, next };
}
