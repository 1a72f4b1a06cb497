// Red and amber stand only for time and risk; everything else stays ink on paper.

import type { TicketStatus } from '../../../shared/rules/ticket-status.ts';
import type { Tone } from '../../ui/chip.tsx';
import type { QueueRow } from './ticket-types.ts';

const minuteMs = 60_000;
const urgentWithinMs = 30 * minuteMs;
const soonWithinMs = 120 * minuteMs;

export type UrgencyTone = 'red' | 'amber' | 'neutral';

/** @param score 0–1000. */
export function scoreTone(score: number): UrgencyTone {
  if (score >= 750) return 'red';
  return score >= 500 ? 'amber' : 'neutral';
}

/** Both in milliseconds UTC. A deadline that has passed is red. */
export function dueTone(dueAt: number | null, now: number): UrgencyTone {
  if (dueAt === null) return 'neutral';
  if (dueAt - now < urgentWithinMs) return 'red';
  return dueAt - now < soonWithinMs ? 'amber' : 'neutral';
}

const toneByStatus: Readonly<Record<TicketStatus, Tone>> = {
  new: 'blue',
  open: 'blue',
  pending_customer: 'amber',
  pending_internal: 'amber',
  resolved: 'green',
  closed: 'neutral',
  merged: 'neutral',
  cancelled: 'neutral',
};

export const statusTone = (status: TicketStatus): Tone => toneByStatus[status];

const toneByLevel: Readonly<Record<QueueRow['level'], Tone>> = {
  critical: 'red',
  high: 'amber',
  medium: 'neutral',
  low: 'neutral',
};

export const levelTone = (level: QueueRow['level']): Tone => toneByLevel[level];
