import { device } from '../../../shared/entities/device.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { MessageOf, RefusalReason } from '../../../shared/sync/messages.ts';
import { runCommand } from '../db/commit.ts';
import { sqlBuilder } from '../db/connection.ts';
import type { Membership } from '../db/meta.ts';
import { countOperations } from '../db/operation-log.ts';
import type { Replica } from '../db/replica.ts';
import { blobOf } from '../db/uuid-blob.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import type { Connection } from './ports.ts';

const firstDeviceCode = 101;
const lastDeviceCode = 999;

/** Gives a device its code, or tells the one that it has: a join that broke off may come again. */
const register = (replica: Replica, deviceId: DeviceId, name: string): Result<number, RefusalReason> => {
  const outcome = runCommand(replica, { name: 'device.admit', author: { userId: null } }, (tx) => {
    const known = tx.connection.get(
      sqlBuilder.selectFrom('device').select('code').where('id', '=', blobOf(deviceId)),
    );
    if (known !== undefined) return ok(known.code);
    const last = tx.connection.get(
      sqlBuilder.selectFrom('device').select('code').orderBy('code', 'desc').limit(1),
    );
    const code = (last?.code ?? firstDeviceCode - 1) + 1;
    if (code > lastDeviceCode) return err({ code: 'device-codes-exhausted' } as const);
    tx.insertWithId(device, deviceId, { code, name: name === '' ? `PC ${code}` : name, role: 'desk' });
    return ok(code);
  });
  return outcome.ok ? outcome : err('codes-exhausted');
};

/** The hub's side of a join: the peer has proven the secret and asks to belong. */
export const admit = (options: {
  readonly replica: Replica;
  readonly membership: Membership;
  readonly connection: Connection;
  readonly deviceId: DeviceId;
  readonly organisationName: string;
}): void => {
  const { replica, membership, connection, deviceId } = options;
  const refuse = (reason: RefusalReason): void => {
    connection.send(encodeFrame({ t: 'refused', reason }));
    connection.close(reason);
  };
  const answer = ({ deviceName }: MessageOf<'join'>): void => {
    const registered = register(replica, deviceId, deviceName.trim());
    if (!registered.ok) return refuse(registered.error);
    connection.send(
      encodeFrame({
        t: 'admitted',
        organisationId: membership.organisationId,
        organisationName: options.organisationName,
        deviceCode: registered.value,
        hubDeviceId: membership.deviceId,
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
    void replica.db.gate.pass().then(() => answer(message));
  });
};
