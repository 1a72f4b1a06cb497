import { Worker } from 'node:worker_threads';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { ReadControl, RowSink, SourceRow, TableError, TableLimits } from './table.ts';

/** What a workbook may cost at most while it is parsed; the archive inside is limited before that. */
const workerHeapMb = 2048;

type WorkerMessage =
  | { readonly type: 'rows'; readonly rows: readonly SourceRow[] }
  | { readonly type: 'end' }
  | { readonly type: 'failed'; readonly error: TableError };

/** From the sources the worker is the file beside this one; in a build it is a bundle of its own. */
const workerUrl = (): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL('./xlsx-worker.ts', import.meta.url)
    : new URL('../core/xlsx-worker.mjs', import.meta.url);

/**
 * Reads the first sheet with content of an XLSX workbook and hands its rows to `sink`.
 * @returns the number of rows with content, the header among them.
 */
export const readXlsx = async (
  path: string,
  limits: TableLimits,
  sink: RowSink,
  control: ReadControl,
): Promise<Result<number, TableError>> => {
  const worker = new Worker(workerUrl(), {
    workerData: { path },
    resourceLimits: { maxOldGenerationSizeMb: workerHeapMb },
  });
  const broken = err<TableError>({ code: 'file-unreadable', data: { path } });
  const ask = createAsk(worker, control.signal);
  let count = 0;
  try {
    for (;;) {
      const message = await ask();
      if (message === 'cancelled') return err({ code: 'import-cancelled' });
      if (message === 'died') return broken;
      if (message.type === 'failed') return err(message.error);
      if (message.type === 'end') return ok(count);
      count += message.rows.length;
      if (count - 1 > limits.rows) {
        return err({ code: 'too-many-rows', data: { rows: count - 1, limit: limits.rows } });
      }
      await sink(message.rows);
      await control.breathe();
    }
  } finally {
    await worker.terminate();
  }
};

type Answer = WorkerMessage | 'cancelled' | 'died';

/** Asks the worker for its next rows, once at a time. A worker that died or a person who cancelled answers too. */
const createAsk = (worker: Worker, signal: AbortSignal): (() => Promise<Answer>) => {
  let final: Answer | null = signal.aborted ? 'cancelled' : null;
  let waiting: ((answer: Answer) => void) | null = null;
  const answer = (message: Answer): void => {
    waiting?.(message);
    waiting = null;
  };
  const stop = (message: Answer): void => {
    final ??= message;
    answer(final);
  };
  worker.on('message', answer);
  // Out of memory arrives as an error too; either way the workbook cannot be read here.
  worker.on('error', () => stop('died'));
  worker.on('exit', () => stop('died'));
  signal.addEventListener('abort', () => stop('cancelled'), { once: true });
  return () =>
    new Promise((resolve) => {
      if (final !== null) resolve(final);
      else {
        waiting = resolve;
        worker.postMessage('next');
      }
    });
};
