import type { AppError } from '../../../shared/contract/errors.ts';
import type { Timer } from '../../../shared/lib/clock.ts';
import { ok, type Result } from '../../../shared/lib/result.ts';
import { readLogFrom } from './operation-log.ts';
import { recomputeInTurns } from './recompute-in-turns.ts';
import type { Replica } from './replica.ts';
import { type RowName, rowKey } from './row-history.ts';
import { hasStale, readStale, type StaleOperation, unmarkStale } from './stale-operations.ts';
import { createPace, type InTurns } from './steps.ts';
import { readAgain } from './walk-log.ts';

/** Operations, and about so many rows, for which the log is looked through once. */
const mostOperations = 500;
const mostRows = 20_000;
/** The disk is full. */
const retryMs = 5000;

const rowsOf = async (
  { db: { writer } }: Replica,
  stale: readonly StaleOperation[],
  breathe: InTurns['breathe'],
) => {
  const rows = new Map<string, RowName>();
  const taken: StaleOperation[] = [];
  for (const mark of stale) {
    if (rows.size >= mostRows) break;
    taken.push(mark);
    // One that was taken out of the log meanwhile has had its rows computed by that.
    const [stored] = readLogFrom(writer, mark.received, 1);
    const changes = stored?.received === mark.received ? readAgain(stored).changes : [];
    for (const { entity, id } of changes) rows.set(rowKey({ entity, id }), { entity, id });
    await breathe();
  }
  return { rows: [...rows.values()], taken };
};

/** Computes again what operations touched that count otherwise by now, in short slices (docs/spec/sync.md, S105). */
export const mendStale = async (replica: Replica, inTurns: InTurns): Promise<Result<null, AppError>> => {
  const { writer } = replica.db;
  for (let stale = readStale(writer, mostOperations); stale.length > 0; ) {
    const { rows, taken } = await rowsOf(replica, stale, inTurns.breathe);
    const done = await recomputeInTurns(replica, rows, inTurns, {
      atEnd: () => unmarkStale(writer, taken),
    });
    if (!done.ok) return done;
    stale = readStale(writer, mostOperations);
  }
  return ok(null);
};

export interface StaleMender {
  close(): Promise<void>;
}

export interface StaleMenderParts {
  readonly replica: Replica;
  readonly onPlace: InTurns['onPlace'];
  /** Nothing is left to be done. */
  readonly onEnd: () => void;
  readonly onFault: (cause: unknown) => void;
}

/** Mends in the background whatever is marked, also what a start finds marked. */
export const startStaleMender = ({ replica, onPlace, onEnd, onFault }: StaleMenderParts): StaleMender => {
  const { clock, db } = replica;
  let timer: Timer | null = null;
  let running: Promise<void> | null = null;
  let isClosed = false;

  const run = async (): Promise<void> => {
    const inTurns = createPace(clock.monotonicMs, () => isClosed, onPlace);
    try {
      const mended = await mendStale(replica, inTurns);
      if (!mended.ok) later(retryMs);
    } catch (cause) {
      if (!isClosed) onFault(cause);
    } finally {
      running = null;
      if (!isClosed) onEnd();
    }
  };
  const later = (delayMs: number): void => {
    timer ??= clock.after(delayMs, () => {
      timer = null;
      running ??= run();
    });
  };
  const look = (): void => {
    if (!isClosed && running === null && hasStale(db.writer)) later(0);
  };
  const forget = replica.onCommitted(look);
  look();
  return {
    close: async () => {
      isClosed = true;
      timer?.cancel();
      forget();
      await running;
    },
  };
};
