import type { RowOf } from '../../../shared/entities/define-entity.ts';
import type { ticket, ticketStatuses } from '../../../shared/entities/ticket.ts';
import type { TicketId } from '../../../shared/lib/ids.ts';
import { chooseStatus, type TicketFacts, type TicketStatus } from '../../../shared/rules/ticket-status.ts';
import type { WorkCalendar } from '../../../shared/rules/working-time.ts';
import type { Connection } from './connection.ts';
import { findRows } from './find-row.ts';
import { blobOf } from './uuid-blob.ts';

export type Ticket = RowOf<typeof ticket>;

/** A ticket's steps as its events tell them. */
export interface TicketSteps {
  /** When it was last resolved. */
  readonly resolvedAt: number | null;
  /** When it was last opened again after a resolve. */
  readonly reopenedAt: number | null;
  readonly reopenCount: number;
  /** When it came into its present status. */
  readonly statusSince: number;
}

const finished: readonly (typeof ticketStatuses)[number][] = ['resolved', 'closed'];

export const readTicketSteps = (connection: Connection, ticketRow: Ticket): TicketSteps => {
  const events = findRows(
    connection,
    'ticket_event',
    "ticketId = ? AND kind = 'status'",
    [blobOf(ticketRow.id)],
    'at, id',
  );
  const lastAt = (matching: typeof events): number | null => matching.at(-1)?.at ?? null;
  const reopened = events.filter(
    ({ fromStatus, toStatus }) => toStatus === 'open' && fromStatus !== null && finished.includes(fromStatus),
  );
  return {
    resolvedAt: lastAt(events.filter(({ toStatus }) => toStatus === 'resolved')),
    reopenedAt: lastAt(reopened),
    reopenCount: reopened.length,
    statusSince: lastAt(events.filter(({ toStatus }) => toStatus === ticketRow.status)) ?? ticketRow.openedAt,
  };
};

/** What the guards of a transition look at. */
export const ticketFacts = (
  connection: Connection,
  ticketRow: Ticket,
  steps: TicketSteps,
  calendar: WorkCalendar,
): TicketFacts => ({
  id: ticketRow.id,
  status: ticketRow.status,
  ownerId: ticketRow.ownerId,
  resolvedAt: steps.resolvedAt,
  reopenedAt: steps.reopenedAt,
  interactions: findRows(connection, 'interaction', 'ticketId = ?', [blobOf(ticketRow.id)], 'at, id'),
  calendar,
});

/** Whether steps that did not know of each other were joined in a way that a person should look at. */
export const needsReview = (connection: Connection, ticketId: TicketId, shown: TicketStatus): boolean => {
  const others = connection
    .prepare(
      "SELECT value FROM sibling WHERE entity = 'ticket' AND row = ? AND field = 'status' AND replaced = 0",
    )
    .all(blobOf(ticketId)) as { value: string }[];
  // Status writes of other desks: JSON texts that `writeSiblings` stored.
  const statuses = others.map(({ value }) => JSON.parse(value) as TicketStatus);
  return chooseStatus([shown, ...statuses].map((status) => ({ status }))).review;
};
