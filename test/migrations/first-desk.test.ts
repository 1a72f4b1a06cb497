// What the first version left on a disk, brought to the form of this one.
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { acceptOperations, type IncomingOperation } from '../../electron/core/db/accept.ts';
import { readOpenConflicts } from '../../electron/core/db/conflicts.ts';
import { firstDesk } from '../../electron/core/db/migrations/0001-first-desk.ts';
import { readOperation } from '../../electron/core/db/operation-form.ts';
import { readLogFrom } from '../../electron/core/db/operation-log.ts';
import { searchEverything } from '../../electron/core/db/search.ts';
import { stateHash } from '../../electron/core/db/state-hash.ts';
import { blobOf } from '../../electron/core/db/uuid-blob.ts';
import { customer } from '../../shared/entities/customer.ts';
import { idSchema } from '../../shared/lib/ids.ts';
import { stampMs } from '../../shared/sync/stamp.ts';
import { allowedRow } from '../support/allowed-value.ts';
import { forgeHistory } from '../support/forged-history.ts';
import { createTestFiles } from '../support/table-files.ts';
import { openTestReplica } from '../support/test-replica.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const rowId = '0197a000-0000-7000-8000-00000000aaaa';
const overtakingId = '0197a000-0000-7000-8000-00000000aaab';
const files = createTestFiles();

const writtenBefore = () => {
  const [hub, desk, other] = [1, 2, 3].map((n) => forgeHistory(organisationId, n));
  if (hub === undefined || desk === undefined || other === undefined) throw new Error('three histories');
  const row = { entity: 'customer', id: rowId };
  const fields = {
    displayName: 'مریم رحیمی',
    kind: 'person',
    language: 'fa',
    city: 'کرج',
    tier: 'VIP',
    clvBand: 'A',
  };
  const operations: IncomingOperation[] = [hub.next([{ ...row, kind: 'insert', fields }])];
  const made = hub.stamp();
  const write = { ...row, kind: 'update', replaces: { city: [made] } };
  operations.push(desk.next([{ ...write, fields: { city: 'قم' } }]));
  operations.push(other.next([{ ...write, fields: { city: 'یزد' } }]));
  const stamps = { made, desk: desk.stamp(), shown: other.stamp() };
  operations.push(
    other.next([{ entity: 'customer', id: overtakingId, kind: 'update', fields: { note: 'پیش‌تر' } }]),
  );
  return { operations, fields, stamps: { ...stamps, overtaking: other.stamp() } };
};

type Written = ReturnType<typeof writtenBefore>;

/** The first version's own tables, as its `apply` filled them with these operations. */
const firstVersionFile = (name: string, { operations, fields, stamps }: Written): string => {
  const path = files.path(name);
  const sqlite = new BetterSqlite(path);
  sqlite.transaction(() => {
    firstDesk.up(sqlite);
    sqlite.pragma('user_version = 1');
    sqlite.pragma(`application_id = ${0x50796472}`);
    const log = sqlite.prepare(
      'INSERT INTO operation (device, epoch, seq, hlc, hash, bytes, signature) VALUES (?, 1, ?, ?, ?, ?, NULL)',
    );
    for (const incoming of operations) {
      const read = readOperation({ form: 0, bytes: incoming.bytes });
      if (!read.ok) throw new Error(read.error.detail);
      const { device, seq, hlc } = read.value.operation;
      log.run(blobOf(device), seq, hlc, Buffer.alloc(32, seq), incoming.bytes);
    }
    sqlite.exec(`
      INSERT INTO head (device, epoch, seq, hash, hlc)
      SELECT device, epoch, max(seq), hash, max(hlc) FROM operation GROUP BY device, epoch`);
    sqlite
      .prepare(
        `INSERT INTO customer (id, displayName, kind, language, city, tier, clvBand, clock, createdAt, createdStamp, updatedAt)
         VALUES (?, ?, ?, ?, 'یزد', ?, ?, ?, 1790000000000, ?, ?)`,
      )
      .run(
        blobOf(rowId),
        fields.displayName,
        fields.kind,
        fields.language,
        fields.tier,
        fields.clvBand,
        JSON.stringify({ '*': stamps.made, city: stamps.shown }),
        stamps.made,
        stampMs(stamps.shown),
      );
    sqlite
      .prepare('INSERT INTO customer (id, note, clock, updatedAt) VALUES (?, ?, ?, ?)')
      .run(
        blobOf(overtakingId),
        'پیش‌تر',
        JSON.stringify({ note: stamps.overtaking }),
        stampMs(stamps.overtaking),
      );
    const sibling = sqlite.prepare("INSERT INTO sibling VALUES ('customer', ?, 'city', ?, ?, ?)");
    sibling.run(blobOf(rowId), stamps.desk, '"قم"', 0);
    sibling.run(blobOf(rowId), stamps.made, null, 1);
    sqlite
      .prepare(
        "INSERT INTO search_document VALUES (1, 'customer', ?, 'مریم رحیمی', 'مریمرحیمی', '', 'مریم رحیمی')",
      )
      .run(blobOf(rowId));
  })();
  sqlite.close();
  return path;
};

describe('a database of the first version', () => {
  it('S32: stands after its upgrade as one that received its operations in this version', () => {
    const written = writtenBefore();
    const upgraded = openTestReplica(firstVersionFile('first.sqlite', written));
    const fresh = openTestReplica(':memory:');
    expect(acceptOperations(fresh.replica, organisationId, written.operations).ok).toBe(true);
    const replaced = fresh.replica.db.reader.prepare('SELECT * FROM sibling').all();
    expect(upgraded.replica.db.reader.prepare('SELECT * FROM sibling').all()).toEqual(replaced);
    expect(stateHash(upgraded.replica.db.reader)).toEqual(stateHash(fresh.replica.db.reader));
    expect(readOpenConflicts(upgraded.replica.db.reader)).toEqual(readOpenConflicts(fresh.replica.db.reader));
    const found = searchEverything(upgraded.replica.db.reader, 'رحيمي', 10).customers;
    expect(found.map((id) => id.toString('hex'))).toEqual([rowId.replaceAll('-', '')]);
    upgraded.close();
    fresh.close();
  });

  it('goes on where it was: its log is sent as it was, and more is merged into its rows', () => {
    const written = writtenBefore();
    const upgraded = openTestReplica(firstVersionFile('goes-on.sqlite', written));
    const fresh = openTestReplica(':memory:');
    expect(acceptOperations(fresh.replica, organisationId, written.operations).ok).toBe(true);
    const relayed = readLogFrom(upgraded.replica.db.reader, 0, 10);
    expect(relayed.map(({ form, bytes }) => ({ form, bytes }))).toEqual(
      written.operations.map(({ bytes }) => ({ form: 0, bytes })),
    );
    const late = forgeHistory(organisationId, 4);
    const operations = [
      late.next([{ entity: 'customer', id: overtakingId, kind: 'insert', fields: allowedRow(customer) }]),
      late.next([{ entity: 'customer', id: rowId, kind: 'update', fields: { city: 'ری', tier: 'VIP' } }]),
    ];
    for (const { replica } of [upgraded, fresh])
      expect(acceptOperations(replica, organisationId, operations).ok).toBe(true);
    expect(stateHash(upgraded.replica.db.reader).hash).toBe(stateHash(fresh.replica.db.reader).hash);
    upgraded.close();
    fresh.close();
  });
});
