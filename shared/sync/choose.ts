import type { MergeClass } from '../entities/define-entity.ts';
import { ticketStatuses } from '../entities/ticket.ts';
import { assertNever } from '../lib/assert-never.ts';
import { chooseStatus, type TicketStatus } from '../rules/ticket-status.ts';
import type { Write } from './register.ts';

const earliest = (writes: readonly Write[]): Write | undefined => {
  let best: Write | undefined;
  for (const write of writes) if (best === undefined || write.stamp < best.stamp) best = write;
  return best;
};

const latest = (writes: readonly Write[]): Write | undefined => {
  let best: Write | undefined;
  for (const write of writes) if (best === undefined || write.stamp > best.stamp) best = write;
  return best;
};

const isTicketStatus = (value: unknown): value is TicketStatus =>
  typeof value === 'string' && (ticketStatuses as readonly string[]).includes(value);

const chooseTicketStatus = (writes: readonly Write[]): Write | undefined => {
  const states = writes.flatMap((write) => (isTicketStatus(write.value) ? [{ status: write.value }] : []));
  if (states.length === 0) return latest(writes);
  const { status } = chooseStatus(states);
  return latest(writes.filter((write) => write.value === status));
};

/** A follow-up that somebody finished stays finished, whoever else began it meanwhile. */
const followUpRank: Readonly<Record<string, number>> = {
  scheduled: 0,
  in_progress: 1,
  handed_over: 2,
  cancelled: 3,
  unreachable: 4,
  done: 5,
};

const highestRank = (rank: Readonly<Record<string, number>>, writes: readonly Write[]): Write | undefined => {
  const rankOf = (write: Write): number => rank[String(write.value)] ?? -1;
  const top = Math.max(...writes.map(rankOf));
  return latest(writes.filter((write) => rankOf(write) === top));
};

/** A customer was answered when somebody answered first. */
const earliestInstant = (writes: readonly Write[]): Write | undefined => {
  const instants = writes.filter((write) => typeof write.value === 'number');
  const first = Math.min(...instants.map((write) => Number(write.value)));
  return latest(instants.filter((write) => write.value === first)) ?? latest(writes);
};

const machineRules: Readonly<Record<string, (writes: readonly Write[]) => Write | undefined>> = {
  'ticket.status': chooseTicketStatus,
  'ticket.firstRespondedAt': earliestInstant,
  'follow_up.state': (writes) => highestRank(followUpRank, writes),
};

/**
 * Which of the writes that do not know of each other is shown. Depends on the set alone, so every
 * replica shows the same one.
 */
export const chooseShown = (
  entity: string,
  field: string,
  merge: MergeClass,
  writes: readonly Write[],
): Write | undefined => {
  switch (merge) {
    case 'field':
    case 'owner':
    case 'hub':
      return latest(writes);
    case 'event':
      // What happened was told once. Whoever tells it again, under the same id, comes too late.
      return earliest(writes);
    case 'set':
      // The mark of removal: a concurrent addition (null) wins over a removal that had not seen it.
      return latest(writes.filter((write) => write.value === null)) ?? latest(writes);
    case 'machine':
      return (machineRules[`${entity}.${field}`] ?? latest)(writes);
    default:
      return assertNever(merge);
  }
};

/** Whether people are asked to decide when several different values stand beside each other. */
export const isConflictShown = (merge: MergeClass): boolean => merge === 'field';
