import Papa from 'papaparse';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { noDelimiter } from './delimiter.ts';
import type { Delimiter, SourceRow, TableError, TableLimits } from './table.ts';

/** Turns pieces of text into rows, keeping what is not yet a whole row for the next piece. */
export interface CsvRows {
  /** The rows that `text` completes. */
  push(text: string): Result<readonly SourceRow[], TableError>;
  /** The last row, which no line end closes. Fails with `file-truncated` when it is only a part of a row. */
  end(cutInsideCharacter: boolean): Result<readonly SourceRow[], TableError>;
}

const controlZ = '\u001a';

export const createCsvRows = (delimiter: Delimiter | null, limits: TableLimits): CsvRows => {
  let rest = '';
  let row = 0;
  let started = false;
  let newline: '\n' | '\r' | null = null;
  let widestHeader = 0;
  /** Whether every row so far had all the columns of the header: only then does a short last row mean a cut. */
  let allWhole = true;

  const take = (text: string, isEnd: boolean): Result<readonly SourceRow[], TableError> => {
    // The type describes only what callbacks see; the result is that of `Papa.parse` without a header.
    const parser = new Papa.Parser({ delimiter: delimiter ?? noDelimiter, newline: newline ?? '\n' });
    const parsed = parser.parse(text, 0, !isEnd) as Papa.ParseResult<string[]>;
    if (parsed.errors.some((error) => error.code === 'MissingQuotes')) {
      return err({ code: 'file-truncated', data: { row: row + parsed.data.length } });
    }
    rest = isEnd ? '' : text.slice(parsed.meta.cursor);
    if (rest.length > limits.rowChars) {
      return err({ code: 'file-truncated', data: { row: row + parsed.data.length + 1 } });
    }
    const rows: SourceRow[] = [];
    for (const [index, raw] of parsed.data.entries()) {
      row += 1;
      const cells = withoutCarriageReturn(raw);
      if (isBlank(cells)) continue;
      if (widestHeader === 0) widestHeader = cells.length;
      const isOpenEnd = isEnd && index === parsed.data.length - 1;
      if (isOpenEnd && allWhole && row > 2 && cells.length < widestHeader) {
        return err({ code: 'file-truncated', data: { row } });
      }
      if (cells.length < widestHeader) allWhole = false;
      rows.push({ row, cells });
    }
    return ok(rows);
  };

  const start = (text: string): string => {
    started = true;
    newline = !text.includes('\n') && text.includes('\r') ? '\r' : '\n';
    // What spreadsheets read as a hint, and do not show as a row.
    return text.replace(/^sep=[,;\t|]\r?\n/i, '');
  };

  return {
    push(text) {
      return take(started ? rest + text : start(text), false);
    },
    end(cutInsideCharacter) {
      // Old DOS programs close a text with Ctrl-Z.
      if (rest.endsWith(controlZ)) rest = rest.slice(0, -1);
      const ended = rest === '' ? ok([]) : take(rest, true);
      return ended.ok && cutInsideCharacter ? err({ code: 'file-truncated', data: { row } }) : ended;
    },
  };
};

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/** Lines end in LF for the parser, so a CR before it is left at the last cell; inside cells lines end in LF. */
const withoutCarriageReturn = (cells: readonly string[]): readonly string[] =>
  cells.some((cell) => cell.includes('\r'))
    ? cells.map((cell, index) => {
        const whole = index === cells.length - 1 ? cell.replace(/\r$/, '') : cell;
        return whole.replace(/\r\n?/g, '\n');
      })
    : cells;
