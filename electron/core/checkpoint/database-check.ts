import { statSync } from 'node:fs';
import { checkedAtStartBytes } from '../db/database.ts';
import { createWorkerRunner } from './worker-runner.ts';
import type { CheckAnswer } from './worker-task.ts';

/** Looks through a whole database while it is in use. */
export interface DatabaseCheck {
  /** @returns what is damaged; null when nothing was found, also because the check could not be ended. */
  findDamage(): Promise<string | null>;
  close(): Promise<void>;
}

/** In a thread of its own. A small file was read from its first to its last page at the start. */
export const openDatabaseCheck = (path: string): DatabaseCheck => {
  const runner = createWorkerRunner();
  return {
    findDamage: async () => {
      if (statSync(path).size <= checkedAtStartBytes) return null;
      const answer = await runner.run<CheckAnswer>({ type: 'check', database: path }, { type: 'failed' });
      return answer.type === 'damaged' ? answer.detail : null;
    },
    close: runner.close,
  };
};
