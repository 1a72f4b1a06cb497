import type { customer as customerContract } from '../../../shared/contract/customer.ts';
import type { OutputOf } from '../../../shared/contract/procedure-types.ts';
import { interaction } from '../../../shared/entities/interaction.ts';
import { ticketEvent } from '../../../shared/entities/ticket-event.ts';
import type { CustomerId, TicketId } from '../../../shared/lib/ids.ts';
import type { Connection } from '../db/connection.ts';
import { recordsOf } from '../db/customer-alias.ts';
import { stampOfBlob } from '../db/field-clock.ts';
import { living } from '../db/living.ts';
import { type Names, readNames } from '../db/names.ts';
import { decodeRow } from '../db/row-codec.ts';
import { blobOf } from '../db/uuid-blob.ts';

export type TimelineItem = OutputOf<typeof customerContract.timeline>['items'][number];

export interface TimelinePage {
  readonly offset: number;
  readonly limit: number;
}

/** Both kinds of entries of a customer or of one ticket, as (kind, rowid, at). */
const entriesOf = {
  customer: `
    SELECT 'interaction' AS kind, i.rowid AS place, i.id AS id, i.at AS at, i.createdStamp AS stamp FROM interaction i
      WHERE i.customerId IN ${recordsOf('@about')} AND ${living('i')}
    UNION ALL
    SELECT 'ticket_event', e.rowid, e.id, e.at, e.createdStamp FROM ticket t JOIN ticket_event e ON e.ticketId = t.id
      WHERE t.customerId IN ${recordsOf('@about')} AND ${living('t')} AND ${living('e')}`,
  ticket: `
    SELECT 'interaction' AS kind, i.rowid AS place, i.id AS id, i.at AS at, i.createdStamp AS stamp FROM interaction i
      WHERE i.ticketId = @about AND ${living('i')}
    UNION ALL
    SELECT 'ticket_event', e.rowid, e.id, e.at, e.createdStamp FROM ticket_event e WHERE e.ticketId = @about AND ${living('e')}`,
} as const;

type Entry = { readonly kind: 'interaction' | 'ticket_event'; readonly place: number };
type StoredRow = Readonly<Record<string, unknown>>;

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const interactionItem = (stored: StoredRow, names: Names): TimelineItem => {
  const row = decodeRow(interaction, stored);
  return {
    kind: 'interaction',
    at: row.at,
    agentName: names.userName(row.agentId),
    deviceCode: names.deviceCode(stampOfBlob(stored.createdStamp)),
    ticketNumber: textOrNull(stored.ticketNumber),
    interaction: row,
  };
};

const eventItem = (stored: StoredRow, names: Names): TimelineItem => {
  const row = decodeRow(ticketEvent, stored);
  return {
    kind: 'ticket_event',
    at: row.at,
    agentName: names.userName(row.agentId),
    deviceCode: names.deviceCode(stampOfBlob(stored.createdStamp)),
    ticketNumber: textOrNull(stored.ticketNumber),
    ownerName: names.userName(row.ownerId),
    event: row,
  };
};

/** What happened, newest first; within one moment as it was written, on every desk alike. */
export const timeline = (
  connection: Connection,
  about: 'customer' | 'ticket',
  id: CustomerId | TicketId,
  { offset, limit }: TimelinePage,
): { items: TimelineItem[]; total: number } => {
  const entries = entriesOf[about];
  const parameters = { about: blobOf(id) };
  const page = connection
    .prepare(
      `SELECT kind, place FROM (${entries}) ORDER BY at DESC, stamp DESC, kind, id DESC LIMIT @limit OFFSET @offset`,
    )
    .all({ ...parameters, limit, offset }) as Entry[];
  const { total } = connection.prepare(`SELECT count(*) AS total FROM (${entries})`).get(parameters) as {
    total: number;
  };
  const names = readNames(connection);
  const rowOf = (table: Entry['kind'], place: number): StoredRow =>
    // The entry was found in this very table a moment ago, in one synchronous turn.
    connection
      .prepare(
        `SELECT e.*, t.number AS ticketNumber FROM ${table} e LEFT JOIN ticket t ON t.id = e.ticketId WHERE e.rowid = ?`,
      )
      .get(place) as StoredRow;
  const items = page.map(({ kind, place }) =>
    kind === 'interaction'
      ? interactionItem(rowOf(kind, place), names)
      : eventItem(rowOf(kind, place), names),
  );
  return { items, total };
};
