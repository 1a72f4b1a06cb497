import Papa from 'papaparse';
import { guardCell } from './table-cells.ts';

/** A row that does not come in, with all that a person needs to mend it. */
export interface RejectedRow {
  readonly row: number;
  /** As in the source, by column. */
  readonly cells: readonly string[];
  readonly code: string;
  readonly column: string | null;
}

export interface RejectsTexts {
  /** Heads the column of reasons. */
  readonly reasonHeader: string;
  /** The same in every language: such a column of an earlier rejects file is replaced, not repeated. */
  readonly allReasonHeaders: readonly string[];
  readonly describe: (rejected: RejectedRow) => string;
}

/**
 * The rejected rows as CSV for spreadsheets: byte order mark, the columns of the source, and the reason at the
 * end. Cells that a spreadsheet would run are guarded; importing the mended file takes the guard off again.
 */
export const rejectsCsv = (
  header: readonly string[],
  rejected: readonly RejectedRow[],
  texts: RejectsTexts,
): string => {
  const kept = header.flatMap((name, column) => (texts.allReasonHeaders.includes(name) ? [] : [column]));
  const pick = (cells: readonly string[]): string[] => kept.map((column) => guardCell(cells[column] ?? ''));
  const lines = [
    [...pick(header), texts.reasonHeader],
    ...rejected.map((one) => [
      ...pick(one.cells),
      guardCell(texts.describe(one)),
      // What a row had beyond its columns, so that mending it needs no look at the source.
      ...one.cells.slice(header.length).map(guardCell),
    ]),
  ];
  return `\ufeff${Papa.unparse(lines, { newline: '\r\n' })}\r\n`;
};
