import type { Connection } from '../db/connection.ts';
import type { Database } from '../db/database.ts';
import { logPosition } from '../db/log-changes.ts';
import { readLogFrom, readTailFrom, type StoredOperation, type TailOperation } from '../db/operation-log.ts';
import { encodeOperations } from './operations-frame.ts';

const keptOperations = 1000;
const keptBytes = 2 * 1024 * 1024;
const keptFrames = 8;

/**
 * The newest stretch of the log in memory, shared by all sessions: a commit is read once and written into a frame
 * once, however many peers are told (docs/spec/sync.md, S42).
 */
export interface LogTail {
  /** Looks what has been committed. */
  refresh(): void;
  /**
   * The log from this place on, at most `limit` operations, and of those on the disk no more than it takes to have
   * `mostBytes`; nothing when there is none.
   */
  read(from: number, limit: number, mostBytes?: number): readonly StoredOperation[];
  /** @param run which request of the peer it belongs to. */
  frameOf(batch: readonly StoredOperation[], run: number): Uint8Array;
}

/**
 * What the log is read through. The writer's own connection has at hand what it has just committed, while a reading
 * one begins a new look at the file; within a transaction it shows what is not committed.
 */
const readingOf = ({ reader, writer }: LogSource): Connection =>
  writer.sqlite.inTransaction ? reader : writer;

export type LogSource = Pick<Database, 'reader' | 'writer'>;

export const openLogTail = (log: LogSource): LogTail => {
  const tail: TailOperation[] = [];
  let tailBytes = 0;
  let newest = logPosition(readingOf(log));
  const frames = new Map<string, Uint8Array>();

  const keep = (news: readonly TailOperation[]): void => {
    for (const one of news) {
      tail.push(one);
      tailBytes += one.size;
    }
    let dropped = 0;
    while (tail.length - dropped > keptOperations || tailBytes > keptBytes) {
      tailBytes -= tail[dropped]?.size ?? 0;
      dropped += 1;
    }
    tail.splice(0, dropped);
  };
  const forget = (): void => {
    tail.length = 0;
    tailBytes = 0;
  };
  const read: LogTail['read'] = (from, limit, mostBytes) => {
    if (from > newest) return [];
    const first = tail[0]?.operation.received;
    if (first === undefined || from < first) return readLogFrom(readingOf(log), from, limit, mostBytes);
    // Places rise, with holes where a transaction was rolled back.
    let low = 0;
    for (let high = tail.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((tail[middle]?.operation.received ?? Number.POSITIVE_INFINITY) < from) low = middle + 1;
      else high = middle;
    }
    return tail.slice(low, low + limit).map(({ operation }) => operation);
  };

  return {
    refresh: () => {
      const connection = readingOf(log);
      const position = logPosition(connection);
      // A join that was cancelled empties the log.
      if (position < newest) forget();
      if (position > newest) {
        const news = readTailFrom(connection, newest + 1, keptOperations);
        if (news.at(-1)?.operation.received === position) keep(news);
        else forget();
      }
      newest = position;
    },
    read,
    frameOf: (batch, run) => {
      const name = `${run}:${batch.map(({ received }) => received).join()}`;
      const known = frames.get(name);
      if (known !== undefined) return known;
      const frame = encodeOperations(batch, run);
      frames.set(name, frame);
      const [oldest] = frames.keys();
      if (frames.size > keptFrames && oldest !== undefined) frames.delete(oldest);
      return frame;
    },
  };
};
