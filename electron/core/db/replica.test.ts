import { describe, expect, it } from 'vitest';
import { customer } from '../../../shared/entities/customer.ts';
import type { CustomerId, DeviceId, OrganisationId } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { acceptOperations, acceptSome } from './accept.ts';
import { runCommand } from './commit.ts';
import { sqlBuilder } from './connection.ts';
import { openDatabase } from './database.ts';
import { acceptKey } from './device-keys.ts';
import { writeMembership } from './meta.ts';
import { readLogFrom, readVector } from './operation-log.ts';
import { ownOperationKey } from './own-keys.ts';
import { openReplica, type Replica } from './replica.ts';
import { stateHash } from './state-hash.ts';
import { blobOf } from './uuid-blob.ts';

const organisationId = '0197a000-0000-7000-8000-000000000001' as OrganisationId;
const deviceIdOf = (n: number): DeviceId =>
  `0197a000-0000-7000-8000-0000000001${n.toString().padStart(2, '0')}` as DeviceId;

const makeReplica = (n: number): Replica => {
  const opened = openDatabase(':memory:', { durable: false });
  if (!opened.ok) throw new Error(opened.error.type);
  let now = 1_790_000_000_000 + n;
  let random = n;
  const replica = openReplica(
    opened.value,
    { nowMs: () => (now += 10), monotonicMs: () => (now += 10), after: () => ({ cancel: () => undefined }) },
    { bytes: (length) => Uint8Array.from({ length }, () => (random = (random * 73 + 41) % 251)) },
  );
  writeMembership(opened.value.writer, {
    organisationId,
    deviceId: deviceIdOf(n),
    deviceCode: 100 + n,
    role: n === 1 ? 'hub' : 'desk',
    epoch: 1,
    secret: 'x',
    hubDeviceId: deviceIdOf(1),
  });
  ownOperationKey(replica);
  replica.refreshMembership();
  return replica;
};

const profile = {
  displayName: 'مریم رحیمی',
  kind: 'person',
  language: 'fa',
  tier: 'VIP',
  clvBand: 'A',
} as const;

const addCustomer = (replica: Replica): CustomerId => {
  const made = runCommand(replica, { name: 'customer.create', author: { userId: null } }, (tx) =>
    ok(tx.insert(customer, profile)),
  );
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
};

const patch = (replica: Replica, id: CustomerId, values: { city?: string; address?: string }): void => {
  runCommand(replica, { name: 'customer.update', author: { userId: null } }, (tx) => {
    tx.update(customer, id, values);
    return ok(null);
  });
};

const introduce = (known: Replica, to: Replica): void => {
  const deviceId = known.membership()?.deviceId;
  if (deviceId !== undefined) acceptKey(to.db.writer, deviceId, ownOperationKey(known));
};

const send = (from: Replica, to: Replica): void => {
  introduce(from, to);
  const batch = readLogFrom(from.db.writer, 0, 10_000);
  const accepted = acceptOperations(to, organisationId, batch);
  if (!accepted.ok) throw new Error(accepted.error.type);
};

const cityOf = (replica: Replica, id: CustomerId): string | null | undefined =>
  replica.db.reader.get(sqlBuilder.selectFrom('customer').select('city').where('id', '=', blobOf(id)))?.city;

describe('replica', () => {
  it('S31: takes a batch in slices, and keeps those before a broken operation', () => {
    const [a, b] = [makeReplica(1), makeReplica(2)];
    introduce(a, b);
    for (let n = 0; n < 5; n += 1) addCustomer(a);
    const batch = readLogFrom(a.db.writer, 0, 10);
    const broken = batch.map((operation, n) =>
      n === 4 ? { ...operation, bytes: Buffer.from('{') } : operation,
    );
    // The clock of these replicas moves 10 ms whenever it is asked.
    expect(acceptSome(b, organisationId, broken, 15)).toEqual({ ok: true, value: 2 });
    expect(readVector(b.db.reader)).toMatchObject([{ seq: 2 }]);
    expect(acceptSome(b, organisationId, broken, 15)).toEqual({ ok: true, value: 4 });
    expect(acceptSome(b, organisationId, broken, 15)).toMatchObject({
      ok: false,
      error: { type: 'operation-unreadable' },
    });
    expect(readVector(b.db.reader)).toMatchObject([{ seq: 4 }]);
    expect(acceptSome(b, organisationId, batch, 15)).toEqual({ ok: true, value: 5 });
    expect(stateHash(b.db.reader).hash).toBe(stateHash(a.db.reader).hash);
  });

  it('S1: a peer that received the operations holds the same state', () => {
    const [a, b] = [makeReplica(1), makeReplica(2)];
    const id = addCustomer(a);
    patch(a, id, { city: 'کرج' });
    send(a, b);
    expect(cityOf(b, id)).toBe('کرج');
    expect(stateHash(b.db.reader).hash).toBe(stateHash(a.db.reader).hash);
    expect(readVector(b.db.reader)).toEqual(readVector(a.db.reader));
  });

  it('S4: writes that did not know of each other are both kept, in either order', () => {
    const [a, b, c] = [makeReplica(1), makeReplica(2), makeReplica(3)];
    introduce(a, c);
    const id = addCustomer(a);
    send(a, b);
    patch(a, id, { city: 'کرج' });
    patch(b, id, { city: 'قم' });
    send(b, c);
    send(a, c);
    send(a, b);
    send(b, a);
    const values = (replica: Replica) =>
      replica.db.reader.all(
        sqlBuilder.selectFrom('sibling').select(['value', 'replaced']).where('replaced', '=', 0),
      );
    expect(values(a)).toHaveLength(1);
    expect([cityOf(a, id), JSON.parse(values(a)[0]?.value ?? '')].sort()).toEqual(['قم', 'کرج'].sort());
    const hashes = [a, b, c].map((replica) => stateHash(replica.db.reader).hash);
    expect(new Set(hashes).size).toBe(1);
  });

  it('S5: a write made after seeing the other replaces it without a conflict', () => {
    const [a, b] = [makeReplica(1), makeReplica(2)];
    const id = addCustomer(a);
    patch(a, id, { city: 'کرج' });
    send(a, b);
    patch(b, id, { city: 'قم' });
    send(b, a);
    expect(cityOf(a, id)).toBe('قم');
    expect(a.db.reader.all(sqlBuilder.selectFrom('sibling').selectAll())).toEqual([]);
  });

  it('S6: receiving the same operations twice changes nothing', () => {
    const [a, b] = [makeReplica(1), makeReplica(2)];
    addCustomer(a);
    send(a, b);
    const before = stateHash(b.db.reader).hash;
    send(a, b);
    expect(stateHash(b.db.reader).hash).toBe(before);
  });

  it('S7: a refused command leaves no operation and no row behind', () => {
    const a = makeReplica(1);
    const refused = runCommand(a, { name: 'x', author: { userId: null } }, (tx) => {
      tx.insert(customer, profile);
      tx.nextTicketCounter();
      return { ok: false, error: { code: 'conflict-gone' } };
    });
    expect(refused.ok).toBe(false);
    expect(readVector(a.db.reader)).toEqual([]);
    const next = runCommand(a, { name: 'x', author: { userId: null } }, (tx) => ok(tx.nextTicketCounter()));
    expect(next).toEqual(ok(1));
  });

  it('S135: a save does not fail with what follows it, and the rest that follows it hears of it', () => {
    const a = makeReplica(1);
    const faults: unknown[] = [];
    const told: string[] = [];
    a.onListenerFault((cause) => faults.push(cause));
    a.onCommitted(({ origin }) => {
      throw new Error(`planted in ${origin}`);
    }, 'first');
    a.onCommitted(({ origin }) => told.push(origin));
    const saved = runCommand(a, { name: 'x', author: { userId: null } }, (tx) => {
      tx.insert(customer, profile);
      return ok(null);
    });
    expect([saved, told, faults.map(String)]).toEqual([ok(null), ['local'], ['Error: planted in local']]);
  });

  it('S8: a retry with the same command id answers the same and writes nothing', () => {
    const a = makeReplica(1);
    const meta = {
      name: 'customer.create',
      author: { userId: null },
      commandId: '0197a000-0000-7000-8000-00000000c0de',
    };
    const first = runCommand(a, meta, (tx) => ok(tx.insert(customer, profile)));
    const second = runCommand(a, meta, (tx) => ok(tx.insert(customer, profile)));
    expect(second).toEqual(first);
    const other = runCommand(a, { ...meta, name: 'ticket.create' }, (tx) => ok(tx.nextTicketCounter()));
    expect(other).toMatchObject({ ok: false, error: { code: 'input-not-valid' } });
    expect(readVector(a.db.reader)[0]?.seq).toBe(1);
  });

  it('S9: a gap, a foreign organisation and a forked history are refused whole', () => {
    const [a, b] = [makeReplica(1), makeReplica(2)];
    addCustomer(a);
    addCustomer(a);
    introduce(a, b);
    const [first, second] = readLogFrom(a.db.writer, 0, 10);
    if (first === undefined || second === undefined) throw new Error('two operations expected');
    expect(acceptOperations(b, organisationId, [second])).toMatchObject({
      ok: false,
      error: { type: 'gap', have: 0 },
    });
    const other = '0197a000-0000-7000-8000-00000000ffff' as OrganisationId;
    expect(acceptOperations(b, other, [first])).toMatchObject({
      ok: false,
      error: { type: 'other-organisation' },
    });
    const twin = makeReplica(1);
    twin.newId();
    addCustomer(twin);
    addCustomer(twin);
    const [, elsewhere] = readLogFrom(twin.db.writer, 0, 10);
    if (elsewhere === undefined) throw new Error('two operations expected');
    expect(acceptOperations(b, organisationId, [first, elsewhere])).toMatchObject({
      ok: false,
      error: { type: 'history-forked' },
    });
    expect(readVector(b.db.reader)).toEqual([]);
  });
});
