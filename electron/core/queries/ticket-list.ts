import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { ticket as ticketContract } from '../../../shared/contract/ticket.ts';
import type { CustomerId, UserId } from '../../../shared/lib/ids.ts';
import { type CustomerStage, compareQueueEntries } from '../../../shared/rules/queue-score.ts';
import { createWorkMeter } from '../../../shared/rules/work-meter.ts';
import type { Connection } from '../db/connection.ts';
import { recordsOf } from '../db/customer-alias.ts';
import { readCalendar } from '../db/read-organisation.ts';
import { countDocuments } from '../db/search.ts';
import { blobOf } from '../db/uuid-blob.ts';
import { customerStage } from './customer-stages.ts';
import { activeStatusList, livingTicket, readTicketRows, type TicketListItem } from './ticket-rows.ts';
import { type ScoreContext, type ScoredTicket, scoreTicket } from './ticket-scores.ts';

type Contract = typeof ticketContract.list;
type Scope = InputOf<Contract>['scope'];
type Parameters = Readonly<Record<string, Buffer | string | number>>;

/** What scores are computed with; remembers days and customers for the length of one query. */
export const scoreContext = (
  connection: Connection,
  nowMs: number,
  queueOf: UserId | null = null,
): ScoreContext => {
  const stages = new Map<string, CustomerStage>();
  return {
    meter: createWorkMeter(readCalendar(connection)),
    nowMs,
    queueOf,
    stageOf: (customerId) => {
      const key = customerId.toString('hex');
      const stage = stages.get(key) ?? customerStage(connection, customerId, nowMs);
      stages.set(key, stage);
      return stage;
    },
  };
};

const readScored = (
  connection: Connection,
  condition: string,
  parameters: Parameters,
  context: ScoreContext,
): ScoredTicket[] =>
  readTicketRows(connection, condition, parameters, context.nowMs).map((row) => scoreTicket(row, context));

const byQueue = (a: ScoredTicket, b: ScoredTicket): number => compareQueueEntries(a.entry, b.entry);

/** Tickets of one customer: what is open in the order of the queue, then the rest, newest first. */
export const customerTickets = (
  connection: Connection,
  customerId: CustomerId,
  nowMs: number,
): TicketListItem[] => {
  const parameters = { customer: blobOf(customerId) };
  const context = scoreContext(connection, nowMs);
  const active = `t.customerId IN ${recordsOf('@customer')} AND t.status IN ${activeStatusList}`;
  const over = `t.customerId IN ${recordsOf('@customer')} AND t.status NOT IN ${activeStatusList}`;
  return [
    ...readScored(connection, active, parameters, context).sort(byQueue),
    ...readScored(connection, over, parameters, context).sort((a, b) => b.item.openedAt - a.item.openedAt),
  ].map(({ item }) => item);
};

/** List items of the given tickets, in the order given. */
export const ticketItems = (
  connection: Connection,
  ids: readonly Buffer[],
  nowMs: number,
): TicketListItem[] => {
  const context = scoreContext(connection, nowMs);
  return ids.flatMap((id) => readScored(connection, 't.id = @id', { id }, context).map(({ item }) => item));
};

/** Scopes of the queue: everything in them is scored and sorted, for the score decides the page. */
const queueCondition: Readonly<Record<'mine' | 'unassigned' | 'open', string>> = {
  mine: `t.status IN ${activeStatusList} AND t.ownerId = @user`,
  unassigned: `t.status IN ${activeStatusList} AND t.ownerId IS NULL`,
  open: `t.status IN ${activeStatusList}`,
};

/** The other scopes grow for ever: the newest first, cut out of an index. */
const archivePage: Readonly<Record<'resolved' | 'all', string>> = {
  resolved: `SELECT t.id AS id FROM ticket t WHERE t.status = 'resolved' AND ${livingTicket}
             ORDER BY t.updatedAt DESC, t.id DESC LIMIT ? OFFSET ?`,
  all: `SELECT t.id AS id FROM ticket t WHERE ${livingTicket} ORDER BY t.id DESC LIMIT ? OFFSET ?`,
};

interface Counts {
  readonly mine: number;
  readonly unassigned: number;
  readonly open: number;
  readonly resolved: number;
}

const count = (connection: Connection, condition: string, parameters: Parameters): number => {
  const row = connection
    .prepare(`SELECT count(*) AS total FROM ticket t WHERE ${condition} AND ${livingTicket}`)
    .get(parameters) as { total: number };
  return row.total;
};

const readCounts = (connection: Connection, userId: UserId): Counts => {
  const parameters = { user: blobOf(userId) };
  return {
    mine: count(connection, queueCondition.mine, parameters),
    unassigned: count(connection, queueCondition.unassigned, parameters),
    open: count(connection, queueCondition.open, parameters),
    resolved: count(connection, "t.status = 'resolved'", parameters),
  };
};

const isQueue = (scope: Scope): scope is keyof typeof queueCondition =>
  scope !== 'resolved' && scope !== 'all';

export interface TicketListReader {
  readonly connection: Connection;
  readonly user: { readonly id: UserId };
  readonly nowMs: number;
}

/** One page of a scope: the queue by score, what is over by its last change, everything newest first. */
export const ticketList = (
  { connection, user, nowMs }: TicketListReader,
  { scope, offset, limit }: InputOf<Contract>,
): OutputOf<Contract> => {
  const counts = readCounts(connection, user.id);
  if (isQueue(scope)) {
    const context = scoreContext(connection, nowMs, scope === 'mine' ? user.id : null);
    const scored = readScored(connection, queueCondition[scope], { user: blobOf(user.id) }, context);
    const rows = scored.sort(byQueue).slice(offset, offset + limit);
    return { rows: rows.map(({ item }) => item), total: counts[scope], counts };
  }
  const page = connection.prepare(archivePage[scope]).all(limit, offset) as { id: Buffer }[];
  const total = scope === 'resolved' ? counts.resolved : countDocuments(connection, 'ticket');
  return {
    rows: ticketItems(
      connection,
      page.map(({ id }) => id),
      nowMs,
    ),
    total,
    counts,
  };
};
