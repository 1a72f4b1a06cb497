import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { Clock, Random } from '../../shared/lib/clock.ts';

/** The clock of this PC. Timers do not keep the process alive. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

export const systemRandom: Random = { bytes: (length) => randomBytes(length) };

/** Addresses under which others on the office network may reach this PC. */
export const officeAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((cards) => cards ?? [])
    .filter((card) => card.family === 'IPv4' && !card.internal)
    .map((card) => card.address);
