/** What an office brings along when it begins: customers with their telephone numbers, as operations of one PC. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IncomingOperation } from '../../electron/core/db/accept.ts';
import { runCommand } from '../../electron/core/db/commit.ts';
import { openDatabase } from '../../electron/core/db/database.ts';
import { acceptKey } from '../../electron/core/db/device-keys.ts';
import { readOperation } from '../../electron/core/db/operation-form.ts';
import { readLogFrom } from '../../electron/core/db/operation-log.ts';
import { ownDeviceId, ownOperationKey } from '../../electron/core/db/own-keys.ts';
import { openReplica, type Replica } from '../../electron/core/db/replica.ts';
import { systemClock } from '../../electron/core/real-world.ts';
import { contactPoint } from '../../shared/entities/contact-point.ts';
import { customer } from '../../shared/entities/customer.ts';
import type { Clock } from '../../shared/lib/clock.ts';
import { ok } from '../../shared/lib/result.ts';
import type { Change } from '../../shared/sync/operation.ts';
import { type SeededRandom, seededRandom } from '../support/seeded-random.ts';
import { becomeHub } from '../support/test-replica.ts';

export const first = [
  'مریم',
  'زهرا',
  'علی',
  'رضا',
  'حسین',
  'فاطمه',
  'نگار',
  'امیر',
  'سارا',
  'محمد',
  'لیلا',
  'کاوه',
];
export const last = [
  'رحیمی',
  'احمدی',
  'کیانیان',
  'موسوی',
  'صادقی',
  'نوری',
  'قاسمی',
  'رستمی',
  'جعفری',
  'یزدانی',
];
export const cities = ['تهران', 'کرج', 'قم', 'یزد', 'مشهد', 'اصفهان', 'شیراز', 'تبریز', 'رشت', 'اهواز'];
export const streets = [
  'خیابان ولیعصر',
  'بلوار کشاورز',
  'خیابان آزادی',
  'کوچهٔ بهار',
  'میدان ونک',
  'خیابان حافظ',
];

/** A replica in a file or in memory that knows whose operations it is given. */
export const openBenchReplica = (path: string, writer?: Replica, clock: Clock = systemClock): Replica => {
  const opened = openDatabase(path, { durable: path !== ':memory:' });
  if (!opened.ok) throw new Error(opened.error.type);
  const replica = openReplica(opened.value, clock, seededRandom(path));
  becomeHub(replica, ownDeviceId(replica));
  if (writer !== undefined) acceptKey(opened.value.writer, ownDeviceId(writer), ownOperationKey(writer));
  return replica;
};

/** One command, which becomes as many operations as it needs. */
export const writeCustomers = (replica: Replica, random: SeededRandom, count: number): void => {
  const written = runCommand(replica, { name: 'bench', author: { userId: null } }, (tx) => {
    for (let n = 0; n < count; n += 1) {
      const displayName = `${random.pick(first)} ${random.pick(last)} ${random.integer(1, 9999)}`;
      const customerId = tx.insert(customer, {
        displayName,
        kind: random.chance(0.8) ? 'person' : 'company',
        language: 'fa',
        city: random.pick(cities),
        address: `${random.pick(streets)}، پلاک ${random.integer(1, 400)}، واحد ${random.integer(1, 20)}`,
        tier: random.pick(['VIP', 'B2B', 'standard'] as const),
        clvBand: random.pick(['A', 'B', 'C', 'D', 'unknown'] as const),
        totalPurchaseRial: random.integer(0, 2_000_000) * 1000,
        sinceEpochDay: random.integer(15_000, 20_000),
      });
      const digits = String(random.integer(100_000_000, 399_999_999));
      tx.insert(contactPoint, {
        customerId,
        type: 'mobile',
        raw: `09${digits}`,
        e164: `+989${digits}`,
        assumedArea: false,
        preferredOrder: 1,
        worksWithoutInternet: true,
      });
    }
    return ok(null);
  });
  if (!written.ok) throw new Error(written.error.code);
};

export const perCommand = 450;

export interface WrittenOffice {
  readonly writer: Replica;
  readonly operations: readonly (IncomingOperation & { readonly changes: readonly Change[] })[];
  readonly rows: number;
  /** Values of fields that are not null. */
  readonly cells: number;
}

/** @param customers each with one telephone number; operations hold some 900 rows. */
export const writeOffice = (customers: number, seed: string): WrittenOffice => {
  const writer = openBenchReplica(':memory:');
  const random = seededRandom(seed);
  for (let done = 0; done < customers; done += perCommand)
    writeCustomers(writer, random, Math.min(perCommand, customers - done));
  return readOffice(writer);
};

/** What a replica has written so far. */
export const readOffice = (writer: Replica): WrittenOffice => {
  const operations = readLogFrom(writer.db.reader, 0, 1_000_000).map((stored) => {
    const read = readOperation(stored);
    if (!read.ok) throw new Error(read.error.detail);
    return { ...stored, changes: read.value.operation.changes };
  });
  const changes = operations.flatMap((operation) => operation.changes);
  const cells = changes.reduce((sum, { fields }) => sum + Object.keys(fields).length, 0);
  return { writer, operations, rows: changes.length, cells };
};

/** Runs with an empty folder that is gone afterwards. */
export const inFolder = async <T>(run: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'paydar-bench-'));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
