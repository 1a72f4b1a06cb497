import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { createCsvRows } from './csv-rows.ts';
import { hasBinaryControls } from './file-kind.ts';
import { withFile } from './file-stamp.ts';
import type {
  Delimiter,
  Encoding,
  ReadControl,
  RowSink,
  SourceRow,
  TableError,
  TableLimits,
} from './table.ts';

/** About two milliseconds of parsing. */
const sliceBytes = 64 * 1024;

export interface CsvFormat {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter | null;
}

/**
 * Reads a CSV file in slices and hands its rows to `sink`. A file that ends inside a quoted cell, a row or a
 * character fails with `file-truncated` and the row where it happened.
 * @returns the number of rows with content, the header among them.
 */
export const readCsv = async (
  path: string,
  format: CsvFormat,
  limits: TableLimits,
  sink: RowSink,
  control: ReadControl,
): Promise<Result<number, TableError>> =>
  withFile(path, (file) => {
    const buffer = new Uint8Array(sliceBytes);
    const readSlice = async (): Promise<Uint8Array> => {
      const { bytesRead } = await file.read(buffer, 0, sliceBytes, null);
      return buffer.subarray(0, bytesRead);
    };
    return pump(readSlice, format, limits, sink, control);
  });

const pump = async (
  readSlice: () => Promise<Uint8Array>,
  format: CsvFormat,
  limits: TableLimits,
  sink: RowSink,
  control: ReadControl,
): Promise<Result<number, TableError>> => {
  const decoder = new TextDecoder(format.encoding);
  const csv = createCsvRows(format.delimiter, limits);
  let count = 0;
  let first = true;
  const hand = async (rows: readonly SourceRow[]): Promise<Result<number, TableError>> => {
    count += rows.length;
    if (count - 1 > limits.rows) {
      return err({ code: 'too-many-rows', data: { rows: count - 1, limit: limits.rows } });
    }
    if (rows.length > 0) await sink(rows);
    return ok(count);
  };
  for (;;) {
    if (control.signal.aborted) return err({ code: 'import-cancelled' });
    const slice = await readSlice();
    const isEnd = slice.length === 0;
    const text = isEnd ? '' : decoder.decode(slice, { stream: true });
    if (first && hasBinaryControls(text)) return err({ code: 'file-not-a-table', data: { kind: 'binary' } });
    first = false;
    const rows = isEnd ? csv.end(decoder.decode().endsWith('\ufffd')) : csv.push(text);
    if (!rows.ok) return rows;
    const handed = await hand(rows.value);
    if (isEnd || !handed.ok) return handed;
    await control.breathe();
  }
};
