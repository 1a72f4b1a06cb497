/**
 * The order of the queue: integers only, so that every replica computes the same one. Factors are 0–1000 and
 * `points = floor(weight × factor / 100)`; the whole formula is in the domain model, section 3.
 */
import type { UrgencyLevel } from './priority-matrix.ts';

/** U urgency, V customer value, D potential dissatisfaction, S sensitive stage, W waiting. */
export type QueueFactor = 'U' | 'V' | 'D' | 'S' | 'W';

export type QueueFactors = Readonly<Record<QueueFactor, number>>;
/** Percent; the five add up to 100. */
export type QueueWeights = Readonly<Record<QueueFactor, number>>;

export const queueWeights: Readonly<Record<'normal' | 'crisis', QueueWeights>> = {
  normal: { U: 30, V: 20, D: 15, S: 10, W: 25 },
  crisis: { U: 30, V: 25, D: 20, S: 15, W: 10 },
};

export interface QueueScore {
  /** Sum of the points and of ageing; shown divided by 10. Above 1000 only after a breach. */
  readonly total: number;
  readonly parts: Readonly<Record<QueueFactor, { readonly factor: number; readonly points: number }>>;
  /** Points for working time past the deadline, 0–150: low-value tickets cannot starve. */
  readonly ageing: number;
}

/** The score with its explanation. `breachedMin`: working minutes past the nearest deadline, 0 before it. */
export function queueScore(factors: QueueFactors, weights: QueueWeights, breachedMin = 0): QueueScore {
  const part = (factor: QueueFactor) => ({
    factor: factors[factor],
    points: Math.floor((weights[factor] * factors[factor]) / 100),
  });
  const parts = { U: part('U'), V: part('V'), D: part('D'), S: part('S'), W: part('W') };
  const ageing = Math.min(150, 10 * Math.max(0, Math.floor(breachedMin / 60)));
  const points = Object.values(parts).reduce((sum, { points }) => sum + points, 0);
  return { total: points + ageing, parts, ageing };
}

/** What is known of a ticket and its customer when the queue is computed. */
export interface QueueFacts {
  readonly level: UrgencyLevel;
  readonly clvBand: 'A' | 'B' | 'C' | 'D' | 'unknown';
  /** VIP, or a large business customer. */
  readonly keyCustomer: boolean;
  readonly signs: DissatisfactionSigns;
  readonly stage: CustomerStage;
  /** Working minutes used of those allowed, on the nearest clock. */
  readonly usedMin: number;
  readonly allowedMin: number;
}

/** Signs that the customer may be unhappy; ages in days, null when there is no such sign. */
export interface DissatisfactionSigns {
  /** CSAT of 2 or less. */
  readonly lowCsatAgeDays: number | null;
  /** NPS of 6 or less. */
  readonly detractorAgeDays: number | null;
  readonly reopenCount: number;
  readonly contactsOnIssue: number;
  readonly missedPromiseAgeDays: number | null;
  readonly angryToneAgeDays: number | null;
}

export interface CustomerStage {
  /** Installation or first training has not happened yet. */
  readonly installPending: boolean;
  readonly daysSinceInstall: number | null;
  readonly daysToRenewal: number | null;
}

const urgencyFactor: Readonly<Record<UrgencyLevel, number>> = {
  critical: 1000,
  high: 750,
  medium: 400,
  low: 100,
};
const valueFactor: Readonly<Record<QueueFacts['clvBand'], number>> = {
  A: 1000,
  B: 700,
  C: 400,
  D: 150,
  unknown: 250,
};
const leastForKeyCustomer = 900;
/** Signs older than this count half. */
const halvedAfterDays = 90;

/** The five factors, each an integer 0–1000. */
export function queueFactors(facts: QueueFacts): QueueFactors {
  const value = valueFactor[facts.clvBand];
  return {
    U: urgencyFactor[facts.level],
    V: facts.keyCustomer ? Math.max(value, leastForKeyCustomer) : value,
    D: dissatisfaction(facts.signs),
    S: stageFactor(facts.stage),
    W: waitingFactor(facts.usedMin, facts.allowedMin),
  };
}

function dissatisfaction(signs: DissatisfactionSigns): number {
  return noisyOr([
    fading(800, signs.lowCsatAgeDays, 90),
    fading(700, signs.detractorAgeDays, 180),
    signs.reopenCount >= 2 ? 500 : 0,
    signs.contactsOnIssue >= 3 ? 500 : 0,
    fading(600, signs.missedPromiseAgeDays, null),
    fading(400, signs.angryToneAgeDays, null),
  ]);
}

function fading(value: number, ageDays: number | null, forgottenAfterDays: number | null): number {
  if (ageDays === null || (forgottenAfterDays !== null && ageDays > forgottenAfterDays)) return 0;
  return ageDays > halvedAfterDays ? value / 2 : value;
}

/** Chance that at least one of independent signs (0–1000 each) is right. Sorted first, for the floors do not commute. */
export function noisyOr(signs: readonly number[]): number {
  const noneIsRight = [...signs]
    .sort((a, b) => b - a)
    .reduce((left, sign) => Math.floor((left * (1000 - sign)) / 1000), 1000);
  return 1000 - noneIsRight;
}

function stageFactor({ installPending, daysSinceInstall, daysToRenewal }: CustomerStage): number {
  const renewal = daysToRenewal !== null && daysToRenewal >= 0 && daysToRenewal <= 30 ? 600 : 0;
  if (installPending) return 1000;
  if (daysSinceInstall === null || daysSinceInstall > 30) return renewal;
  return Math.max(renewal, daysSinceInstall <= 7 ? 1000 : daysSinceInstall <= 14 ? 700 : 400);
}

function waitingFactor(usedMin: number, allowedMin: number): number {
  if (allowedMin <= 0) return usedMin > 0 ? 1000 : 0;
  return Math.min(1000, Math.max(0, Math.floor((usedMin * 1000) / allowedMin)));
}

/** What the order of two entries depends on. */
export interface QueueEntry {
  /** 0 safety, 1 my promised callback within 10 minutes, 2 breached and critical, 3 all others. */
  readonly tier: 0 | 1 | 2 | 3;
  readonly score: number;
  /** The nearer open deadline, milliseconds UTC; null comes last. */
  readonly dueAt: number | null;
  readonly openedAt: number;
  readonly number: string;
}

/** Tier up, score down, due up, opened up, number up: a total order, the same on every replica. */
export function compareQueueEntries(a: QueueEntry, b: QueueEntry): number {
  const byDue = (a.dueAt ?? Number.MAX_SAFE_INTEGER) - (b.dueAt ?? Number.MAX_SAFE_INTEGER);
  const byNumber = a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
  return a.tier - b.tier || b.score - a.score || byDue || a.openedAt - b.openedAt || byNumber;
}
