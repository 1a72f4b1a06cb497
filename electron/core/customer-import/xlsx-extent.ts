import type { TableError, TableLimits } from './table.ts';

/**
 * How far a sheet reaches, found before it is parsed: the parser fills every row up to the last column with
 * nothing, so that two cells in far corners would cost gigabytes. Source: ECMA-376 part 1, 18.3.1.4 and 18.3.1.73.
 */
const lastRowOfSheets = 1_048_576;
/** Cells that only fill a row cost four bytes each. */
const mostFilledCells = 20_000_000;

const lessThan = 0x3c;
const greaterThan = 0x3e;

/** @param xml any part of a workbook; one without cells passes. */
export const checkExtent = (xml: Buffer, limits: TableLimits, path: string): TableError | null => {
  let rows = 0;
  let columns = 0;
  let contentCells = 0;
  for (let at = xml.indexOf(lessThan); at >= 0; at = xml.indexOf(lessThan, at + 1)) {
    const kind = tagKind(xml, at + 1);
    if (kind === null) continue;
    const end = xml.indexOf(greaterThan, at);
    if (end < 0) break;
    const tag = xml.toString('latin1', at, end);
    const address = /\sr\s*=\s*["']([^"']*)["']/.exec(tag)?.[1];
    if (address === undefined) continue;
    const [, letters = '', digits = ''] = /^([A-Z]{0,3})([0-9]{1,7})$/.exec(address) ?? [];
    const row = Number(digits);
    // Written otherwise (as entities, in small letters, far out), it is not from a spreadsheet.
    if (row < 1 || row > lastRowOfSheets || (kind === 'cell') !== letters.length > 0) {
      return { code: 'file-unreadable', data: { path } };
    }
    // A cell without content has a format only, and is not kept.
    if (kind === 'row' || tag.endsWith('/')) continue;
    contentCells += 1;
    rows = Math.max(rows, row);
    columns = Math.max(columns, columnNumber(letters));
  }
  const mostRows = Math.min(limits.rows, Math.floor(limits.workbookCells / Math.max(columns, 1)));
  if (rows - 1 > limits.rows || contentCells > limits.workbookCells) {
    return { code: 'too-many-rows', data: { rows: rows - 1, limit: mostRows } };
  }
  const isTooWide = columns > limits.columns || rows * columns > mostFilledCells;
  return isTooWide ? { code: 'file-not-a-table', data: { kind: 'wide' } } : null;
};

/** Whether the tag that begins here is `c` or `row`, with or without a namespace prefix. */
const tagKind = (xml: Buffer, at: number): 'cell' | 'row' | null => {
  let start = at;
  for (let next = at; next < at + 16; next += 1) {
    const byte = xml[next] ?? 0;
    if (byte === 0x3a) start = next + 1;
    else if (!isNameByte(byte)) break;
  }
  if (xml[start] === 0x63 && !isNameByte(xml[start + 1] ?? 0)) return 'cell';
  const isRow = xml[start] === 0x72 && xml[start + 1] === 0x6f && xml[start + 2] === 0x77;
  return isRow && !isNameByte(xml[start + 3] ?? 0) ? 'row' : null;
};

const isNameByte = (byte: number): boolean =>
  (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39);

/** A = 1, Z = 26, AA = 27. */
const columnNumber = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
