import type { OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { ticket as ticketContract } from '../../../shared/contract/ticket.ts';
import type { TicketId } from '../../../shared/lib/ids.ts';
import { nextStatuses } from '../../../shared/rules/ticket-status.ts';
import type { Connection } from '../db/connection.ts';
import { findRow } from '../db/find-row.ts';
import { needsReview, readTicketSteps } from '../db/ticket-facts.ts';
import { blobOf } from '../db/uuid-blob.ts';
import { conflictsOf } from './conflict-list.ts';
import { scoreContext } from './ticket-list.ts';
import { readTicketRows } from './ticket-rows.ts';
import { scoreTicket } from './ticket-scores.ts';
import { timeline } from './timeline.ts';

type TicketCard = OutputOf<typeof ticketContract.get>;

/** A ticket of years has some hundred entries; a runaway one does not stop the card. */
const longestTimeline = 1000;

/** A ticket with its conversation and the explanation of its score; null when there is no such ticket. */
export const ticketGet = (connection: Connection, ticketId: TicketId, nowMs: number): TicketCard | null => {
  const ticket = findRow(connection, 'ticket', ticketId);
  const [row] = readTicketRows(connection, 't.id = @id', { id: blobOf(ticketId) }, nowMs);
  if (ticket === null || row === undefined) return null;
  const { item, score } = scoreTicket(row, scoreContext(connection, nowMs));
  return {
    ticket,
    level: item.level,
    customerName: item.customerName,
    ownerName: item.ownerName,
    timeline: timeline(connection, 'ticket', ticketId, { offset: 0, limit: longestTimeline }).items,
    nextStatuses: [...nextStatuses(ticket.status)],
    reopenCount: readTicketSteps(connection, ticket).reopenCount,
    needsReview: needsReview(connection, ticketId, ticket.status),
    conflicts: conflictsOf(connection, [{ entity: 'ticket', ids: [ticketId] }]),
    score,
  };
};
