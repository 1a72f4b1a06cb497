// A worker thread of its own for workbooks: the parser works in one piece, and what it allocates for a hostile
// file ends with the thread instead of with the core. Each message from the core asks for the next rows.
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { readWorkbook } from './xlsx-workbook.ts';

const batchRows = 1000;

const input = z.object({ path: z.string() }).parse(workerData);
const rows = await readWorkbook(await readFile(input.path), input.path);
let sent = 0;

parentPort?.on('message', () => {
  if (!rows.ok) {
    parentPort?.postMessage({ type: 'failed', error: rows.error });
  } else if (sent < rows.value.length) {
    parentPort?.postMessage({ type: 'rows', rows: rows.value.slice(sent, sent + batchRows) });
    sent += batchRows;
  } else {
    parentPort?.postMessage({ type: 'end' });
  }
});
