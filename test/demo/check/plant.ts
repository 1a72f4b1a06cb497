import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import type { Confirmed } from './ledger.ts';

export const plants = ['lost-write'] as const;
export type Plant = (typeof plants)[number];

export type ConfirmedNote = Extract<Confirmed, { kind: 'interaction' }>;

/**
 * The bug that the check has to find: one desk has acknowledged a note to the others and lost it, as after a
 * disk that lies. The row and its operation go; the desk's knowledge that it holds them stays, so nobody will
 * send them again. Works on a stopped core's file.
 */
export const loseWrite = (dataDir: string, { interactionId }: ConfirmedNote): void => {
  const id = Buffer.from(interactionId.replaceAll('-', ''), 'hex');
  const sqlite = new BetterSqlite(join(dataDir, 'paydar.sqlite'));
  try {
    const { changes } = sqlite.prepare('DELETE FROM interaction WHERE id = ?').run(id);
    const logged = sqlite
      .prepare('DELETE FROM operation WHERE instr(bytes, ?) > 0')
      .run(Buffer.from(interactionId));
    if (changes !== 1 || logged.changes !== 1) throw new Error('the write that was to be lost was not there');
  } finally {
    sqlite.close();
  }
};
