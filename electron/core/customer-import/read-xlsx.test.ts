import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import { collectInto, control, createTestFiles } from '../../../test/support/table-files.ts';
import { inspectTable, readTable } from './open-table.ts';
import { type SourceRow, tableLimits } from './table.ts';
import { unpackWorkbook } from './xlsx-archive.ts';
import { numberText } from './xlsx-cell.ts';
import { checkExtent } from './xlsx-extent.ts';
import { readWorkbook } from './xlsx-workbook.ts';

const files = createTestFiles();
const inspect = (path: string) => inspectTable(path, {}, control());
const workbook = (data: SheetData): Promise<Buffer> => writeXlsxFile(data).toBuffer();

const header = [{ value: 'نام' }, { value: 'موبایل' }, { value: 'از' }, { value: 'مجموع' }];

describe('a workbook', () => {
  it('keeps long numbers, dates and line breaks as a person reads them', async () => {
    const data: SheetData = [
      header,
      [
        { value: 'مرتضی\nکیانیان' },
        { type: Number, value: 989_121_234_567 },
        { type: Date, value: new Date(Date.UTC(2022, 4, 3)), format: 'yyyy-mm-dd' },
        { type: Number, value: 36_700_000.5 },
      ],
      [],
      [null, { value: '+989121234567' }, { value: '1401/02/13' }, { type: Boolean, value: true }],
    ];
    const path = files.write('numbers.csv', await workbook(data));
    const table = await inspect(path);
    if (!table.ok) throw new Error(table.error.code);
    expect(table.value).toMatchObject({
      format: { format: 'xlsx' },
      header: ['نام', 'موبایل', 'از', 'مجموع'],
    });
    const rows: SourceRow[] = [];
    expect(await readTable(table.value, collectInto(rows), control())).toMatchObject({ ok: true });
    expect(rows).toEqual([
      { row: 2, cells: ['مرتضی\nکیانیان', '989121234567', '2022-05-03', '36700000.5'] },
      { row: 4, cells: ['', '+989121234567', '1401/02/13', 'true'] },
    ]);
  });

  it('is read from the first sheet that has content', async () => {
    const buffer = await writeXlsxFile([
      { sheet: 'خالی', data: [] },
      { sheet: 'مشتریان', data: [header, [{ value: 'الف' }]] },
    ]).toBuffer();
    const table = await inspect(files.write('sheets.xlsx', buffer));
    expect(table).toMatchObject({ ok: true, value: { rowCount: 1, samples: [['الف'], [], [], []] } });
  });

  it('without any content is empty', async () => {
    const path = files.write('empty.xlsx', await workbook([]));
    expect(await inspect(path)).toEqual({ ok: false, error: { code: 'file-empty' } });
  });

  it('does not stop the rest of the core while it is parsed', async () => {
    const data = [
      header,
      ...Array.from({ length: 30_000 }, (_, index) => [{ value: `مشتری ${index}` }, { value: '0912' }]),
    ];
    const path = files.write('long.xlsx', await workbook(data));
    let longestMs = 0;
    const startedMs = performance.now();
    let lastMs = startedMs;
    const beat = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 1);
    expect(await inspect(path)).toMatchObject({ ok: true, value: { rowCount: 30_000 } });
    clearInterval(beat);
    // Parsing in this thread would be one pause of nearly all that time.
    expect(longestMs).toBeLessThan((performance.now() - startedMs) / 3);
  });

  it('stops when the person cancels', async () => {
    const path = files.write('cancel.xlsx', await workbook([header, [{ value: 'الف' }]]));
    const stop = new AbortController();
    const pending = inspectTable(path, {}, control(stop.signal));
    stop.abort();
    expect(await pending).toEqual({ ok: false, error: { code: 'import-cancelled' } });
  });
});

describe('a number of a workbook', () => {
  it.each([
    ['9.12123456E9', '9121234560'],
    ['989121234567', '989121234567'],
    ['6037991234567890', '6037991234567890'],
    ['0.1', '0.1'],
    ['1234.5600000000001', '1234.56'],
    ['1.0000000000000001E-7', '0.0000001'],
    ['-5', '-5'],
  ])('%s reads %s', (stored, text) => {
    expect(numberText(stored)).toBe(text);
  });
});

/** A zip with one entry; sizes may be lies. */
const zipOf = (name: string, content: Buffer, declaredBytes = content.length): Buffer => {
  const packed = deflateRawSync(content);
  const nameBytes = Buffer.from(name);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(declaredBytes, 18);
  fields.writeUInt16LE(nameBytes.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, nameBytes, packed]);
  const listed = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\0', 'latin1'),
    fields,
    Buffer.alloc(14),
    nameBytes,
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, listed, end]);
};

const cell = (address: string, value = '<v>5</v>'): string => `<c r="${address}">${value}</c>`;
const row = (at: number | string, cells: string): string => `<row r="${at}">${cells}</row>`;

describe('a sheet that reaches too far', () => {
  it.each([
    ['a cell in the last corner', row(1, cell('A1')) + row(1_048_576, cell('XFD1048576')), 'too-many-rows'],
    ['one wide row', row(1, cell('A1') + cell('XFD1')), 'file-not-a-table'],
    ['many rows, one of them wide', row(1, cell('SF1')) + row(900_000, cell('A900000')), 'file-not-a-table'],
    ['a row beyond any sheet', row(999_999_999, ''), 'file-unreadable'],
    ['a cell beyond any sheet', row(1, cell('A999999999')), 'file-unreadable'],
    ['an address that hides', row(1, cell('A999999&#57;')), 'file-unreadable'],
  ])('is refused before it is parsed: %s', (_, rows, code) => {
    const found = checkExtent(
      Buffer.from(`<worksheet><sheetData>${rows}</sheetData></worksheet>`),
      tableLimits,
      'x',
    );
    expect(found?.code).toBe(code);
  });

  it.each([
    ['formats only', `${row(1, cell('A1'))}<row r="1048576"><c r="XFD1048576" s="3"/></row>`],
    ['other names that begin alike', '<col r="x"/><cols r="y"/><rowBreaks r="z"/><c/>'],
    ['a namespace prefix', `<x:row r="2"><x:c r="B2"><x:v>5</x:v></x:c></x:row>`],
  ])('is not one with %s', (_, rows) => {
    expect(checkExtent(Buffer.from(`<sheetData>${rows}</sheetData>`), tableLimits, 'x')).toBeNull();
  });

  it('and in one sheet no more cells are read than memory allows', () => {
    const sheet = Buffer.from(row(1, cell('A1') + cell('B1')) + row(2, cell('A2') + cell('B2', '')));
    expect(checkExtent(sheet, { ...tableLimits, workbookCells: 4 }, 'x')).toBeNull();
    expect(checkExtent(sheet, { ...tableLimits, workbookCells: 3 }, 'x')).toEqual({
      code: 'too-many-rows',
      data: { rows: 1, limit: 1 },
    });
  });

  it('and one shared text cannot fill memory by standing in every cell', async () => {
    const long = 'x'.repeat(30_000);
    const data = Array.from({ length: 8000 }, () => [{ value: long }]);
    const archive = await workbook(data);
    // The archive itself is small, also unpacked: the text stands in it once.
    expect(unpackWorkbook(archive, tableLimits, 'shared.xlsx').ok).toBe(true);
    const read = await readWorkbook(archive, 'shared.xlsx');
    expect(read).toMatchObject({ ok: false, error: { code: 'file-too-large' } });
  });
});

describe('an archive that is no sound workbook', () => {
  it('is refused before it is inflated when it unfolds to too much', async () => {
    const bomb = zipOf('xl/workbook.xml', Buffer.alloc(50 * 1024 * 1024, 0x20));
    expect(bomb.length).toBeLessThan(100_000);
    const startedMs = performance.now();
    expect(await readWorkbook(bomb, 'bomb.xlsx')).toMatchObject({
      ok: false,
      error: { code: 'file-too-large', data: { sizeBytes: 50 * 1024 * 1024 } },
    });
    expect(performance.now() - startedMs).toBeLessThan(100);
    const small = { ...tableLimits, unpackedBytes: 1024 };
    const honest = zipOf('xl/workbook.xml', Buffer.from(Array.from({ length: 2000 }, (_, at) => at % 256)));
    expect(await readWorkbook(honest, 'x.xlsx', small)).toMatchObject({ error: { code: 'file-too-large' } });
  });

  it('is refused when it lies about its size', async () => {
    const liar = zipOf('xl/workbook.xml', Buffer.alloc(50 * 1024 * 1024, 0x20), 1000);
    expect(await readWorkbook(liar, 'liar.xlsx')).toEqual({
      ok: false,
      error: { code: 'file-unreadable', data: { path: 'liar.xlsx' } },
    });
  });

  it('is told apart: another archive, half of one, nonsense inside', async () => {
    const photos = files.write('photos.xlsx', zipOf('photo.jpg', Buffer.from('x')));
    expect(await inspect(photos)).toEqual({
      ok: false,
      error: { code: 'file-not-a-table', data: { kind: 'archive' } },
    });
    const whole = await workbook([header, [{ value: 'الف' }]]);
    const half = files.write('half.xlsx', whole.subarray(0, whole.length - 400));
    expect(await inspect(half)).toEqual({
      ok: false,
      error: { code: 'file-unreadable', data: { path: half } },
    });
    const nonsense = files.write('nonsense.xlsx', zipOf('xl/workbook.xml', Buffer.from('<a><b>')));
    expect(await inspect(nonsense)).toMatchObject({ ok: false, error: { code: 'file-unreadable' } });
  });

  it('survives damage anywhere in it', async () => {
    const whole = await workbook([header, [{ value: 'الف' }, { type: Number, value: 9121234567 }]]);
    for (let at = 4; at < whole.length; at += 13) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      const read = await readWorkbook(damaged, 'damaged.xlsx');
      if (!read.ok)
        expect(['file-unreadable', 'file-too-large', 'file-not-a-table']).toContain(read.error.code);
    }
  });
});
