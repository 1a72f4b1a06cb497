import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createArchiver, wholeArchive } from '../../electron/core/archive/archiver.ts';
import { packBeside } from '../../electron/core/db/archive-segment.ts';
import { readVector } from '../../electron/core/db/operation-log.ts';
import type { Replica } from '../../electron/core/db/replica.ts';
import { writeStable } from '../../electron/core/db/stable.ts';
import { type Bench, type Figure, rounded } from './measure.ts';
import { writeMonth, writeSingles } from './office-month.ts';
import { inFolder, openBenchReplica, type WrittenOffice, writeOffice } from './office-rows.ts';
import { acceptAll, indexNow } from './p1-apply.ts';
import { openRawTables, prepareRaw, type RawTables } from './raw-tables.ts';

const goal = 2.6;
const compactedGoal = 1.6;

const settled = (sqlite: RawTables['sqlite'], path: string): number => {
  sqlite.pragma('wal_checkpoint(TRUNCATE)');
  return statSync(path).size;
};

/** Bytes of the pages of some tables with their indexes. */
const bytesOf = ({ db }: Replica, pattern: string): number =>
  Number(
    db.reader
      .prepare(
        'SELECT total(d.pgsize) AS bytes FROM dbstat d JOIN sqlite_schema s ON s.name = d.name WHERE s.tbl_name GLOB ?',
      )
      .pluck()
      .get(pattern),
  );

/** Every device holds everything: all of the log is packed, and what that frees goes back to the disk. */
const compact = async (replica: Replica): Promise<void> => {
  writeStable(replica.db.writer, readVector(replica.db.writer));
  // The core's own timers keep no process alive.
  const alive = setInterval(() => undefined, 1000);
  await createArchiver(replica, packBeside).run(wholeArchive);
  clearInterval(alive);
};

/** The search is left out of the ratios, for it is as large beside raw tables; with it on both sides they are lower. */
const sizes = async (folder: string, workload: string, office: WrittenOffice): Promise<Figure> => {
  const [oursPath, rawPath] = [join(folder, `${workload}.sqlite`), join(folder, `${workload}-raw.sqlite`)];
  const replica = openBenchReplica(oursPath, office.writer);
  const { sqlite } = replica.db.writer;
  // How large the file gets has nothing to do with when it is forced to disk.
  sqlite.pragma('synchronous = OFF');
  acceptAll(replica, office.operations);
  indexNow(replica);
  const raw = openRawTables(rawPath, office.writer, false);
  for (const operation of office.operations) raw.write(prepareRaw(operation), false);
  const theirs = settled(raw.sqlite, rawPath);
  raw.sqlite.close();
  const whole = settled(sqlite, oursPath);
  const search = bytesOf(replica, 'search_*');
  const log = bytesOf(replica, 'operation');
  await compact(replica);
  const compacted = settled(sqlite, oursPath) - bytesOf(replica, 'search_*');
  const archive = bytesOf(replica, 'archive_*');
  replica.db.close();
  const ratio = rounded((whole - search) / theirs);
  const afterCompaction = rounded(compacted / theirs);
  const operations = office.operations.length;
  return {
    id: `P7-${workload}`,
    value: ratio,
    unit: 'times the raw tables with the same indexes',
    goal,
    ok: ratio <= goal && afterCompaction <= compactedGoal,
    n: 1,
    afterCompaction,
    afterCompactionGoal: compactedGoal,
    operations,
    rows: office.rows,
    oursBytes: whole - search,
    compactedBytes: compacted,
    theirsBytes: theirs,
    searchBytes: search,
    withSearchOnBothSides: rounded(whole / (theirs + search)),
    // With indexes, page ends and all.
    logBytesPerOperation: rounded(log / operations, 1),
    archivedBytesPerOperation: rounded(archive / operations, 1),
  };
};

export const fileSize: Bench = {
  id: 'P7',
  what: 'the size of the file, against raw tables with the same indexes',
  run: () =>
    inFolder(async (folder) => [
      await sizes(folder, 'bulk', writeOffice(18_000, 'P7')),
      await sizes(folder, 'single', writeSingles(20_000)),
      await sizes(folder, 'month', writeMonth(20_000)),
    ]),
};
