import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createArchiver, wholeArchive } from '../../electron/core/archive/archiver.ts';
import { acceptOperations, type IncomingOperation } from '../../electron/core/db/accept.ts';
import { packAtOnce } from '../../electron/core/db/archive-segment.ts';
import { readVector } from '../../electron/core/db/operation-log.ts';
import type { Replica } from '../../electron/core/db/replica.ts';
import { createSearchIndexer } from '../../electron/core/db/search-pending.ts';
import { writeStable } from '../../electron/core/db/stable.ts';
import { type Bench, compared, type Figure, rounded, timed } from './measure.ts';
import {
  inFolder,
  openBenchReplica,
  organisationId,
  type WrittenOffice,
  writeOffice,
} from './office-rows.ts';
import { openRawTables, prepareRaw, type RawTables } from './raw-tables.ts';

const rounds = 9;

/** One transaction for each operation, on both sides. */
const accept = (replica: Replica, operations: readonly IncomingOperation[]): void => {
  for (const operation of operations) {
    const accepted = acceptOperations(replica, organisationId, [operation]);
    if (!accepted.ok) throw new Error(accepted.error.type);
  }
};

const indexNow = (replica: Replica): void => {
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
    const ms = timed(() => accept(replica, office.operations));
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
        accept(replica, [operation]);
        raw.write(prepareRaw(operation), false);
        for (const { fields } of operation.changes) cells.standing += Object.keys(fields).length;
        at += 1;
      }
      const place = { ours: at, theirs: at };
      const ours = (): number => {
        const stretch = office.operations.slice(place.ours, place.ours + perRound);
        place.ours += perRound;
        return timed(() => accept(replica, stretch)) / stretch.length;
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

const fileBytes = (path: string): number => statSync(path).size;

export const fileSize: Bench = {
  id: 'P7',
  what: 'the size of the file, against raw tables with the same indexes',
  run: async () =>
    inFolder(async (folder) => {
      const office = writeOffice(18_000, 'P7');
      const [oursPath, rawPath] = [join(folder, 'ours.sqlite'), join(folder, 'raw.sqlite')];
      const replica = openBenchReplica(oursPath, office.writer);
      accept(replica, office.operations);
      const settled = (sqlite: RawTables['sqlite'], path: string): number => {
        sqlite.pragma('wal_checkpoint(TRUNCATE)');
        return fileBytes(path);
      };
      const ours = settled(replica.db.writer.sqlite, oursPath);
      const raw = openRawTables(rawPath, office.writer);
      for (const operation of office.operations) raw.write(prepareRaw(operation), false);
      const theirs = settled(raw.sqlite, rawPath);
      indexNow(replica);
      const oursWithSearch = settled(replica.db.writer.sqlite, oursPath);
      const schema = replica.db.reader
        .prepare(
          "SELECT sql FROM sqlite_schema WHERE name LIKE 'search!_%' ESCAPE '!' AND name NOT LIKE 'search!_%!_%' ESCAPE '!' AND sql IS NOT NULL",
        )
        .all() as { sql: string }[];
      raw.sqlite.exec(
        'CREATE TABLE search_document (docid INTEGER PRIMARY KEY, kind TEXT NOT NULL, row BLOB NOT NULL, spaced TEXT NOT NULL, joined TEXT NOT NULL, digits TEXT NOT NULL, orderKey TEXT NOT NULL, UNIQUE (row, kind));',
      );
      raw.sqlite.exec('CREATE INDEX search_document_order ON search_document (kind, orderKey, row)');
      for (const { sql } of schema) if (sql.startsWith('CREATE VIRTUAL')) raw.sqlite.exec(sql);
      const documents = replica.db.reader.prepare('SELECT * FROM search_document').all();
      raw.sqlite.transaction(() => {
        const put = raw.sqlite.prepare(
          'INSERT INTO search_document VALUES (@docid, @kind, @row, @spaced, @joined, @digits, @orderKey)',
        );
        const words = raw.sqlite.prepare('INSERT INTO search_words (rowid, spaced) VALUES (@docid, @spaced)');
        const parts = raw.sqlite.prepare(
          'INSERT INTO search_parts (rowid, joined, digits) VALUES (@docid, @joined, @digits)',
        );
        for (const document of documents)
          for (const statement of [put, words, parts]) statement.run(document);
      })();
      const theirsWithSearch = settled(raw.sqlite, rawPath);
      // Every device holds everything: all of the log is packed, and what that frees goes back to the disk.
      writeStable(replica.db.writer, readVector(replica.db.writer));
      // The core's own timers keep no process alive.
      const alive = setInterval(() => undefined, 1000);
      await createArchiver(replica, packAtOnce).run(wholeArchive);
      clearInterval(alive);
      const compacted = settled(replica.db.writer.sqlite, oursPath);
      // The search stays as large as it is.
      const afterCompaction = rounded((compacted - (oursWithSearch - ours)) / theirs);
      replica.db.close();
      raw.sqlite.close();
      const ratio = rounded(ours / theirs);
      return [
        {
          id: 'P7',
          value: ratio,
          unit: 'times the raw tables with the same indexes',
          goal: 2.6,
          ok: ratio <= 2.6 && afterCompaction <= 1.6,
          n: 1,
          rows: office.rows,
          afterCompaction,
          afterCompactionGoal: 1.6,
          compactedWithSearchBytes: compacted,
          oursBytes: ours,
          theirsBytes: theirs,
          withSearchOnBothSides: rounded(oursWithSearch / theirsWithSearch),
          oursWithSearchBytes: oursWithSearch,
          theirsWithSearchBytes: theirsWithSearch,
        },
      ];
    }),
};
