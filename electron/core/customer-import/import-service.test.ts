import { appendFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { contactPoint } from '../../../shared/entities/contact-point.ts';
import { customer } from '../../../shared/entities/customer.ts';
import { ok } from '../../../shared/lib/result.ts';
import { createTestFiles } from '../../../test/support/table-files.ts';
import { openTestReplica, type TestReplica } from '../../../test/support/test-replica.ts';
import { runCommand } from '../db/commit.ts';
import { countOperations, readLogFrom } from '../db/operation-log.ts';
import { createSearchIndexer } from '../db/search-pending.ts';
import { createImportService, type ImportReport, type ImportService } from './import-service.ts';

const files = createTestFiles();
const author = { userId: null };
const fixture = (name: string): string =>
  new URL(`../../../test/fixtures/import/${name}`, import.meta.url).pathname;

interface Bench extends TestReplica {
  readonly imports: ImportService;
  readonly emitted: () => number;
}

const benches: Bench[] = [];
let count = 0;
const openBench = (): Bench => {
  count += 1;
  let emitted = 0;
  const test = openTestReplica(files.path(`${count}.sqlite`));
  const imports = createImportService({
    replica: test.replica,
    emit: () => {
      emitted += 1;
    },
    onFault: (cause) => {
      throw cause;
    },
  });
  const bench = { ...test, imports, emitted: () => emitted };
  benches.push(bench);
  return bench;
};
afterEach(async () => {
  for (const bench of benches.splice(0)) {
    await bench.imports.close();
    bench.close();
  }
});

const value = <T>(result: { ok: true; value: T } | { ok: false; error: { code: string } }): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};

const report = async (bench: Bench, importId: string): Promise<ImportReport> =>
  value(await bench.imports.report({ importId }));

const until = async (bench: Bench, importId: string, isDone: (report: ImportReport) => boolean) => {
  const deadlineMs = performance.now() + 15_000;
  for (;;) {
    const now = await report(bench, importId);
    if (isDone(now)) return now;
    if (performance.now() > deadlineMs) throw new Error(`still ${now.state}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};
const settled = (bench: Bench, importId: string) =>
  until(bench, importId, ({ state }) => state !== 'planning' && state !== 'writing');

const planned = async (bench: Bench, path: string): Promise<string> => {
  const { importId, columns } = value(await bench.imports.inspect({ path }));
  value(await bench.imports.plan({ importId, mapping: columns.map(({ guess }) => guess) }));
  expect((await settled(bench, importId)).state).toBe('planned');
  return importId;
};

const importFile = async (bench: Bench, path: string): Promise<ImportReport> => {
  const importId = await planned(bench, path);
  value(await bench.imports.run({ importId }, author));
  return settled(bench, importId);
};

const countRows = (bench: Bench, table: string): number => {
  const row = bench.replica.db.reader.prepare(`SELECT count(*) AS n FROM ${table}`).get();
  return typeof row === 'object' && row !== null && 'n' in row ? Number(row.n) : -1;
};

const longFile = (name: string, rows: number): string => {
  const line = (index: number) => `مشتری ${index},0912${String(index).padStart(7, '0')},کرج`;
  return files.write(
    name,
    `نام,موبایل,شهر\n${Array.from({ length: rows }, (_, index) => line(index)).join('\n')}\n`,
  );
};

describe('importing a file', () => {
  it.each(['customers-fa.csv', 'customers-cp1256.csv'])(
    'brings the customers of %s in, once',
    async (name) => {
      const bench = openBench();
      const first = await importFile(bench, fixture(name));
      expect(first).toMatchObject({ state: 'done', progress: 1, error: null });
      expect(first.rowsDone).toBe(first.rowsTotal);
      expect(first.created + first.merged + first.unchanged + first.rejected).toBe(first.rowsTotal);
      expect(countRows(bench, 'customer')).toBe(first.created);
      createSearchIndexer(bench.replica.db.writer).run(() => false);
      expect(countRows(bench, 'search_document')).toBe(first.created);

      const operations = countOperations(bench.replica.db.reader);
      const again = await importFile(bench, fixture(name));
      expect(again).toMatchObject({ state: 'done', created: 0, merged: 0, rejected: first.rejected });
      expect(countRows(bench, 'customer')).toBe(first.created);
      expect(countOperations(bench.replica.db.reader)).toBe(operations);
    },
  );

  it('finds imported customers by name in either spelling and by any part of their number', async () => {
    const bench = openBench();
    await importFile(bench, files.write('find.csv', 'نام,موبایل\nمرتضي كيانيان,+98 912 666 6587\n'));
    const found = (sql: string, query: string) => bench.replica.db.reader.prepare(sql).all(query);
    expect(
      found('SELECT rowid FROM search_words WHERE search_words MATCH ?', '"مرتضی کیانیان"'),
    ).toHaveLength(1);
    expect(found('SELECT rowid FROM search_parts WHERE search_parts MATCH ?', '"666658"')).toHaveLength(1);
  });

  it('writes operations within the limits, as one unbroken history', async () => {
    const bench = openBench();
    await importFile(bench, longFile('log.csv', 1500));
    const log = readLogFrom(bench.replica.db.reader, 0, 10_000);
    expect(log.map(({ key }) => key.seq)).toEqual(log.map((_, index) => index + 1));
    expect(Math.max(...log.map(({ bytes }) => bytes.length))).toBeLessThan(700_000);
  });

  it('adds to a stored customer what is missing, and touches nothing else', async () => {
    const bench = openBench();
    const made = runCommand(bench.replica, { name: 'customer.create', author }, (tx) => {
      const id = tx.insert(customer, {
        displayName: 'مریم رحیمی',
        kind: 'person',
        language: 'fa',
        tier: 'VIP',
        clvBand: 'A',
        city: 'کرج',
      });
      tx.insert(contactPoint, {
        customerId: id,
        type: 'mobile',
        raw: '09121234567',
        e164: '+989121234567',
        assumedArea: false,
        preferredOrder: 0,
        worksWithoutInternet: true,
      });
      return ok(id);
    });
    value(made);
    const path = files.write(
      'patch.csv',
      'نام,موبایل,تلفن ثابت,شهر,سطح,یادداشت\nمريم رحيمي,09121234567,02188776655,قم,عادی,پیگیری\n',
    );
    const done = await importFile(bench, path);
    expect(done).toMatchObject({ created: 0, merged: 1, unchanged: 0, warned: 1, rejected: 0 });
    expect(done.issues.map(({ code, column }) => ({ code, column }))).toEqual([
      { code: 'differs-kept', column: 'شهر' },
      { code: 'differs-kept', column: 'سطح' },
      { code: 'merged-with-stored', column: null },
    ]);
    const { reader } = bench.replica.db;
    expect(reader.prepare('SELECT displayName, city, tier, note FROM customer').all()).toEqual([
      { displayName: 'مریم رحیمی', city: 'کرج', tier: 'VIP', note: 'پیگیری' },
    ]);
    expect(
      reader.prepare('SELECT e164, preferredOrder FROM contact_point ORDER BY preferredOrder').all(),
    ).toEqual([
      { e164: '+989121234567', preferredOrder: 0 },
      { e164: '+982188776655', preferredOrder: 1 },
    ]);
  });

  it('plans again when a colleague added one of the customers after the dry run', async () => {
    const bench = openBench();
    const path = files.write('race.csv', 'نام,موبایل\nمریم رحیمی,09121234567\n');
    const first = await planned(bench, path);
    const second = await planned(bench, path);
    value(await bench.imports.run({ importId: first }, author));
    value(await bench.imports.run({ importId: second }, author));
    expect(await settled(bench, first)).toMatchObject({ state: 'done', created: 1 });
    expect(await settled(bench, second)).toMatchObject({ state: 'done', created: 0, unchanged: 1 });
    expect(countRows(bench, 'customer')).toBe(1);
  });
});

describe('while an import is written', () => {
  it('queries go on and see nothing of it, and progress grows', async () => {
    const bench = openBench();
    const importId = await planned(bench, longFile('progress.csv', 2000));
    value(await bench.imports.run({ importId }, author));
    const seen: number[] = [];
    const emittedBefore = bench.emitted();
    await until(bench, importId, ({ state, progress }) => {
      if (state === 'writing') {
        seen.push(progress);
        expect(countRows(bench, 'customer')).toBe(0);
      }
      return state !== 'writing';
    });
    expect(seen.length).toBeGreaterThan(10);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(bench.emitted()).toBeGreaterThan(emittedBefore);
    expect(countRows(bench, 'customer')).toBe(2000);
  });

  it('cancelling leaves nothing, and the import can be checked and run again', async () => {
    const bench = openBench();
    const importId = await planned(bench, longFile('cancel.csv', 2000));
    value(await bench.imports.run({ importId }, author));
    await until(bench, importId, ({ progress }) => progress > 0.3);
    value(await bench.imports.cancel({ importId }));
    expect(await settled(bench, importId)).toMatchObject({ state: 'cancelled', error: null });
    for (const table of ['customer', 'contact_point', 'operation', 'head', 'search_document']) {
      expect(countRows(bench, table)).toBe(0);
    }
    expect(await bench.imports.run({ importId }, author)).toEqual({
      ok: false,
      error: { code: 'import-cancelled' },
    });
    const mapping = ['displayName', 'mobile', 'city'] as const;
    value(await bench.imports.plan({ importId, mapping: [...mapping] }));
    expect((await settled(bench, importId)).state).toBe('planned');
    value(await bench.imports.run({ importId }, author));
    expect(await settled(bench, importId)).toMatchObject({ state: 'done', created: 2000 });
  });

  it('closing the core undoes it', async () => {
    const bench = openBench();
    const importId = await planned(bench, longFile('close.csv', 2000));
    value(await bench.imports.run({ importId }, author));
    await until(bench, importId, ({ progress }) => progress > 0.1);
    await bench.imports.close();
    expect((await report(bench, importId)).state).toBe('cancelled');
    expect(countRows(bench, 'customer')).toBe(0);
    expect(bench.replica.db.gate.isHeld).toBe(false);
  });

  it('a full disk fails it with a reason and leaves what was there', async () => {
    const bench = openBench();
    const importId = await planned(bench, longFile('full.csv', 2000));
    const { sqlite } = bench.replica.db.writer;
    sqlite.pragma(`max_page_count = ${Number(sqlite.pragma('page_count', { simple: true })) + 100}`);
    value(await bench.imports.run({ importId }, author));
    expect(await settled(bench, importId)).toMatchObject({ state: 'failed', error: 'disk-full' });
    expect(countRows(bench, 'customer')).toBe(0);
    expect(bench.replica.db.gate.isHeld).toBe(false);
  });
});

describe('what cannot be done', () => {
  it('is refused with a reason: unknown, not planned, unmapped, twice mapped, busy', async () => {
    const bench = openBench();
    const gone = { importId: '0197a000-0000-7000-8000-00000000dead' };
    expect(await bench.imports.report(gone)).toEqual({ ok: false, error: { code: 'import-gone' } });
    const { importId } = value(await bench.imports.inspect({ path: longFile('refused.csv', 3000) }));
    expect(await bench.imports.run({ importId }, author)).toMatchObject({
      error: { code: 'input-not-valid' },
    });
    expect(await bench.imports.plan({ importId, mapping: ['displayName'] })).toMatchObject({
      error: { code: 'input-not-valid', data: { field: 'mapping' } },
    });
    expect(await bench.imports.plan({ importId, mapping: ['city', 'mobile', 'ignore'] })).toEqual({
      ok: false,
      error: { code: 'columns-missing', data: { targets: ['displayName'] } },
    });
    value(await bench.imports.plan({ importId, mapping: ['displayName', 'mobile', 'ignore'] }));
    expect(await bench.imports.plan({ importId, mapping: ['displayName', 'mobile', 'city'] })).toEqual({
      ok: false,
      error: { code: 'import-busy' },
    });
    expect(await bench.imports.run({ importId }, author)).toEqual({
      ok: false,
      error: { code: 'import-busy' },
    });
  });

  it('a file that changed after the dry run is not written', async () => {
    const bench = openBench();
    const path = files.write('changed.csv', 'نام,موبایل\nمریم,09121234567\n');
    const importId = await planned(bench, path);
    appendFileSync(path, 'علی,09121234568\n');
    value(await bench.imports.run({ importId }, author));
    expect(await settled(bench, importId)).toMatchObject({ state: 'failed', error: 'file-changed' });
    expect(countRows(bench, 'customer')).toBe(0);
  });
});

it('rejected rows come back as a file that can be mended and imported', async () => {
  const bench = openBench();
  const path = files.write(
    'reject.csv',
    'نام,موبایل,یادداشت\n,09121234567,=1+1\nعلی رضایی,---,@x\nسارا,09350000000,\n',
  );
  const importId = await planned(bench, path);
  const { fileName, text } = value(await bench.imports.rejects({ importId, language: 'fa' }));
  expect(fileName).toBe('reject-rejects.csv');
  expect(text.split('\r\n').map((line) => line.split(',').length)).toEqual([4, 4, 4, 1]);
  expect(text).toContain("'=1+1");
  value(await bench.imports.run({ importId }, author));
  await settled(bench, importId);

  const mended = text.replace('\r\n,', '\r\nمریم,').replace("'---", "'+989121111111");
  const done = await importFile(bench, files.write('mended.csv', mended));
  expect(done).toMatchObject({ created: 2, rejected: 0, warned: 0 });
  const notes = bench.replica.db.reader
    .prepare('SELECT note FROM customer WHERE note IS NOT NULL ORDER BY note')
    .all();
  expect(notes).toEqual([{ note: '=1+1' }, { note: '@x' }]);
});
