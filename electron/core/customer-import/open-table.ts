import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { detectFormat, type FormatWish } from './detect.ts';
import { checkStamp, type FileStamp, stampFile } from './file-stamp.ts';
import { checkHeader } from './header.ts';
import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';
import {
  type ReadControl,
  type RowSink,
  type TableError,
  type TableFormat,
  type TableLimits,
  tableLimits,
} from './table.ts';
import { unguardCell } from './table-cells.ts';

const sampleRowCount = 20;
const samplesPerColumn = 5;

/** A table that was looked at once: what it is, what it holds, and how to know it again. */
export interface Table {
  readonly path: string;
  readonly stamp: FileStamp;
  readonly format: TableFormat;
  readonly header: readonly string[];
  /** Rows with content, the header left out. */
  readonly rowCount: number;
  /** The first rows below the header. */
  readonly sampleRows: readonly (readonly string[])[];
  /** The first values of each column that are not empty. */
  readonly samples: readonly (readonly string[])[];
}

/** Reads a file once from beginning to end: format, header, samples, number of rows. Keeps no rows. */
export const inspectTable = async (
  path: string,
  wish: FormatWish,
  control: ReadControl,
  limits: TableLimits = tableLimits,
): Promise<Result<Table, TableError>> => {
  const stamp = await stampFile(path, limits);
  if (!stamp.ok) return stamp;
  const format = await detectFormat(path, wish, control);
  if (!format.ok) return format;
  let headerCells: readonly string[] | null = null;
  const sampleRows: (readonly string[])[] = [];
  const samples: string[][] = [];
  const sink: RowSink = async (rows) => {
    for (const { cells } of rows) {
      if (headerCells === null) {
        headerCells = cells;
        continue;
      }
      if (sampleRows.length < sampleRowCount) sampleRows.push(cells.map(unguardCell));
      collectSamples(samples, cells);
    }
  };
  const read = await readFormat(path, format.value, limits, sink, control);
  if (!read.ok) return read;
  const unchanged = await checkStamp(path, stamp.value);
  if (!unchanged.ok) return unchanged;
  if (headerCells === null || read.value < 2) return err({ code: 'file-empty' });
  const header = checkHeader(withoutEmptyEnd(headerCells, samples), limits);
  if (!header.ok) return header;
  return ok({
    path,
    stamp: stamp.value,
    format: format.value,
    header: header.value,
    rowCount: read.value - 1,
    sampleRows,
    samples: header.value.map((_, column) => samples[column] ?? []),
  });
};

/**
 * Reads the rows below the header of a table that was inspected, with a cell for each column. Cells beyond the
 * last column stay when they hold something: a delimiter inside an unquoted text has moved them there. Fails
 * with `file-changed` when the file is no longer the one that was inspected, before or after reading.
 */
export const readTable = async (
  table: Table,
  sink: RowSink,
  control: ReadControl,
  limits: TableLimits = tableLimits,
): Promise<Result<number, TableError>> => {
  const before = await checkStamp(table.path, table.stamp);
  if (!before.ok) return before;
  let isHeader = true;
  const columns = table.header.length;
  const belowHeader: RowSink = async (rows) => {
    const body = isHeader ? rows.slice(1) : rows;
    isHeader = false;
    const shaped = body.map(({ row, cells }) => ({
      row,
      cells: shapeCells(cells, columns),
    }));
    if (shaped.length > 0) await sink(shaped);
  };
  const read = await readFormat(table.path, table.format, limits, belowHeader, control);
  if (!read.ok) return read;
  const after = await checkStamp(table.path, table.stamp);
  return after.ok ? ok(table.rowCount) : after;
};

const shapeCells = (cells: readonly string[], columns: number): readonly string[] => {
  const isTooWide = cells.slice(columns).some((cell) => cell.trim() !== '');
  const length = isTooWide ? cells.length : columns;
  return Array.from({ length }, (_, column) => unguardCell(cells[column] ?? ''));
};

const readFormat = (
  path: string,
  format: TableFormat,
  limits: TableLimits,
  sink: RowSink,
  control: ReadControl,
): Promise<Result<number, TableError>> =>
  format.format === 'xlsx'
    ? readXlsx(path, limits, sink, control)
    : readCsv(path, format, limits, sink, control);

const collectSamples = (samples: string[][], cells: readonly string[]): void => {
  for (const [column, cell] of cells.entries()) {
    const ofColumn = samples[column] ?? [];
    samples[column] = ofColumn;
    const text = unguardCell(cell).trim();
    if (text !== '' && ofColumn.length < samplesPerColumn) ofColumn.push(text.slice(0, 200));
  }
};

/** Spreadsheets save columns at the end that have neither a name nor a value. */
const withoutEmptyEnd = (
  cells: readonly string[],
  samples: readonly (readonly string[] | undefined)[],
): readonly string[] => {
  let length = cells.length;
  while (length > 0 && cells[length - 1]?.trim() === '' && (samples[length - 1]?.length ?? 0) === 0) {
    length -= 1;
  }
  return cells.slice(0, length);
};
