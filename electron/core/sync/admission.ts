import type { AppError } from '../../../shared/contract/errors.ts';
import { device } from '../../../shared/entities/device.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { MessageOf, RefusalReason } from '../../../shared/sync/messages.ts';
import { runCommand } from '../db/commit.ts';
import { sqlBuilder } from '../db/connection.ts';
import { acceptedKey, endsLikeAnother } from '../db/device-keys.ts';
import type { Membership } from '../db/meta.ts';
import { countOperations } from '../db/operation-log.ts';
import { ownOperationKey } from '../db/own-keys.ts';
import { freeCode } from '../db/renewal.ts';
import type { Replica } from '../db/replica.ts';
import { blobOf } from '../db/uuid-blob.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import type { Connection } from './ports.ts';

/** Gives a device its code, or tells the one that it has: a join that broke off may come again. */
const register = (
  replica: Replica,
  deviceId: DeviceId,
  name: string,
  operationKey: string,
): Result<number, AppError> =>
  runCommand(replica, { name: 'device.admit', author: { userId: null } }, (tx) => {
    const known = tx.connection.get(
      sqlBuilder.selectFrom('device').select(['code', 'operationKey']).where('id', '=', blobOf(deviceId)),
    );
    if (known !== undefined) {
      if (known.operationKey === null) tx.update(device, deviceId, { operationKey });
      return ok(known.code);
    }
    const code = freeCode(tx.connection, replica.random, true);
    if (code === null) return err({ code: 'device-codes-exhausted' });
    tx.insertWithId(device, deviceId, {
      code,
      name: name === '' ? `PC ${code}` : name,
      role: 'desk',
      operationKey,
    });
    return ok(code);
  });

/** The hub's side of a join: the peer has proven the secret and asks to belong. */
export const admit = (options: {
  readonly replica: Replica;
  readonly membership: Membership;
  readonly connection: Connection;
  readonly deviceId: DeviceId;
  readonly organisationName: string;
  readonly onFault: (cause: unknown) => void;
}): void => {
  const { replica, membership, connection, deviceId } = options;
  const refuse = (reason: RefusalReason): void => {
    connection.send(encodeFrame({ t: 'refused', reason }));
    connection.close(reason);
  };
  const answer = ({ deviceName, operationKey }: MessageOf<'join'>): void => {
    // Whoever comes again under a known id must be the same one.
    const key = acceptedKey(replica.db.writer, deviceId);
    if (key !== null && key !== operationKey) return refuse('same-device');
    if (endsLikeAnother(replica.db.writer, deviceId)) return refuse('same-device');
    const registered = register(replica, deviceId, deviceName.trim(), operationKey);
    // Where the hub's disk is full, the desk may come again.
    if (!registered.ok && registered.error.code !== 'device-codes-exhausted')
      return connection.close('storage');
    if (!registered.ok) return refuse('codes-exhausted');
    connection.send(
      encodeFrame({
        t: 'admitted',
        organisationId: membership.organisationId,
        organisationName: options.organisationName,
        deviceCode: registered.value,
        hubDeviceId: membership.deviceId,
        hubOperationKey: ownOperationKey(replica),
        operations: countOperations(replica.db.reader),
      }),
    );
  };
  if (membership.role !== 'hub') return refuse('not-hub');
  connection.onFrame((bytes) => {
    const frame = decodeFrame(bytes);
    if (!frame.ok || frame.value.message.t !== 'join') return refuse('broken-rule');
    const { message } = frame.value;
    // An import may hold the writer for a while; the joining desk waits with us.
    replica.db.gate
      .pass()
      .then(() => answer(message))
      .catch((cause: unknown) => {
        options.onFault(cause);
        connection.close('failed');
      });
  });
};
