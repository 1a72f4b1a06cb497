import type { AppError } from '../../../shared/contract/errors.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1256';
export type Delimiter = ',' | ';' | '\t' | '|';

/** Why a file cannot be read as a table. */
export type TableError = AppError<
  | 'file-not-found'
  | 'file-unreadable'
  | 'file-too-large'
  | 'file-not-a-table'
  | 'file-empty'
  | 'file-truncated'
  | 'file-changed'
  | 'too-many-rows'
  | 'columns-duplicate'
  | 'import-cancelled'
>;

/** One row of a table as text. Rows without any content are not handed on, but they count. */
export interface SourceRow {
  /** As a person counts it in a spreadsheet: the first row is 1, and a cell of several lines is one row. */
  readonly row: number;
  readonly cells: readonly string[];
}

/** Takes the next rows; the reader waits for it, so a slow consumer slows the reader. */
export type RowSink = (rows: readonly SourceRow[]) => Promise<void>;

export interface ReadControl {
  readonly signal: AbortSignal;
  /** Lets other work of the process run when this piece has taken long enough. */
  readonly breathe: () => Promise<void>;
}

/** How the bytes of a file become rows. */
export type TableFormat =
  | { readonly format: 'csv'; readonly encoding: Encoding; readonly delimiter: Delimiter | null }
  | { readonly format: 'xlsx' };

export interface TableLimits {
  readonly fileBytes: number;
  readonly rows: number;
  readonly columns: number;
  /** Characters of one row: a quote that never closes would otherwise swallow the file. */
  readonly rowChars: number;
  /** Cells with content of a workbook: they cost its parser some 250 bytes each. */
  readonly workbookCells: number;
  /** What an archive may unfold to, and how many times its packed size that may be. */
  readonly unpackedBytes: number;
  readonly unpackedRatio: number;
}

export const tableLimits: TableLimits = {
  fileBytes: 200 * 1024 * 1024,
  rows: 1_000_000,
  columns: 500,
  rowChars: 1_000_000,
  workbookCells: 4_000_000,
  unpackedBytes: 200 * 1024 * 1024,
  unpackedRatio: 200,
};
