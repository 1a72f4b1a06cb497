import { appendFileSync, rmSync, utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  collectInto,
  control,
  createTestFiles,
  utf16,
  windows1256,
} from '../../../test/support/table-files.ts';
import { inspectTable, readTable } from './open-table.ts';
import { type SourceRow, tableLimits } from './table.ts';

const persian = 'نام;موبايل;شهر\nمرتضي کيانيان;09126666587;گلستان\nويدا يزداني;09017020978;پاريز\n';

const files = createTestFiles();
const inspect = (path: string, wish = {}, limits = tableLimits) =>
  inspectTable(path, wish, control(), limits);

const readAll = async (path: string): Promise<readonly SourceRow[]> => {
  const table = await inspect(path);
  if (!table.ok) throw new Error(table.error.code);
  const rows: SourceRow[] = [];
  const read = await readTable(table.value, collectInto(rows), control());
  if (!read.ok) throw new Error(read.error.code);
  return rows;
};

describe('what a file is', () => {
  it.each([
    ['utf-8 with a mark', 'utf-8', Buffer.from(`\ufeff${persian}`)],
    ['utf-8 without a mark', 'utf-8', Buffer.from(persian)],
    ['utf-16le with a mark', 'utf-16le', utf16(persian, 'le', true)],
    ['utf-16le without a mark', 'utf-16le', utf16(persian, 'le', false)],
    ['utf-16be with a mark', 'utf-16be', utf16(persian, 'be', true)],
    ['utf-16be without a mark', 'utf-16be', utf16(persian, 'be', false)],
    ['windows-1256', 'windows-1256', windows1256(persian)],
  ] as const)('is recognised as %s, and reads the same', async (name, encoding, bytes) => {
    const path = files.write(`${name}.csv`, bytes);
    const table = await inspect(path);
    expect(table).toMatchObject({
      ok: true,
      value: {
        format: { format: 'csv', encoding, delimiter: ';' },
        header: ['نام', 'موبايل', 'شهر'],
        rowCount: 2,
        samples: [
          ['مرتضي کيانيان', 'ويدا يزداني'],
          ['09126666587', '09017020978'],
          ['گلستان', 'پاريز'],
        ],
      },
    });
    expect(await readAll(path)).toEqual([
      { row: 2, cells: ['مرتضي کيانيان', '09126666587', 'گلستان'] },
      { row: 3, cells: ['ويدا يزداني', '09017020978', 'پاريز'] },
    ]);
  });

  it('is Windows-1256 even when the first Persian letter comes after a megabyte of ASCII', async () => {
    const ascii = `name,phone\n${'Ali,0912\n'.repeat(150_000)}`;
    const path = files.write(
      'late.csv',
      Buffer.concat([Buffer.from(ascii), windows1256('ويدا يزداني,0912\n')]),
    );
    const table = await inspect(path);
    expect(table).toMatchObject({
      ok: true,
      value: { format: { encoding: 'windows-1256' }, rowCount: 150_001 },
    });
  });

  it('stays UTF-8 when a few bytes are damaged', async () => {
    const path = files.write('damaged.csv', Buffer.concat([Buffer.from(persian), Buffer.from([0xff, 0x0a])]));
    expect(await inspect(path)).toMatchObject({ ok: true, value: { format: { encoding: 'utf-8' } } });
  });

  it.each([
    [',', 'نام,تلفن,یادداشت\n"الف, ب",1,"a;b;c"\nج,2,"x;y;z"\n'],
    [';', 'نام;مجموع\nالف;3,670,000\nب;4,000,000\n'],
    ['\t', 'نام\tتلفن\nالف, ب\t1\nج\t2\n'],
    ['|', 'نام|تلفن\nالف|1\nب|2\n'],
  ])('has the delimiter %j by the agreement of its rows, quotes respected', async (delimiter, text) => {
    const table = await inspect(files.write('delimiter.csv', text));
    expect(table).toMatchObject({ ok: true, value: { format: { delimiter } } });
  });

  it('may have one column and no delimiter', async () => {
    const path = files.write('one.csv', 'نام\nرضا، علی\nسارا\n');
    expect(await inspect(path)).toMatchObject({
      ok: true,
      value: { format: { delimiter: null }, header: ['نام'] },
    });
    expect(await readAll(path)).toHaveLength(2);
  });

  it('follows the choice of a person before its own guess', async () => {
    const path = files.write('chosen.csv', windows1256(persian));
    const table = await inspect(path, { encoding: 'utf-8', delimiter: ',' });
    expect(table).toMatchObject({ ok: true, value: { format: { encoding: 'utf-8', delimiter: ',' } } });
  });

  it.each([
    ['pdf', Buffer.from('%PDF-1.7\n1 0 obj')],
    ['exe', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
    ['exe', Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46]), Buffer.alloc(200, 7)])],
    ['image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 1])],
    ['xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
    ['archive', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0])],
    ['database', Buffer.from('SQLite format 3\0')],
    ['html', Buffer.from('\ufeff  <html><table><tr><td>نام</td></tr></table></html>')],
    ['binary', Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251)],
    ['binary', Uint8Array.from({ length: 5000 }, (_, index) => 0x80 + ((index * 31) % 64))],
  ])('is refused as %s when it only has the name of a table', async (kind, bytes) => {
    const table = await inspect(files.write('customers.csv', bytes));
    expect(table).toEqual({ ok: false, error: { code: 'file-not-a-table', data: { kind } } });
  });
});

describe('files that cannot be used', () => {
  it('is told apart: missing, a folder, empty, only a header', async () => {
    const missing = files.path('missing.csv');
    expect(await inspect(missing)).toEqual({
      ok: false,
      error: { code: 'file-not-found', data: { path: missing } },
    });
    expect(await inspect(files.path('.'))).toMatchObject({ ok: false, error: { code: 'file-unreadable' } });
    expect(await inspect(files.write('empty.csv', ''))).toEqual({ ok: false, error: { code: 'file-empty' } });
    expect(await inspect(files.write('blank.csv', '\n \n;;\n'))).toEqual({
      ok: false,
      error: { code: 'file-empty' },
    });
    expect(await inspect(files.write('head.csv', 'نام,تلفن\n'))).toEqual({
      ok: false,
      error: { code: 'file-empty' },
    });
  });

  it('refuses 2 GB by its size, without reading it', async () => {
    const path = files.sparse('huge.csv', 2 * 1024 ** 3);
    const startedMs = performance.now();
    expect(await inspect(path)).toEqual({
      ok: false,
      error: { code: 'file-too-large', data: { sizeBytes: 2 * 1024 ** 3, limitBytes: 200 * 1024 ** 2 } },
    });
    expect(performance.now() - startedMs).toBeLessThan(500);
  });

  it('refuses more rows than the limit', async () => {
    const path = files.write('rows.csv', `n,p\n${'a,1\n'.repeat(30)}`);
    expect(await inspect(path, {}, { ...tableLimits, rows: 29 })).toMatchObject({
      ok: false,
      error: { code: 'too-many-rows', data: { limit: 29 } },
    });
    expect(await inspect(path, {}, { ...tableLimits, rows: 30 })).toMatchObject({ ok: true });
  });

  it('names columns that are there twice, also when typed on two keyboards', async () => {
    const path = files.write('twice.csv', 'نام,موبایل,شهر,موبايل,,\nالف,1,ب,2,,\n');
    expect(await inspect(path)).toEqual({
      ok: false,
      error: { code: 'columns-duplicate', data: { columns: ['موبايل'] } },
    });
  });

  it('leaves out columns at the end without a name and without a value', async () => {
    const path = files.write('wide.csv', 'نام,تلفن,,\nالف,1,,\n');
    expect(await inspect(path)).toMatchObject({ ok: true, value: { header: ['نام', 'تلفن'] } });
  });
});

describe('half a file', () => {
  it.each([
    ['inside a quoted cell', 'نام,یادداشت\nالف,"یک\nدو"\nب,"نیمه', 3],
    ['inside a row', 'نام,تلفن,شهر\nالف,1,ج\nب,2,د\nپ,3', 4],
  ])('is found when it ends %s, with the row', async (_, text, row) => {
    const table = await inspect(files.write('half.csv', text));
    expect(table).toEqual({ ok: false, error: { code: 'file-truncated', data: { row } } });
  });

  it('is found when it ends inside a character', async () => {
    const whole = Buffer.from('نام,شهر\nالف,تهران\nب,کرج');
    const table = await inspect(files.write('half.csv', whole.subarray(0, whole.length - 1)));
    expect(table).toMatchObject({ ok: false, error: { code: 'file-truncated', data: { row: 3 } } });
  });

  it('is a quote that never closes, found before it swallows the file', async () => {
    const path = files.write('quote.csv', `نام,شهر\nالف,"تهران\n${'ب,کرج\n'.repeat(400_000)}`);
    expect(await inspect(path)).toEqual({ ok: false, error: { code: 'file-truncated', data: { row: 2 } } });
  });

  it('is not a last row without a line end, nor rows that leave out empty cells', async () => {
    expect(await readAll(files.write('a.csv', 'نام,شهر\nالف,تهران\nب,کرج'))).toHaveLength(2);
    expect(await readAll(files.write('b.csv', 'نام,شهر\nالف\nب,کرج\nپ'))).toHaveLength(3);
  });
});

describe('rows', () => {
  it('are counted as in a spreadsheet: cells of several lines are one row, blank rows count', async () => {
    const path = files.write(
      'count.csv',
      'نام,یادداشت\r\nالف,"یک\r\nدو"\r\n\r\nب,"با ""نقل"""\r\n,\r\nپ,سه\r\n',
    );
    expect(await readAll(path)).toEqual([
      { row: 2, cells: ['الف', 'یک\nدو'] },
      { row: 4, cells: ['ب', 'با "نقل"'] },
      { row: 6, cells: ['پ', 'سه'] },
    ]);
  });

  it('lose the guard against formulas, and have a cell per column, and more only when a row is too wide', async () => {
    const path = files.write(
      'guard.csv',
      "نام,تلفن,یادداشت\nالف,'+989121234567,'=1+1\n'ب\nپ,1,2,3,4\nت,1,2,,\n",
    );
    expect(await readAll(path)).toEqual([
      { row: 2, cells: ['الف', '+989121234567', '=1+1'] },
      { row: 3, cells: ["'ب", '', ''] },
      { row: 4, cells: ['پ', '1', '2', '3', '4'] },
      { row: 5, cells: ['ت', '1', '2'] },
    ]);
  });

  it('are read the same wherever the slices of the file happen to end', async () => {
    const long = Array.from({ length: 3000 }, (_, index) => ({
      row: index + 2,
      cells: [`مشتری ${index}`, `"${'گفت‌وگو '.repeat(index % 30)}"\n${index}`],
    }));
    const text = long.map(({ cells }) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','));
    const path = files.write('long.csv', `نام,یادداشت\r\n${text.join('\r\n')}\r\n`);
    expect(await readAll(path)).toEqual(long);
  });

  it('skip the delimiter hint of spreadsheets and the end mark of DOS', async () => {
    expect(await readAll(files.write('hint.csv', 'sep=;\r\nنام;شهر\r\nالف;کرج\r\n\u001a'))).toEqual([
      { row: 2, cells: ['الف', 'کرج'] },
    ]);
  });

  it('stop when the person cancels', async () => {
    const path = files.write('cancel.csv', `n,p\n${'a,1\n'.repeat(100_000)}`);
    const table = await inspect(path);
    if (!table.ok) throw new Error(table.error.code);
    const stop = new AbortController();
    const read = await readTable(table.value, async () => stop.abort(), control(stop.signal));
    expect(read).toEqual({ ok: false, error: { code: 'import-cancelled' } });
  });
});

describe('a file between looking and importing', () => {
  it.each([
    ['grew', (path: string) => appendFileSync(path, 'پ,قم\n')],
    ['was written again', (path: string) => utimesSync(path, new Date(), new Date(Date.now() + 5000))],
    ['is gone', (path: string) => rmSync(path)],
  ])('is refused as changed when it %s', async (_, change) => {
    const path = files.write('changing.csv', 'نام,شهر\nالف,تهران\n');
    const table = await inspect(path);
    if (!table.ok) throw new Error(table.error.code);
    change(path);
    const read = await readTable(table.value, async () => undefined, control());
    expect(read).toEqual({ ok: false, error: { code: 'file-changed' } });
  });
});
