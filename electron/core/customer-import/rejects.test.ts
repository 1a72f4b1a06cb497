import { expect, it } from 'vitest';
import { collectInto, control, createTestFiles } from '../../../test/support/table-files.ts';
import { inspectTable, readTable } from './open-table.ts';
import { type RejectedRow, rejectsCsv } from './rejects.ts';
import type { SourceRow } from './table.ts';

const files = createTestFiles();
const texts = {
  reasonHeader: 'دلیل',
  allReasonHeaders: ['دلیل', 'السبب', 'Reason'],
  describe: (rejected: RejectedRow) => `ردیف ${rejected.row}: ${rejected.code}`,
};
const header = ['نام', 'تلفن', 'یادداشت'];
const formulas = ['=1+1', '+989120000000', '-2+3', '@SUM(1+1)', '\tx', '=HYPERLINK("http://x.test","کلیک")'];
const rejected = formulas.map((note, index) => ({
  row: index + 2,
  cells: ['', '---', note],
  code: 'name-missing',
  column: 'نام',
}));

it('guards every cell that a spreadsheet would run', () => {
  const text = rejectsCsv(header, rejected, texts);
  expect(text.startsWith('\ufeffنام,تلفن,یادداشت,دلیل\r\n')).toBe(true);
  for (const line of text.slice(1).trimEnd().split('\r\n')) {
    for (const cell of line.split(',')) expect(cell.replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r]/);
  }
});

it('reads back as the same cells, with the reason as one more column', async () => {
  const table = await inspectTable(
    files.write('rejects.csv', rejectsCsv(header, rejected, texts)),
    {},
    control(),
  );
  if (!table.ok) throw new Error(table.error.code);
  expect(table.value).toMatchObject({ header: [...header, 'دلیل'], format: { encoding: 'utf-8' } });
  const rows: SourceRow[] = [];
  await readTable(table.value, collectInto(rows), control());
  expect(rows.map(({ cells }) => cells.slice(0, 3))).toEqual(rejected.map(({ cells }) => cells));
});

it('replaces the reasons of an earlier rejects file instead of repeating them', () => {
  const again = rejectsCsv(
    [...header, 'Reason'],
    [{ ...rejected[0], row: 2, cells: ['', '1', 'x', 'old'], code: 'c', column: null }],
    texts,
  );
  expect(again).toBe('\ufeffنام,تلفن,یادداشت,دلیل\r\n,1,x,ردیف 2: c\r\n');
});
