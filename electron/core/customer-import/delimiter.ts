import Papa from 'papaparse';
import type { Delimiter } from './table.ts';

const candidates: readonly Delimiter[] = [',', ';', '\t', '|'];
const previewRows = 60;

/** Stands for "no delimiter": a character that separates units and is in no table. */
export const noDelimiter = '\u001f';

/**
 * The delimiter whose rows agree best on their number of columns, quotes respected. Null for one column.
 * @param sample the beginning of the text.
 * @param whole whether the sample is the whole text; else its last row is only a part.
 */
export const detectDelimiter = (sample: string, whole: boolean): Delimiter | null => {
  const named = /^sep=([,;\t|])\r?\n/i.exec(sample)?.[1];
  const byName = candidates.find((candidate) => candidate === named);
  if (byName !== undefined) return byName;
  let best: { readonly delimiter: Delimiter; readonly score: number } | null = null;
  for (const delimiter of candidates) {
    const score = consistency(columnCounts(sample, delimiter, whole));
    if (score > 0 && (best === null || score > best.score)) best = { delimiter, score };
  }
  return best?.delimiter ?? null;
};

const columnCounts = (sample: string, delimiter: Delimiter, whole: boolean): readonly number[] => {
  // Blank rows say nothing about columns.
  const rows = Papa.parse<string[]>(sample, { delimiter, preview: previewRows }).data;
  const complete = whole || rows.length >= previewRows ? rows : rows.slice(0, -1);
  return complete.filter((row) => row.some((cell) => cell.trim() !== '')).map((row) => row.length);
};

/**
 * The share of rows that have as many columns as the first one, weighed by that number: 0 when the first row
 * has one column. Short rows weigh less than long ones, for some programs leave out empty cells at the end.
 */
const consistency = (counts: readonly number[]): number => {
  const columns = counts[0] ?? 0;
  if (columns < 2) return 0;
  const points = counts.reduce((sum, count) => sum + (count === columns ? 1 : count < columns ? 0.3 : 0), 0);
  const share = points / counts.length;
  return share * share * Math.log2(columns + 1);
};
