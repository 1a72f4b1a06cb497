import { urgencyLevel } from '../../../shared/rules/priority-matrix.ts';
import {
  type CustomerStage,
  type QueueEntry,
  type QueueScore,
  queueFactors,
  queueScore,
  queueWeights,
} from '../../../shared/rules/queue-score.ts';
import { isActive } from '../../../shared/rules/ticket-status.ts';
import type { WorkMeter } from '../../../shared/rules/work-meter.ts';
import { uuidOf } from '../db/uuid-blob.ts';
import type { TicketListItem, TicketRow } from './ticket-rows.ts';

export interface ScoredTicket {
  readonly item: TicketListItem;
  readonly score: QueueScore;
  readonly entry: QueueEntry;
}

export interface ScoreContext {
  readonly meter: WorkMeter;
  readonly nowMs: number;
  readonly stageOf: (customerId: Buffer) => CustomerStage;
  /** Whose queue it is: promised callbacks come first only there. */
  readonly queueOf: string | null;
}

const msPerDay = 86_400_000;
const msPerMinute = 60_000;
const callbackAheadMin = 10;

const isOver = ({ status }: TicketRow): boolean => !isActive(status);

/** The nearer of the deadlines that are still open; the clock runs on while a colleague is waited for. */
const nearestDue = (row: TicketRow): number | null => {
  if (isOver(row)) return null;
  const open = [row.firstRespondedAt === null ? row.firstResponseDueAt : null, row.resolveDueAt];
  const dues = open.filter((due) => due !== null);
  return dues.length === 0 ? null : Math.min(...dues);
};

const tierOf = (row: TicketRow, breached: boolean, critical: boolean, context: ScoreContext) => {
  const mine = row.ownerId !== null && uuidOf(row.ownerId) === context.queueOf;
  const aheadMs = callbackAheadMin * msPerMinute;
  if (mine && row.callbackAt !== null && row.callbackAt - context.nowMs <= aheadMs) return 1;
  return breached && critical ? 2 : 3;
};

/** A ticket's place in the queue with its explanation (domain model, section 3). Over and done scores nothing. */
export const scoreTicket = (row: TicketRow, context: ScoreContext): ScoredTicket => {
  const { meter, nowMs } = context;
  const level = urgencyLevel(row.impact, row.urgency);
  const due = nearestDue(row);
  const until = row.pausedAt ?? nowMs;
  const breachedMin = due === null ? 0 : meter.minutesBetween(due, until);
  const factors = isOver(row)
    ? { U: 0, V: 0, D: 0, S: 0, W: 0 }
    : queueFactors({
        level,
        clvBand: row.clvBand,
        keyCustomer: row.tier !== 'standard',
        signs: {
          lowCsatAgeDays: null,
          detractorAgeDays: null,
          angryToneAgeDays: null,
          reopenCount: row.reopenCount,
          contactsOnIssue: row.contactCount,
          missedPromiseAgeDays:
            row.missedCallbackAt === null ? null : Math.floor((nowMs - row.missedCallbackAt) / msPerDay),
        },
        stage: context.stageOf(row.customerId),
        usedMin: due === null ? 0 : meter.minutesBetween(row.openedAt, until),
        allowedMin: due === null ? 0 : meter.minutesBetween(row.openedAt, due),
      });
  const score = queueScore(factors, queueWeights.normal, breachedMin);
  // While the customer is waited for, the clock stands: no deadline comes nearer.
  const dueAt = row.status === 'pending_customer' ? null : due;
  const item: TicketListItem = {
    id: uuidOf(row.id),
    number: row.number,
    subject: row.subject,
    type: row.type,
    status: row.status,
    level,
    customerId: uuidOf(row.customerId),
    customerName: row.customerName,
    tier: row.tier,
    ownerId: row.ownerId && uuidOf(row.ownerId),
    ownerName: row.ownerName,
    dueAt,
    openedAt: row.openedAt,
    channel: row.channel,
    score: score.total,
  };
  const tier = tierOf(row, dueAt !== null && breachedMin > 0, level === 'critical', context);
  return {
    item,
    score,
    entry: { tier, score: score.total, dueAt, openedAt: row.openedAt, number: row.number },
  };
};
