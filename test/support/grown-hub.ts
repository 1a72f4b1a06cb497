/** The data folder of a hub that has worked for a while, written without waiting for the disk. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../electron/core/db/commit.ts';
import { openDatabase } from '../../electron/core/db/database.ts';
import { openReplica, type Replica } from '../../electron/core/db/replica.ts';
import { hashPassword } from '../../electron/core/identity/password.ts';
import { systemClock } from '../../electron/core/real-world.ts';
import { createOrganisation } from '../../electron/core/setup/create-organisation.ts';
import { customer } from '../../shared/entities/customer.ts';
import type { Random } from '../../shared/lib/clock.ts';
import type { UserId } from '../../shared/lib/ids.ts';
import { ok } from '../../shared/lib/result.ts';
import { seededRandom } from './seeded-random.ts';

export const hubAdmin = 'سارا مدیری';
export const hubPassword = 'salam-1405';

export interface GrownHub {
  readonly joinSecret: string;
}

const addCustomers = (
  replica: Replica,
  userId: UserId | null,
  operations: number,
  noteLength: number,
  random: Random,
): void => {
  const author = { userId };
  for (let n = 0; n < operations; n += 1) {
    const note =
      noteLength === 0 ? null : Buffer.from(random.bytes(noteLength)).toString('base64').slice(0, noteLength);
    const added = runCommand(replica, { name: 'customer.create', author }, (tx) => {
      tx.insert(customer, {
        displayName: `مشتری ${n}`,
        kind: 'person',
        tier: 'standard',
        language: 'fa',
        clvBand: 'unknown',
        note,
      });
      return ok(null);
    });
    if (!added.ok) throw new Error(added.error.code);
  }
};

/** Lets a hub that is not running work on for a while. */
export const growMore = (dataDir: string, operations: number): void => {
  const opened = openDatabase(join(dataDir, 'paydar.sqlite'), { durable: false });
  if (!opened.ok) throw new Error(opened.error.type);
  const random = seededRandom(`more ${operations}`);
  addCustomers(openReplica(opened.value, systemClock, random), null, operations, 0, random);
  opened.value.close();
};

/** @param operations beside the founding one, each with one customer and a note of `noteLength` random letters. */
export const growHub = async (dataDir: string, operations: number, noteLength = 0): Promise<GrownHub> => {
  mkdirSync(dataDir, { recursive: true });
  const random = seededRandom(`grown ${operations}`);
  const opened = openDatabase(join(dataDir, 'paydar.sqlite'), { durable: false });
  if (!opened.ok) throw new Error(opened.error.type);
  const replica = openReplica(opened.value, systemClock, random);
  const created = createOrganisation(replica, {
    organisationName: 'نمونه‌کالا',
    adminName: hubAdmin,
    workingWeek: 'ir',
    language: 'fa',
    passwordHash: await hashPassword(hubPassword, random),
  });
  if (!created.ok) throw new Error(created.error.code);
  addCustomers(replica, created.value.userId, operations, noteLength, random);
  opened.value.close();
  return { joinSecret: created.value.joinSecret };
};
