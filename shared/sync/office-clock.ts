import { latestInstantMs } from '../entities/define-entity.ts';
import type { Clock } from '../lib/clock.ts';
import { isPlausibleTime, toleratedSkewMs } from './plausible-time.ts';

/** Time as a peer told it in answer to a ping. */
export interface TimeSample {
  /** The office's time when it answered, by its reckoning. */
  readonly officeMs: number;
  /** How many times it was passed on since it left the hub; 0 from the hub itself. */
  readonly hops: number;
  /** How long ago it left the hub. */
  readonly ageMs: number;
  readonly roundTripMs: number;
}

/**
 * The office's time, which is the hub's: a clock whose `nowMs` no longer follows this PC's wall clock once the
 * hub's time was heard, but counts on from it with the monotonic clock (docs/spec/sync.md, S70).
 */
export interface OfficeClock extends Clock {
  /** What this PC's own clock says. */
  wallMs(): number;
  /** Office time minus this PC's own, milliseconds; null as long as the office's time is not known. */
  offsetMs(): number | null;
  /** What this PC tells others of the office's time; null while it has nothing to tell. */
  telling(): Omit<TimeSample, 'roundTripMs'> | null;
  hear(sample: TimeSample): void;
  /**
   * Another PC's own clock, which is nobody's word but its own: two that agree tell a hub whose work is dated
   * later than its clock that the work is dated wrongly, and not the clock.
   */
  hearWitness(peerWallMs: number): void;
}

export interface OfficeClockParts {
  readonly clock: Clock;
  /** The hub's time is the office's. Null before set-up. */
  readonly role: () => 'hub' | 'desk' | null;
  /** Office time minus own time, when it was known last. */
  readonly savedOffsetMs: number | null;
  /** The latest moment that saved work tells of; 0 without any. */
  readonly latestSeenMs: () => number;
}

/** Where the office's time stands against the monotonic clock. */
interface Reference {
  readonly baseMs: number;
  readonly hops: number;
  readonly roundTripMs: number;
  /** When it left the hub, on this PC's monotonic clock. */
  readonly leftAtMs: number;
  readonly atMonotonicMs: number;
  /** Own time against the monotonic clock at that moment: it shifts when the PC sleeps or is set. */
  readonly ownBaseMs: number;
}

/** What two quartz clocks drift apart at most, with room. */
const driftPerMs = 0.0005;
const samplingSlackMs = 50;
/** A PC that slept: its monotonic clock may have stood. */
const sleptAfterMs = 2000;
/** Of two that disagree, the one that left the hub later is right; by less than this, the shorter way counts. */
const muchLaterMs = 30_000;
/** The hub follows a jump of its own clock once it has stood there for so long. */
const settledAfterMs = 60_000;
/** No more than this many PCs between the hub and here: time that goes round in circles ends. */
const mostHops = 15;

/** This PC's own guess at the time: a clock that cannot be right gives way to the latest saved work. */
const createGuess = ({ clock, latestSeenMs }: OfficeClockParts) => {
  const startMs = clock.monotonicMs();
  let latestAtStartMs: number | null = null;
  return (candidates: readonly number[]): number => {
    const latest = latestSeenMs();
    latestAtStartMs ??= latest;
    const [first] = candidates;
    if (latest === 0 && first !== undefined) return first;
    const plausible = candidates.find((ms) => isPlausibleTime(ms, latest));
    return plausible ?? Math.max(latest, latestAtStartMs + clock.monotonicMs() - startMs);
  };
};

export const openOfficeClock = (parts: OfficeClockParts): OfficeClock => {
  const { clock, role, savedOffsetMs } = parts;
  const guess = createGuess(parts);
  let heard: Reference | null = null;
  /** The hub's own: where its time stands, and where its wall clock has moved to meanwhile. */
  let own: { readonly baseMs: number } | null = null;
  let moved: { readonly baseMs: number; readonly sinceMs: number } | null = null;
  let witnessedBaseMs: number | null = null;

  const ownBaseMs = (): number => clock.nowMs() - clock.monotonicMs();
  const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= sleptAfterMs;
  const isWitnessed = (baseMs: number): boolean =>
    witnessedBaseMs !== null && Math.abs(witnessedBaseMs - baseMs) <= toleratedSkewMs;

  const hubBaseMs = (): number => {
    const nowMs = clock.monotonicMs();
    const wallBaseMs = ownBaseMs();
    // A desk that takes the hub's place goes on from what it heard.
    if (own === null) own = { baseMs: heard?.baseMs ?? guess([wallBaseMs + nowMs]) - nowMs };
    if (isNear(wallBaseMs, own.baseMs)) {
      own = { baseMs: wallBaseMs };
      moved = null;
    } else if (moved === null || !isNear(moved.baseMs, wallBaseMs)) {
      moved = { baseMs: wallBaseMs, sinceMs: nowMs };
    } else if (
      isWitnessed(wallBaseMs) ||
      (nowMs - moved.sinceMs >= settledAfterMs && isPlausibleTime(wallBaseMs + nowMs, parts.latestSeenMs()))
    ) {
      own = { baseMs: wallBaseMs };
      moved = null;
    }
    return own.baseMs;
  };

  const nowMs = (): number => {
    const monotonicMs = clock.monotonicMs();
    if (role() === 'hub') return Math.round(hubBaseMs() + monotonicMs);
    if (heard !== null) return Math.round(heard.baseMs + monotonicMs);
    const wall = clock.nowMs();
    if (role() === null) return wall;
    return Math.round(guess(savedOffsetMs === null ? [wall] : [wall + savedOffsetMs, wall]));
  };

  const isKnown = (): boolean => role() === 'hub' || heard !== null;

  return {
    ...clock,
    nowMs,
    wallMs: clock.nowMs,
    offsetMs: () => (isKnown() ? nowMs() - clock.nowMs() : null),
    telling: () => {
      if (role() === 'hub') {
        const officeMs = nowMs();
        // It has just slept or was set: better nothing than a time that it will take back.
        const isSettled = moved === null || clock.monotonicMs() - moved.sinceMs >= settledAfterMs;
        return isSettled ? { officeMs, hops: 0, ageMs: 0 } : null;
      }
      if (heard === null || heard.hops >= mostHops) return null;
      const ageMs = Math.max(0, Math.round(clock.monotonicMs() - heard.leftAtMs));
      return { officeMs: nowMs(), hops: heard.hops, ageMs };
    },
    hear: ({ officeMs, hops, ageMs, roundTripMs }) => {
      if (role() === 'hub' || hops >= mostHops || officeMs < 0) return;
      const monotonicMs = clock.monotonicMs();
      const sample: Reference = {
        baseMs: Math.min(officeMs, latestInstantMs) + roundTripMs / 2 - monotonicMs,
        hops: hops + 1,
        roundTripMs,
        leftAtMs: monotonicMs - ageMs - roundTripMs / 2,
        atMonotonicMs: monotonicMs,
        ownBaseMs: ownBaseMs(),
      };
      const hasSlept = heard !== null && !isNear(heard.ownBaseMs, sample.ownBaseMs);
      if (heard === null || hasSlept || sample.leftAtMs > heard.leftAtMs + muchLaterMs) {
        heard = sample;
        return;
      }
      if (sample.hops > heard.hops || sample.leftAtMs < heard.leftAtMs - muchLaterMs) return;
      const error = heard.roundTripMs / 2 + (monotonicMs - heard.atMonotonicMs) * driftPerMs;
      const isBetter = roundTripMs / 2 <= error;
      const differs = Math.abs(sample.baseMs - heard.baseMs) > error + roundTripMs / 2 + samplingSlackMs;
      if (sample.hops < heard.hops || isBetter || differs) heard = sample;
    },
    hearWitness: (peerWallMs) => {
      if (isPlausibleTime(peerWallMs, 0)) witnessedBaseMs = peerWallMs - clock.monotonicMs();
    },
  };
};
