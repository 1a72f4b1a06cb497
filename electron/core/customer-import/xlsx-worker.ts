// A worker thread of its own for workbooks: the parser works in one piece, and what it allocates for a hostile
// file ends with the thread instead of with the core. Each message from the core asks for the next rows.
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { SourceRow } from './table.ts';
import { readWorkbook } from './xlsx-workbook.ts';

/** A batch is copied into the core: a thousand rows of the widest would be too much at once. */
const batchRows = 1000;
const batchChars = 2_000_000;

const input = z.object({ path: z.string() }).parse(workerData);
const rows = await readWorkbook(await readFile(input.path), input.path);
let sent = 0;

parentPort?.on('message', () => {
  if (!rows.ok) {
    parentPort?.postMessage({ type: 'failed', error: rows.error });
  } else if (sent < rows.value.length) {
    const batch = nextBatch(rows.value, sent);
    sent += batch.length;
    parentPort?.postMessage({ type: 'rows', rows: batch });
  } else {
    parentPort?.postMessage({ type: 'end' });
  }
});

function nextBatch(all: readonly SourceRow[], from: number): readonly SourceRow[] {
  let chars = 0;
  let end = from;
  while (end < all.length && end - from < batchRows && chars < batchChars) {
    chars += all[end]?.cells.reduce((sum, cell) => sum + cell.length, 0) ?? 0;
    end += 1;
  }
  return all.slice(from, end);
}
