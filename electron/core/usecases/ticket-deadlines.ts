import type { ticketLevels } from '../../../shared/entities/ticket.ts';
import { ticket } from '../../../shared/entities/ticket.ts';
import { urgencyLevel } from '../../../shared/rules/priority-matrix.ts';
import { slaTargets } from '../../../shared/rules/sla-defaults.ts';
import { addWorkingMinutes, workingMinutesBetween } from '../../../shared/rules/working-time.ts';
import type { Connection } from '../db/connection.ts';
import { shownCustomerId } from '../db/customer-alias.ts';
import { findRow } from '../db/find-row.ts';
import { readCalendar } from '../db/read-organisation.ts';
import type { Ticket } from '../db/ticket-facts.ts';
import type { Transaction } from '../db/transaction.ts';

type Level = (typeof ticketLevels)[number];

export interface Deadlines {
  readonly firstResponseDueAt: number;
  readonly resolveDueAt: number;
}

const targetsOf = (connection: Connection, of: Pick<Ticket, 'customerId' | 'impact' | 'urgency'>) => {
  const vip = findRow(connection, 'customer', shownCustomerId(connection, of.customerId))?.tier === 'VIP';
  return slaTargets(urgencyLevel(of.impact, of.urgency), vip);
};

/** Deadlines of a ticket that is opened at `openedAt`, on the call centre's own calendar. */
export const deadlines = (
  connection: Connection,
  of: Pick<Ticket, 'customerId' | 'impact' | 'urgency' | 'openedAt'>,
): Deadlines => {
  const calendar = readCalendar(connection);
  const { firstResponseMin, resolveMin } = targetsOf(connection, of);
  return {
    firstResponseDueAt: addWorkingMinutes(of.openedAt, firstResponseMin, calendar),
    resolveDueAt: addWorkingMinutes(of.openedAt, resolveMin, calendar),
  };
};

/** A ticket became more or less pressing: what is not met yet is due anew, and pauses stay granted. */
export const updateDeadlines = (
  tx: Transaction,
  stored: Ticket,
  change: { readonly impact?: unknown; readonly urgency?: unknown },
): void => {
  const levelOf = (value: unknown, before: Level): Level =>
    value === 'high' || value === 'medium' || value === 'low' ? value : before;
  const changed = {
    ...stored,
    impact: levelOf(change.impact, stored.impact),
    urgency: levelOf(change.urgency, stored.urgency),
  };
  const [before, after] = [deadlines(tx.connection, stored), deadlines(tx.connection, changed)];
  const calendar = readCalendar(tx.connection);
  const grantedMin =
    stored.resolveDueAt === null
      ? 0
      : workingMinutesBetween(before.resolveDueAt, stored.resolveDueAt, calendar);
  const resolveDueAt = addWorkingMinutes(after.resolveDueAt, grantedMin, calendar);
  if (resolveDueAt !== stored.resolveDueAt) tx.update(ticket, stored.id, { resolveDueAt });
  if (stored.firstRespondedAt === null && after.firstResponseDueAt !== stored.firstResponseDueAt) {
    tx.update(ticket, stored.id, { firstResponseDueAt: after.firstResponseDueAt });
  }
};

/** The clock stood from `pausedAt` until now: the solution may take that much longer. */
export const resumeClock = (tx: Transaction, stored: Ticket, pausedAt: number): void => {
  if (stored.resolveDueAt === null) return;
  const calendar = readCalendar(tx.connection);
  const pausedMin = workingMinutesBetween(pausedAt, tx.nowMs, calendar);
  if (pausedMin === 0) return;
  tx.update(ticket, stored.id, { resolveDueAt: addWorkingMinutes(stored.resolveDueAt, pausedMin, calendar) });
};
