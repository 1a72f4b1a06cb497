import { attachmentChunkBytes } from '../../../shared/entities/attachment.ts';
import type { Clock, Timer } from '../../../shared/lib/clock.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { BodyStore } from './body-store.ts';
import type { BodyTalk } from './body-talk.ts';
import { type BodyShape, chunkCount, isChunk } from './chunks.ts';
import type { MissingBody } from './missing-bodies.ts';

/** In the background bodies come no faster than this, so that the office's network stays free. */
const backgroundBytesPerSecond = 4 * 1024 * 1024;
/** After an operation was made or taken, the background waits this long for more of them. */
const quietMs = 300;
const fullDiskPauseMs = 60_000;
/** A holder that did not answer is tried again after this. */
const forgiveMs = 15_000;

export interface BodyFetcherDeps {
  readonly clock: Clock;
  readonly store: BodyStore;
  readonly talk: BodyTalk;
  /** Bodies that living attachments name and that are not here. */
  readonly missing: ReadonlyMap<string, MissingBody>;
  /** Bytes that bodies may take on this PC. */
  readonly roomBytes: () => number;
  /** When an operation was last made or taken, on the monotonic clock. */
  readonly lastOperationMs: () => number;
  /** A body has come a piece further, or is whole. */
  readonly onChange: (hash: string, isWhole: boolean) => void;
  /** Told what the disk threw: whether it is merely full. */
  readonly isDiskFull: (cause: unknown) => boolean;
  readonly onFault: (cause: unknown) => void;
}

export type FetchProblem = 'disk-full' | 'quota';

/** Brings missing bodies here, one at a time: those that somebody waits for first, the others while it is quiet. */
export interface BodyFetcher {
  /** Something has changed: a peer came, a holder is known, a body is missing. */
  wake(): void;
  /** Somebody waits for this one. */
  want(hash: string): void;
  /** 0–1 of the body that is being fetched; null of any other. */
  progress(hash: string): number | null;
  problem(): FetchProblem | null;
  close(): Promise<void>;
}

export const createBodyFetcher = (deps: BodyFetcherDeps): BodyFetcher => {
  const { clock, store, talk } = deps;
  const wanted = new Set<string>();
  /** Until when a holder is not asked for a body; for good when it sent a wrong chunk of it. */
  const shunned = new WeakMap<BodyShape, Map<DeviceId, number>>();
  /** Chunks that fit these do not make the body that they name: whoever wrote the attachment lied. */
  const lies = new WeakSet<BodyShape>();
  let current: { readonly hash: string; done: number; readonly total: number } | null = null;
  let problem: FetchProblem | null = null;
  let pausedUntilMs = 0;
  let running: Promise<void> | null = null;
  let isAwake = false;
  let closed = false;
  const timers = new Set<{ readonly timer: Timer; readonly end: () => void }>();

  const nowMs = (): number => clock.monotonicMs();
  const pause = (ms: number): Promise<void> => {
    if (closed) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const entry = { timer: clock.after(ms, () => end()), end: () => end() };
    const end = (): void => {
      timers.delete(entry);
      entry.timer.cancel();
      resolve();
    };
    timers.add(entry);
    return promise;
  };
  const shun = (body: BodyShape, deviceId: DeviceId, untilMs: number): void => {
    shunned.set(body, (shunned.get(body) ?? new Map<DeviceId, number>()).set(deviceId, untilMs));
  };
  const holderFor = (body: BodyShape): DeviceId | null => {
    const holders = deps.missing.get(body.hash)?.holders;
    if (holders === undefined || lies.has(body)) return null;
    const isWilling = (id: DeviceId) => holders.has(id) && (shunned.get(body)?.get(id) ?? 0) <= nowMs();
    return talk.peers().find(isWilling) ?? null;
  };

  /** How many chunks from the beginning are here from an earlier attempt, and right. */
  const chunksHere = async (body: BodyShape): Promise<number> => {
    for (let chunk = 0; chunk < chunkCount(body); chunk += 1) {
      const bytes = await store.readPart(body.hash, chunk * attachmentChunkBytes, attachmentChunkBytes);
      if (!isChunk(body, chunk, bytes)) return chunk;
    }
    return chunkCount(body);
  };

  const isUrgent = (hash: string): boolean => wanted.has(hash);
  /** Lets live operations pass, and keeps to the rate. Whoever is waited for does not wait. */
  const beQuiet = async (hash: string, startedMs: number): Promise<void> => {
    const dueMs = startedMs + (attachmentChunkBytes * 1000) / backgroundBytesPerSecond;
    while (!closed && !isUrgent(hash)) {
      const waitMs = Math.max(dueMs, deps.lastOperationMs() + quietMs) - nowMs();
      if (waitMs <= 0) return;
      await pause(waitMs);
    }
  };

  /** Fetches as much of one body as the peers give. */
  const fetchBody = async (body: BodyShape): Promise<void> => {
    const { hash } = body;
    const total = chunkCount(body);
    const at = { hash, done: await chunksHere(body), total };
    current = at;
    while (at.done < total && !closed && deps.missing.has(hash)) {
      const holder = holderFor(body);
      if (holder === null) return;
      const startedMs = nowMs();
      const bytes = await talk.request(holder, hash, at.done);
      if (closed) return;
      // The way to it was cut, which says nothing of the holder: once it is there again it is asked at once.
      if (bytes === 'gone') continue;
      if (typeof bytes === 'string') shun(body, holder, nowMs() + forgiveMs);
      else if (!isChunk(body, at.done, bytes)) shun(body, holder, Number.POSITIVE_INFINITY);
      else {
        await store.writePart(hash, at.done * attachmentChunkBytes, bytes);
        at.done += 1;
        deps.onChange(hash, false);
        await beQuiet(hash, startedMs);
      }
    }
    if (at.done < total) return;
    if (!(await store.finish(hash, clock.nowMs()))) {
      lies.add(body);
      return;
    }
    wanted.delete(hash);
    talk.announce(hash);
    deps.onChange(hash, true);
  };

  function* inOrder(): Generator<BodyShape> {
    for (const hash of wanted) yield* deps.missing.get(hash)?.shapes ?? [];
    for (const { shapes } of deps.missing.values()) yield* shapes;
  }
  const nextBody = (): BodyShape | null => {
    const free = deps.roomBytes() - store.usedBytes();
    let isTooLarge = false;
    for (const body of inOrder()) {
      // Without room one holder is as good as many: no more of them are looked for.
      if ((isTooLarge && body.sizeBytes > free) || holderFor(body) === null) continue;
      if (body.sizeBytes <= free) return body;
      isTooLarge = true;
    }
    if (problem !== 'disk-full') problem = isTooLarge ? 'quota' : null;
    return null;
  };

  const run = async (): Promise<void> => {
    while (!closed && isAwake) {
      isAwake = false;
      if (pausedUntilMs > nowMs()) await pause(pausedUntilMs - nowMs());
      for (let body = nextBody(); body !== null && !closed; body = nextBody()) {
        await beQuiet(body.hash, Number.NEGATIVE_INFINITY);
        try {
          await fetchBody(body);
          problem = null;
        } catch (cause) {
          if (!deps.isDiskFull(cause)) throw cause;
          // What is here of it stays: there may be room again.
          problem = 'disk-full';
          pausedUntilMs = nowMs() + fullDiskPauseMs;
          deps.onChange(body.hash, false);
          await pause(fullDiskPauseMs);
        } finally {
          current = null;
        }
      }
    }
  };

  const wake = (): void => {
    isAwake = true;
    if (running !== null || closed) return;
    running = run()
      .catch(deps.onFault)
      .finally(() => {
        running = null;
        if (isAwake) wake();
      });
  };

  return {
    wake,
    want: (hash) => {
      wanted.delete(hash);
      wanted.add(hash);
      for (const { end } of [...timers]) end();
      wake();
    },
    progress: (hash) => (current?.hash === hash ? current.done / Math.max(1, current.total) : null),
    problem: () => problem,
    close: async () => {
      closed = true;
      for (const { end } of [...timers]) end();
      await running;
    },
  };
};
