import { join } from 'node:path';
import { acceptOperations, type IncomingOperation } from '../../electron/core/db/accept.ts';
import type { Replica } from '../../electron/core/db/replica.ts';
import { createSearchIndexer } from '../../electron/core/db/search-pending.ts';
import { organisationId } from '../support/test-replica.ts';
import { type Bench, compared, type Figure, rounded, timed } from './measure.ts';
import { inFolder, openBenchReplica, type WrittenOffice, writeOffice } from './office-rows.ts';
import { openRawTables, prepareRaw, type RawTables } from './raw-tables.ts';

const rounds = 9;

/** One transaction for each operation, on both sides. */
export const acceptAll = (replica: Replica, operations: readonly IncomingOperation[]): void => {
  for (const operation of operations) {
    const accepted = acceptOperations(replica, organisationId, [operation]);
    if (!accepted.ok) throw new Error(accepted.error.type);
  }
};

export const indexNow = (replica: Replica): void => {
  const { writer } = replica.db;
  writer.sqlite.transaction(() => createSearchIndexer(writer).run(() => false))();
};

const freshFigure = (folder: string, office: WrittenOffice): Figure => {
  const prepared = office.operations.map(prepareRaw);
  const indexMs: number[] = [];
  let round = 0;
  const ours = (): number => {
    round += 1;
    const replica = openBenchReplica(join(folder, `ours-${round}.sqlite`), office.writer);
    const ms = timed(() => acceptAll(replica, office.operations));
    indexMs.push(timed(() => indexNow(replica)));
    replica.db.close();
    return ms;
  };
  const theirs = (): number => {
    const raw = openRawTables(join(folder, `raw-${round}-${performance.now()}.sqlite`), office.writer);
    const ms = timed(() => {
      for (const operation of prepared) raw.write(operation, true);
    });
    raw.sqlite.close();
    return ms;
  };
  const { ratio, n, ...rest } = compared(rounds, ours, theirs);
  const perSecond = (ms: number): number => Math.round((office.rows / ms) * 1000);
  return {
    id: 'P1',
    value: ratio,
    unit: 'of the speed of raw rows and raw log',
    goal: 0.6,
    ok: ratio >= 0.6,
    n,
    ...rest,
    rows: office.rows,
    operations: office.operations.length,
    oursRowsPerSecond: perSecond(rest.oursMs),
    theirsRowsPerSecond: perSecond(rest.theirsMs),
    // In the background, afterwards: not part of the figure, and not nothing.
    searchLaterMs: rounded(Math.min(...indexMs), 1),
  };
};

export const applyFresh: Bench = {
  id: 'P1',
  what: 'applying remote operations with every check, against raw rows and raw log',
  run: async () => inFolder(async (folder) => [freshFigure(folder, writeOffice(9000, 'P1'))]),
};

/** Cells in the table before anything is measured. */
const standingCells = 2_000_000;
const cellsPerCustomer = 16;
const perRound = 20;

export const applyLarge: Bench = {
  id: 'P2',
  what: 'the same with 2 million cells in the table, against raw row inserts alone',
  run: async () =>
    inFolder(async (folder) => {
      const office = writeOffice(standingCells / cellsPerCustomer + 450 * perRound * (rounds + 2), 'P2');
      const replica = openBenchReplica(join(folder, 'ours.sqlite'), office.writer);
      const raw: RawTables = openRawTables(join(folder, 'raw.sqlite'), office.writer);
      const cells = { standing: 0 };
      let at = 0;
      while (cells.standing < standingCells) {
        const operation = office.operations[at];
        if (operation === undefined) throw new Error('not enough rows');
        acceptAll(replica, [operation]);
        raw.write(prepareRaw(operation), false);
        for (const { fields } of operation.changes) cells.standing += Object.keys(fields).length;
        at += 1;
      }
      const place = { ours: at, theirs: at };
      const ours = (): number => {
        const stretch = office.operations.slice(place.ours, place.ours + perRound);
        place.ours += perRound;
        return timed(() => acceptAll(replica, stretch)) / stretch.length;
      };
      const theirs = (): number => {
        const stretch = office.operations.slice(place.theirs, place.theirs + perRound).map(prepareRaw);
        place.theirs += perRound;
        return (
          timed(() => {
            for (const operation of stretch) raw.write(operation, false);
          }) / stretch.length
        );
      };
      const { ratio, n, ...rest } = compared(rounds, ours, theirs);
      replica.db.close();
      raw.sqlite.close();
      return [
        {
          id: 'P2',
          value: ratio,
          unit: 'of the speed of raw rows',
          goal: 0.4,
          ok: ratio >= 0.4,
          n,
          ...rest,
          standingCells: cells.standing,
          per: 'operation of some 900 rows',
        },
      ];
    }),
};
