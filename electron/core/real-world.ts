import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { Clock, Random } from '../../shared/lib/clock.ts';

/** 2199-01-01: deadlines that are counted from it are still before the latest instant that a field allows. */
const latestClockMs = 7_226_582_400_000;

/** The clock of this PC. Timers do not keep the process alive. */
export const systemClock: Clock = {
  // Dates that no field allows would only make every command fail: a wrong clock stays within them.
  nowMs: () => Math.min(Math.max(Date.now(), 0), latestClockMs),
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
