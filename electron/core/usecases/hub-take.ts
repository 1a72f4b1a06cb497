import { device } from '../../../shared/entities/device.ts';
import { hubTerm } from '../../../shared/entities/hub-term.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { nextTerm } from '../../../shared/rules/hub-term.ts';
import { findRow } from '../db/find-row.ts';
import { readHubTerms } from '../db/hub-terms.ts';
import { type Command, commit, done, type Outcome } from './command.ts';

/**
 * Makes this PC the hub in place of one that is gone. Whoever asks shows the secret of the call centre again: the
 * hub of before loses its office. Errors: `secret-wrong`, `already-hub`.
 */
export const hubTake = (command: Command, { secret }: { readonly secret: string }): Outcome<typeof done> =>
  commit(command, 'hub.take', undefined, (tx) => {
    const membership = command.replica.membership();
    if (membership === null) return err({ code: 'not-set-up' });
    if (membership.secret !== secret) return err({ code: 'secret-wrong' });
    if (membership.role === 'hub') return err({ code: 'already-hub' });
    const { deviceId, hubDeviceId } = membership;
    tx.insert(hubTerm, { term: nextTerm(readHubTerms(tx.connection)), deviceId });
    tx.update(device, deviceId, { role: 'hub' });
    if (findRow(tx.connection, 'device', hubDeviceId) !== null)
      tx.update(device, hubDeviceId, { role: 'desk' });
    return ok(done);
  });
