import { Worker } from 'node:worker_threads';
import type { WorkerTask } from './worker-task.ts';

/** From the sources the worker is the file beside this one; in a build it is a bundle of its own. */
const workerUrl = (): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL('./checkpoint-worker.ts', import.meta.url)
    : new URL('../core/checkpoint-worker.mjs', import.meta.url);

/** Runs what takes long over a whole database in threads of their own. */
export interface WorkerRunner {
  /** @returns `died` when the thread ends without an answer, and whenever the runner was closed meanwhile. */
  run<Answer>(task: WorkerTask, died: Answer): Promise<Answer>;
  /** Ends what runs. The database is closed from then on: whatever becomes ready is of no use. */
  close(): Promise<void>;
}

export const createWorkerRunner = (): WorkerRunner => {
  const workers = new Set<Worker>();
  let isClosed = false;
  return {
    run: async <Answer>(task: WorkerTask, died: Answer): Promise<Answer> => {
      if (isClosed) return died;
      const worker = new Worker(workerUrl(), { workerData: task });
      workers.add(worker);
      try {
        const answer = await new Promise<Answer>((resolve) => {
          worker.once('message', resolve);
          worker.once('error', () => resolve(died));
          worker.once('exit', () => resolve(died));
        });
        return isClosed ? died : answer;
      } finally {
        workers.delete(worker);
        await worker.terminate();
      }
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...workers].map((worker) => worker.terminate()));
    },
  };
};
