// A replica on real files with an organisation's membership, for tests of what runs inside one core.
import type { DataModel } from '../../electron/core/db/data-model.ts';
import { type Database, openDatabase } from '../../electron/core/db/database.ts';
import { acceptKey } from '../../electron/core/db/device-keys.ts';
import { writeMembership } from '../../electron/core/db/meta.ts';
import { ownOperationKey } from '../../electron/core/db/own-keys.ts';
import { openReplica, type Replica } from '../../electron/core/db/replica.ts';
import { systemClock, systemRandom } from '../../electron/core/real-world.ts';
import { type DeviceId, idSchema } from '../../shared/lib/ids.ts';
import { forgedDevices } from './forged-history.ts';
import { openMemoryDatabase } from './memory-database.ts';

export const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const deviceId = idSchema<'device'>().parse('0197a000-0000-7000-8000-000000000101');

export interface TestReplica {
  readonly replica: Replica;
  close(): void;
}

const openFile = (path: string, model?: DataModel): Database => {
  const opened = openDatabase(path, { durable: false, ...(model && { model }) });
  if (!opened.ok) throw new Error(opened.error.type);
  return opened.value;
};

/** Makes a replica that belongs nowhere the hub of a call centre of one. */
export const becomeHub = (replica: Replica, ownId: DeviceId): void => {
  const { writer } = replica.db;
  writeMembership(writer, {
    organisationId,
    deviceId: ownId,
    deviceCode: 101,
    role: 'hub',
    epoch: 1,
    secret: 'x',
    hubDeviceId: ownId,
  });
  ownOperationKey(replica);
  replica.refreshMembership();
};

/**
 * @param path of the database; made when it is not there.
 * @param model the version that opens it; the shipped one when left out.
 */
export const openTestReplica = (path: string, model?: DataModel): TestReplica => {
  const db = path === ':memory:' ? openMemoryDatabase(model) : openFile(path, model);
  const replica = openReplica(db, systemClock, systemRandom);
  becomeHub(replica, deviceId);
  db.writer.sqlite.transaction(() => {
    for (const { device, operationKey } of forgedDevices) acceptKey(db.writer, device, operationKey);
  })();
  return { replica, close: () => db.close() };
};
