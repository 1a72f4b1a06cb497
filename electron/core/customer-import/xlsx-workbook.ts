import readXlsxFile from 'read-excel-file/node';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { type SourceRow, type TableError, type TableLimits, tableLimits } from './table.ts';
import { unpackWorkbook } from './xlsx-archive.ts';
import { cellText, numberText } from './xlsx-cell.ts';

/** Reads the first sheet that has content. Works in one piece: only for a thread of its own, or a test. */
export const readWorkbook = async (
  archive: Buffer,
  path: string,
  limits: TableLimits = tableLimits,
): Promise<Result<readonly SourceRow[], TableError>> => {
  const unpacked = unpackWorkbook(archive, limits, path);
  if (!unpacked.ok) return unpacked;
  const sheets = await parse(unpacked.value, path);
  if (!sheets.ok) return sheets;
  for (const sheet of sheets.value) {
    const rows = contentRows(sheet, limits, path);
    if (!rows.ok || rows.value.length > 0) return rows;
  }
  return err({ code: 'file-empty' });
};

type Sheet = readonly (readonly unknown[])[];

const parse = async (unpacked: Buffer, path: string): Promise<Result<readonly Sheet[], TableError>> => {
  try {
    const sheets = await readXlsxFile(unpacked, { trim: false, parseNumber: numberText });
    return ok(sheets.map((sheet) => sheet.data));
  } catch {
    // Whatever the parser stumbles over in a file from outside (bad XML, missing parts, cells out of place)
    // means the same to the person: this workbook cannot be read.
    return err({ code: 'file-unreadable', data: { path } });
  }
};

/** One shared text can stand in millions of cells, so what the rows hold is limited too, not only the file. */
const contentRows = (
  sheet: Sheet,
  limits: TableLimits,
  path: string,
): Result<readonly SourceRow[], TableError> => {
  const rows: SourceRow[] = [];
  let chars = 0;
  for (const [index, values] of sheet.entries()) {
    const cells = values.map(cellText);
    const rowChars = cells.reduce((sum, cell) => sum + cell.length, 0);
    if (rowChars > limits.rowChars) return err({ code: 'file-unreadable', data: { path } });
    chars += rowChars;
    if (chars > limits.unpackedBytes) {
      return err({ code: 'file-too-large', data: { sizeBytes: chars, limitBytes: limits.unpackedBytes } });
    }
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ row: index + 1, cells });
  }
  return ok(rows);
};
