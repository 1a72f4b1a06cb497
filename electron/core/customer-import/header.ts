import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { foldForSearch } from '../../../shared/rules/search-key.ts';
import type { TableError, TableLimits } from './table.ts';

/**
 * Checks the first row of a table. Two columns of one name (whatever the keyboard they were typed on) make it
 * impossible to say which is meant; columns without a name are allowed, for spreadsheets leave them at the end.
 * @returns the names, trimmed.
 */
export const checkHeader = (
  cells: readonly string[],
  limits: TableLimits,
): Result<readonly string[], TableError> => {
  if (cells.length > limits.columns) return err({ code: 'file-not-a-table', data: { kind: 'wide' } });
  const names = cells.map((cell) => cell.trim());
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) {
    const key = foldForSearch(name);
    if (key !== '' && seen.has(key)) twice.add(name);
    seen.add(key);
  }
  return twice.size > 0 ? err({ code: 'columns-duplicate', data: { columns: [...twice] } }) : ok(names);
};
