import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../test/fixtures/vectors.ts';
import {
  compareQueueEntries,
  noisyOr,
  type QueueEntry,
  type QueueFacts,
  type QueueScore,
  queueFactors,
  queueScore,
  queueWeights,
} from './queue-score.ts';

const quiet: QueueFacts = {
  level: 'low',
  clvBand: 'unknown',
  keyCustomer: false,
  signs: {
    lowCsatAgeDays: null,
    detractorAgeDays: null,
    reopenCount: 0,
    contactsOnIssue: 1,
    missedPromiseAgeDays: null,
    angryToneAgeDays: null,
  },
  stage: { installPending: false, daysSinceInstall: null, daysToRenewal: null },
  usedMin: 0,
  allowedMin: 540,
};

function points({ parts }: QueueScore): object {
  return Object.fromEntries(Object.entries(parts).map(([factor, part]) => [factor, part.points]));
}

describe('queue score', () => {
  it.each(vectors.priority)('F-23: $case', ({ f, normal, crisis }) => {
    const usual = queueScore(f, queueWeights.normal);
    expect({ parts: points(usual), total: usual.total }).toEqual(normal);
    const inCrisis = queueScore(f, queueWeights.crisis);
    expect({ parts: points(inCrisis), total: inCrisis.total }).toEqual(crisis);
  });

  it('F-23: the factors of the worked cases come out of their facts', () => {
    const vip: QueueFacts = {
      ...quiet,
      level: 'critical',
      clvBand: 'A',
      keyCustomer: true,
      signs: { ...quiet.signs, lowCsatAgeDays: 30 },
      stage: { ...quiet.stage, daysSinceInstall: 5 },
      usedMin: 12,
      allowedMin: 30,
    };
    const newcomer: QueueFacts = {
      ...quiet,
      level: 'high',
      signs: { ...quiet.signs, detractorAgeDays: 20, reopenCount: 2 },
      stage: { ...quiet.stage, installPending: true },
      usedMin: 6,
      allowedMin: 60,
    };
    const billing: QueueFacts = { ...quiet, level: 'medium', clvBand: 'C', usedMin: 228, allowedMin: 240 };
    const general: QueueFacts = { ...quiet, clvBand: 'B', usedMin: 600 };
    expect([vip, billing, newcomer, general].map(queueFactors)).toEqual(vectors.priority.map(({ f }) => f));
  });

  it('the weights of both profiles add up to 100', () => {
    for (const { U, V, D, S, W } of Object.values(queueWeights)) expect(U + V + D + S + W).toBe(100);
  });

  it('a key customer is worth 900 at least', () => {
    expect(queueFactors({ ...quiet, keyCustomer: true }).V).toBe(900);
    expect(queueFactors({ ...quiet, keyCustomer: true, clvBand: 'A' }).V).toBe(1000);
  });

  it('signs of dissatisfaction fade after 90 days, and surveys are forgotten', () => {
    const d = (signs: Partial<QueueFacts['signs']>): number =>
      queueFactors({ ...quiet, signs: { ...quiet.signs, ...signs } }).D;
    expect(d({ lowCsatAgeDays: 90 })).toBe(800);
    expect(d({ lowCsatAgeDays: 91 })).toBe(0);
    expect(d({ detractorAgeDays: 91 })).toBe(350);
    expect(d({ detractorAgeDays: 181 })).toBe(0);
    expect(d({ missedPromiseAgeDays: 400 })).toBe(300);
    expect(d({ angryToneAgeDays: 0, contactsOnIssue: 3 })).toBe(700);
  });

  it('the sensitive stage ends a month after installation and begins a month before renewal', () => {
    const s = (stage: Partial<QueueFacts['stage']>): number =>
      queueFactors({ ...quiet, stage: { ...quiet.stage, ...stage } }).S;
    expect([7, 14, 30, 31].map((daysSinceInstall) => s({ daysSinceInstall }))).toEqual([1000, 700, 400, 0]);
    expect(s({ daysSinceInstall: 20, daysToRenewal: 30 })).toBe(600);
    expect(s({ daysToRenewal: 31 })).toBe(0);
    expect(s({ daysToRenewal: -1 })).toBe(0);
  });

  it('noisy-or does not depend on the order of its signs, and more signs never lower it', () => {
    const signs = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 6 });
    fc.assert(
      fc.property(signs, fc.integer({ min: 0, max: 1000 }), (some, one) => {
        expect(noisyOr([...some].reverse())).toBe(noisyOr(some));
        expect(noisyOr([...some, one])).toBeGreaterThanOrEqual(noisyOr(some));
      }),
    );
    expect(noisyOr([])).toBe(0);
    expect(noisyOr([700, 500])).toBe(850);
  });

  it('after a breach a ticket rises by 10 points each working hour, up to 150', () => {
    const f = { U: 100, V: 700, D: 0, S: 0, W: 1000 };
    const ageing = [0, 59, 60, 600, 900, 9000].map((min) => queueScore(f, queueWeights.normal, min).ageing);
    expect(ageing).toEqual([0, 0, 10, 100, 150, 150]);
    expect(queueScore(f, queueWeights.normal, 600).total).toBe(520);
  });

  it('ties fall to the deadline, then to age, then to the number', () => {
    const base: QueueEntry = { tier: 3, score: 500, dueAt: 100, openedAt: 10, number: '102-00001-1' };
    const inOrder: readonly QueueEntry[] = [
      { ...base, tier: 0, score: 1 },
      { ...base, score: 501, dueAt: null },
      { ...base, dueAt: 99 },
      { ...base, openedAt: 9 },
      base,
      { ...base, number: '102-00002-2' },
      { ...base, dueAt: null },
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray([...inOrder], { minLength: inOrder.length }), (shuffled) => {
        expect(shuffled.sort(compareQueueEntries)).toEqual(inOrder);
      }),
    );
  });
});
