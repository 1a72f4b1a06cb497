import { Worker } from 'node:worker_threads';
import type { Timer } from '../../../shared/lib/clock.ts';
import type { Replica } from './replica.ts';

/** How long commits gather before they are copied. */
const gatherMs = 500;
/**
 * Pages of the write-ahead log above which a commit copies by itself what the thread has not copied yet: under a
 * load that never pauses only a commit finds a moment in which nothing is left, and the log begins anew.
 */
const mostPages = 8192;
/** What SQLite does without being told. */
const usualPages = 1000;

export interface WalKeeper {
  /** Resolves once nothing but the replica has the database open. */
  close(): Promise<void>;
}

/** From the sources the worker is the file beside this one; in a build it is a bundle of its own. */
const workerUrl = (): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL('./wal-worker.ts', import.meta.url)
    : new URL('../core/wal-worker.mjs', import.meta.url);

/**
 * Has what commits leave in the write-ahead log copied into the database's file by a thread of its own. Left to
 * SQLite, every few dozen saves one of them copies a thousand pages and waits for the disk twice more, and the
 * window with it. A copy that fails loses nothing: what was confirmed is in the log.
 */
export const keepWal = ({ db, clock, onCommitted }: Replica): WalKeeper => {
  if (db.path === ':memory:') return { close: async () => undefined };
  const { sqlite } = db.writer;
  let worker: Worker | null = null;
  let exited: Promise<void> = Promise.resolve();
  let timer: Timer | null = null;
  let isCopying = false;
  let hasNews = false;
  let closed = false;

  const giveUp = (): void => {
    worker = null;
    closed = true;
    if (sqlite.open) sqlite.pragma(`wal_autocheckpoint = ${usualPages}`);
  };
  const start = (): Worker => {
    const started = new Worker(workerUrl(), { workerData: db.path });
    const { promise, resolve } = Promise.withResolvers<void>();
    exited = promise;
    started.on('message', () => {
      isCopying = false;
      if (hasNews) soon();
    });
    started.once('error', giveUp);
    started.once('exit', () => resolve());
    started.unref();
    return started;
  };
  const copy = (): void => {
    timer = null;
    if (closed) return;
    hasNews = false;
    isCopying = true;
    worker ??= start();
    worker.postMessage('copy');
  };
  const soon = (): void => {
    hasNews = true;
    if (!isCopying && !closed) timer ??= clock.after(gatherMs, copy);
  };
  const forget = onCommitted(soon);
  sqlite.pragma(`wal_autocheckpoint = ${mostPages}`);
  return {
    close: async () => {
      closed = true;
      forget();
      timer?.cancel();
      if (worker === null) return;
      worker.ref();
      worker.postMessage('close');
      await exited;
    },
  };
};
