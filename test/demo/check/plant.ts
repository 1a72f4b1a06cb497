import { join } from 'node:path';
import { openConnection } from '../../../electron/core/db/connection.ts';
import { shippedModel } from '../../../electron/core/db/data-model.ts';
import { walkLog } from '../../../electron/core/db/walk-log.ts';
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
  const connection = openConnection(join(dataDir, 'paydar.sqlite'), { readonly: false, model: shippedModel });
  try {
    const { changes } = connection.prepare('DELETE FROM interaction WHERE id = ?').run(id);
    const logged = [...walkLog(connection, (plain) => plain.includes(interactionId))];
    for (const { received } of logged)
      connection.prepare('DELETE FROM operation WHERE received = ?').run(received);
    if (changes !== 1 || logged.length !== 1) throw new Error('the write that was to be lost was not there');
  } finally {
    connection.close();
  }
};
