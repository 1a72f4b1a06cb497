// A thread of its own that copies what is in a database's write-ahead log into its file, whenever it is told.
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { storageError } from './atomically.ts';
import { openConnection } from './connection.ts';
import { shippedModel } from './data-model.ts';

const connection = openConnection(z.string().parse(workerData), { readonly: false, model: shippedModel });

parentPort?.on('message', (task) => {
  if (task === 'close') {
    connection.close();
    parentPort?.close();
    return;
  }
  try {
    // Never waits for the writer, and the writer never for it.
    connection.sqlite.pragma('wal_checkpoint(PASSIVE)');
  } catch (cause) {
    // A disk without room: what was confirmed is safe in the log, and the next copy begins where this one ended.
    if (storageError(cause) === null) throw cause;
  }
  parentPort?.postMessage('copied');
});
