import type { OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { ticket as ticketContract } from '../../../shared/contract/ticket.ts';
import { activeStatuses } from '../../../shared/rules/ticket-status.ts';
import type { Connection } from '../db/connection.ts';
import { living } from '../db/living.ts';

export type TicketListItem = OutputOf<typeof ticketContract.list>['rows'][number];

/** A ticket as lists and scores read it, in SQLite's own types. */
export interface TicketRow {
  readonly id: Buffer;
  readonly number: string;
  readonly subject: string;
  readonly type: TicketListItem['type'];
  readonly status: TicketListItem['status'];
  readonly impact: 'high' | 'medium' | 'low';
  readonly urgency: 'high' | 'medium' | 'low';
  readonly customerId: Buffer;
  readonly customerName: string;
  readonly tier: TicketListItem['tier'];
  readonly clvBand: 'A' | 'B' | 'C' | 'D' | 'unknown';
  readonly ownerId: Buffer | null;
  readonly ownerName: string | null;
  readonly openedAt: number;
  readonly firstResponseDueAt: number | null;
  readonly resolveDueAt: number | null;
  readonly firstRespondedAt: number | null;
  readonly channel: TicketListItem['channel'];
  readonly reopenCount: number;
  /** Times that the customer came to us about it. */
  readonly contactCount: number;
  /** While it waits for the customer: since when. */
  readonly pausedAt: number | null;
  /** The oldest promised callback whose window has passed. */
  readonly missedCallbackAt: number | null;
  /** The nearest promised callback. */
  readonly callbackAt: number | null;
}

/** As SQL, for `IN`. */
export const activeStatusList = `(${activeStatuses.map((status) => `'${status}'`).join(', ')})`;
export const livingTicket = living('t');

const columns = `
  t.id, t.number, t.subject, t.type, t.status, t.impact, t.urgency, t.customerId, t.ownerId, t.openedAt,
  t.firstResponseDueAt, t.resolveDueAt, t.firstRespondedAt,
  coalesce(c.displayName, '') AS customerName, coalesce(c.tier, 'standard') AS tier,
  coalesce(c.clvBand, 'unknown') AS clvBand, u.name AS ownerName,
  (SELECT i.channel FROM interaction i WHERE i.ticketId = t.id AND i.direction <> 'internal'
    AND i.createdAt IS NOT NULL ORDER BY i.at, i.id LIMIT 1) AS channel`;

/** What only a running clock and the score look at; not read for tickets that are over. */
const signs = `
  (SELECT count(*) FROM ticket_event e WHERE e.ticketId = t.id AND e.kind = 'status' AND e.toStatus = 'open'
    AND e.fromStatus IN ('resolved', 'closed')) AS reopenCount,
  (SELECT count(*) FROM interaction i WHERE i.ticketId = t.id AND i.direction = 'in') AS contactCount,
  CASE t.status WHEN 'pending_customer' THEN (SELECT max(e.at) FROM ticket_event e
    WHERE e.ticketId = t.id AND e.toStatus = 'pending_customer') END AS pausedAt,
  (SELECT min(f.dueAt) FROM follow_up f WHERE f.ticketId = t.id AND f.kind = 'callback'
    AND f.state = 'scheduled' AND f.deletedAt IS NULL AND f.dueAt + f.windowMin * 60000 < @now) AS missedCallbackAt,
  (SELECT min(f.dueAt) FROM follow_up f WHERE f.ticketId = t.id AND f.kind = 'callback'
    AND f.state = 'scheduled' AND f.deletedAt IS NULL AND f.dueAt + f.windowMin * 60000 >= @now) AS callbackAt`;

/**
 * Tickets with what their score needs.
 * @param condition SQL over `t`, with named parameters; never text that a person typed.
 */
export const readTicketRows = (
  connection: Connection,
  condition: string,
  parameters: Readonly<Record<string, Buffer | string | number>>,
  nowMs: number,
): TicketRow[] =>
  connection
    .prepare(
      `SELECT ${columns}, ${signs} FROM ticket t
       LEFT JOIN customer c
         ON c.id = coalesce((SELECT a.shown FROM customer_alias a WHERE a.id = t.customerId), t.customerId)
       LEFT JOIN user u ON u.id = t.ownerId
       WHERE ${livingTicket} AND (${condition})`,
    )
    // The columns above; enumerations come from their entities' own schemas.
    .all({ ...parameters, now: nowMs }) as TicketRow[];
