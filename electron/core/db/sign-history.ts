import { device } from '../../../shared/entities/device.ts';
import { ok } from '../../../shared/lib/result.ts';
import { runCommand } from './commit.ts';
import { findRow } from './find-row.ts';
import { readMeta } from './meta.ts';
import { plainOf } from './operation-form.ts';
import { readLogFrom } from './operation-log.ts';
import { ownOperationKey } from './own-keys.ts';
import type { Replica } from './replica.ts';

const stretchLength = 500;

/** Signs what this PC wrote before operations were signed. Their bytes stay, so that their hashes do. */
const signOwnOperations = (replica: Replica, ownId: string): void => {
  const { writer } = replica.db;
  const store = writer.prepare('UPDATE operation SET signature = ? WHERE received = ?');
  writer.sqlite.transaction(() => {
    ownOperationKey(replica);
    for (let from = 0; ; ) {
      const stretch = readLogFrom(writer, from, stretchLength);
      for (const { received, key, form, bytes, signature } of stretch) {
        if (key.device !== ownId || signature !== null) continue;
        const plain = plainOf({ form, bytes });
        if (plain !== null) store.run(replica.sign(writer, plain), received);
      }
      const last = stretch.at(-1);
      if (last === undefined) return;
      from = last.received + 1;
    }
  })();
};

/**
 * Brings a replica of a version that did not sign up to date: gives this PC its key, signs its own operations, and
 * lets a hub introduce itself. Does nothing to any other replica (docs/decisions/0012).
 */
export const signUnsignedHistory = (replica: Replica): void => {
  const membership = replica.membership();
  if (membership === null) return;
  const { deviceId, role } = membership;
  if (readMeta(replica.db.writer, 'operationKey') === null) signOwnOperations(replica, deviceId);
  if (role !== 'hub' || findRow(replica.db.writer, 'device', deviceId)?.operationKey !== null) return;
  runCommand(replica, { name: 'device.key', author: { userId: null } }, (tx) => {
    tx.update(device, deviceId, { operationKey: ownOperationKey(replica) });
    return ok(null);
  });
};
