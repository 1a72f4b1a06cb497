import type { AppError } from '../../../shared/contract/errors.ts';
import { ok, type Result } from '../../../shared/lib/result.ts';
import type { Change } from '../../../shared/sync/operation.ts';
import { atomically } from './atomically.ts';
import { recomputeRows } from './recompute-rows.ts';
import type { Replica } from './replica.ts';
import { openRowHistory, type RowHistory, type RowName } from './row-history.ts';
import { type InTurns, runAtOnce, runInTurns } from './steps.ts';
import { collectTouched, type Touched } from './touched.ts';

/** What one transaction computes again: some ten milliseconds. */
const mostRows = 20;
const mostEntries = 40;

/** Rows in the order given, as many together as make a short transaction; one with a long past stands alone. */
const groupsOf = (history: RowHistory): RowName[][] => {
  const groups: RowName[][] = [];
  let group: RowName[] = [];
  let entries = 0;
  for (const row of history.rows) {
    const own = history.of([row]).length;
    if (group.length > 0 && (group.length >= mostRows || entries + own > mostEntries)) {
      groups.push(group);
      group = [];
      entries = 0;
    }
    group.push(row);
    entries += own;
  }
  return group.length === 0 ? groups : [...groups, group];
};

/** What belongs to the transactions in which rows are computed again. */
export interface Around {
  /** Before the rows are emptied, and after they were filled again. */
  readonly before?: (rows: readonly RowName[]) => void;
  readonly after?: (rows: readonly RowName[]) => void;
  /** In the last one. */
  readonly atEnd?: () => void;
}

const announceRows = (replica: Replica, rows: readonly RowName[]): void => {
  const touched: Touched = new Map();
  collectTouched(
    touched,
    rows.map(({ entity, id }): Change => ({ kind: 'update', entity, id, fields: {} })),
  );
  replica.announce(touched, 'local', 0);
};

/**
 * Computes rows anew from the log beside other work: looks through the log in short steps, then fills a few rows in
 * each of many short transactions, with users' commands and peers in between. Every transaction leaves its rows as
 * the whole log says by then, so that an interruption at any point leaves nothing half done.
 */
export const recomputeInTurns = async (
  replica: Replica,
  rows: readonly RowName[],
  inTurns: InTurns,
  { before, after, atEnd }: Around = {},
): Promise<Result<null, AppError>> => {
  const { writer, gate } = replica.db;
  for (;;) {
    const history = openRowHistory(writer, rows);
    await runInTurns(history.read(), inTurns);
    const groups = groupsOf(history);
    const last = Math.max(0, groups.length - 1);
    for (let at = 0; at <= last && history.holds(); at += 1) {
      // What has come while others had their turn; then, in one go, what came in with the last of it.
      await runInTurns(history.read(), inTurns);
      await gate.pass();
      const group = groups[at] ?? [];
      const done = atomically<boolean, AppError>(
        writer,
        () => {
          runAtOnce(history.read());
          if (!history.holds()) return ok(false);
          before?.(group);
          runAtOnce(recomputeRows(writer, group, history.of(group)));
          after?.(group);
          if (at === last) atEnd?.();
          return ok(at === last);
        },
        (error) => error,
      );
      if (!done.ok) return done;
      announceRows(replica, group);
      if (done.value) return ok(null);
      await inTurns.breathe();
    }
  }
};
