import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customer } from '../../../shared/entities/customer.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { type Hlc, hlcUntil } from '../../../shared/sync/hlc.ts';
import { isStamp, makeStamp, restampedStamp, type Stamp, stampDeviceId } from '../../../shared/sync/stamp.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { forgedDevices, forgeHistory } from '../../../test/support/forged-history.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { restampFarAhead } from '../clock/restamp-far-ahead.ts';
import { acceptOperations, type IncomingOperation } from './accept.ts';
import { runCommand } from './commit.ts';
import type { Connection } from './connection.ts';
import { openDatabase } from './database.ts';
import { acceptedKey, acceptKey } from './device-keys.ts';
import { farAheadMs, hasHeld } from './far-ahead.ts';
import { findFarAhead } from './far-ahead-log.ts';
import { mendStale } from './mend-stale.ts';
import { writeMembership } from './meta.ts';
import { readLogFrom, readVector } from './operation-log.ts';
import { ownOperationKey } from './own-keys.ts';
import { openReplica, type Replica } from './replica.ts';
import { releaseDue } from './settle-restamps.ts';
import { stateHash } from './state-hash.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const deviceId = (n: number) => idSchema<'device'>().parse(`0197a000-0000-7000-8000-00000000010${n}`);
const customerId = '0197a000-0000-7000-8000-00000000cccc';
const year2099Ms = Date.UTC(2099, 0, 1);

type Time = 'known' | 'unknown' | 'in 2099';

const openAt = (time: Time, role: 'hub' | 'desk' = 'desk'): Replica => {
  const opened = openDatabase(':memory:', { durable: false });
  if (!opened.ok) throw new Error(opened.error.type);
  const clock = createFakeClock();
  writeMembership(opened.value.writer, {
    organisationId,
    deviceId: deviceId(role === 'hub' ? 1 : 2),
    deviceCode: 101,
    role,
    epoch: 1,
    secret: 'x',
    hubDeviceId: deviceId(1),
  });
  const replica = openReplica(opened.value, clock, seededRandom(1));
  ownOperationKey(replica);
  opened.value.writer.sqlite.transaction(() => {
    for (const { device, operationKey } of forgedDevices)
      acceptKey(opened.value.writer, device, operationKey);
  })();
  if (time !== 'unknown') {
    const officeMs = time === 'known' ? clock.nowMs() : year2099Ms + 1e9;
    replica.clock.hear({ officeMs, hops: 0, ageMs: 0, roundTripMs: 0 });
  }
  return replica;
};

const take = (replica: Replica, ...operations: readonly IncomingOperation[]): void => {
  const accepted = acceptOperations(replica, organisationId, operations);
  if (!accepted.ok) throw new Error(JSON.stringify(accepted.error));
};

/** Computes again what counts otherwise by now, as the background does. */
const mend = async (replica: Replica): Promise<void> => {
  const mended = await mendStale(replica, { breathe: async () => undefined, onPlace: () => undefined });
  if (!mended.ok) throw new Error(mended.error.code);
};

const shownName = ({ db }: Replica): unknown =>
  db.reader.prepare('SELECT displayName AS name, city, createdAt FROM customer').get();

const hashOf = ({ db }: Replica): string => stateHash(db.reader).hash;

const hlcAt = (ms: number): Hlc => hlcUntil(ms);

const insert = (displayName: string) => ({
  entity: 'customer',
  id: customerId,
  kind: 'insert',
  fields: { displayName, kind: 'person', language: 'fa', city: 'قم', tier: 'VIP', clvBand: 'A' },
});
const update = (fields: object, replaces: object) => ({
  entity: 'customer',
  id: customerId,
  kind: 'update',
  fields,
  replaces,
});

/** A history whose clock is far ahead from its beginning, one that saw it, and the words of two hubs on it. */
const makeHistories = () => {
  const [honest, rogue, witness, hubA, hubB] = [1, 2, 3, 4, 5].map((n) => forgeHistory(organisationId, n));
  if (!honest || !rogue || !witness || !hubA || !hubB) throw new Error('five histories');
  const first = honest.next([insert('مریم رحیمی')]);
  const begun = honest.stamp();
  const far = [hlcAt(year2099Ms), hlcAt(year2099Ms + 1)];
  const stamps = far.map((hlc) => makeStamp(hlc, rogue.device));
  const [farFirst, farSecond] = stamps;
  if (farFirst === undefined || farSecond === undefined) throw new Error('two operations');
  const rogueOperations = [
    rogue.next([update({ displayName: 'از آینده', city: 'تهران' }, { displayName: [begun], city: [] })], {
      hlc: far[0],
    }),
    rogue.next([update({ displayName: 'باز هم از آینده' }, { displayName: [farFirst] })], { hlc: far[1] }),
  ];
  const honestLater = honest.next([update({ city: 'یزد' }, { city: [begun] })]);
  // It had seen the first of the future's writes, by the name that stands in its bytes.
  const seen = witness.next([update({ displayName: 'مریم' }, { displayName: [farFirst] })]);
  const word = (stamp: Stamp, seq: number, hlcMs: number, n: number) => ({
    entity: 'restamp',
    id: `0197a000-0000-7000-8000-0000000ddd0${n}`,
    kind: 'insert',
    fields: { deviceId: rogue.device, epoch: 1, seq, stamp, hlc: hlcAt(hlcMs) },
  });
  const nowMs = createFakeClock().nowMs();
  return [
    [first, honestLater],
    rogueOperations,
    [seen],
    [hubA.next([word(farFirst, 1, nowMs, 1)]), hubA.next([word(farSecond, 2, nowMs + 5, 2)])],
    [hubB.next([word(farFirst, 1, nowMs + 900, 3), word(farSecond, 2, nowMs + 2, 4)])],
  ];
};

describe('operations dated far ahead', () => {
  it('S73: are stored and acknowledged, but applied by nobody and move no clock, and what follows goes on', () => {
    const replica = openAt('known');
    const honest = forgeHistory(organisationId, 1);
    const rogue = forgeHistory(organisationId, 2);
    take(replica, honest.next([insert('مریم رحیمی')]));
    const before = { hash: hashOf(replica), hlc: replica.nextHlc() };
    take(
      replica,
      rogue.next([update({ displayName: 'از آینده' }, { displayName: [honest.stamp()] })], {
        hlc: hlcAt(year2099Ms),
      }),
      rogue.next([update({ city: 'شیراز' }, {})], { hlc: hlcAt(year2099Ms + 1) }),
    );
    expect(hashOf(replica)).toBe(before.hash);
    expect(readVector(replica.db.reader).find(({ device }) => device === rogue.device)?.seq).toBe(2);
    expect(replica.nextHlc() < hlcAt(year2099Ms)).toBe(true);
    take(replica, honest.next([update({ city: 'یزد' }, { city: [honest.stamp()] })]));
    expect(shownName(replica)).toMatchObject({ name: 'مریم رحیمی', city: 'یزد' });
  });

  it('S18: do not keep the clock from what was taken beside them in one batch', () => {
    const replica = openAt('known');
    const ahead = hlcAt(replica.clock.nowMs() + 9 * 60_000);
    const far = hlcAt(replica.clock.nowMs() + 11 * 60_000);
    take(
      replica,
      forgeHistory(organisationId, 1).next([insert('نه دقیقه جلو')], { hlc: ahead }),
      forgeHistory(organisationId, 2).next([update({ city: 'یزد' }, {})], { hlc: far }),
    );
    expect(shownName(replica)).toMatchObject({ name: 'نه دقیقه جلو', city: 'قم' });
    const next = replica.nextHlc();
    expect([next > ahead, next < far]).toEqual([true, true]);
  });

  it('S73: count once their time has come', () => {
    const replica = openAt('known');
    const rogue = forgeHistory(organisationId, 2);
    const hlc = hlcAt(replica.clock.nowMs() + 11 * 60_000);
    take(replica, rogue.next([insert('یازده دقیقه جلو')], { hlc }));
    expect(shownName(replica)).toBeUndefined();
    expect(releaseDue(replica.db.writer, hlcAt(replica.clock.nowMs() + 10 * 60_000), new Map())).toBe(false);
    expect(shownName(replica)).toBeUndefined();
    expect(releaseDue(replica.db.writer, hlc, new Map())).toBe(false);
    expect(shownName(replica)).toMatchObject({ name: 'یازده دقیقه جلو' });
    expect(hasHeld(replica.db.reader)).toBe(false);
  });

  it('S74: count from when the hub says, and what is written afterwards holds', () => {
    const hub = openAt('known', 'hub');
    const honest = forgeHistory(organisationId, 1);
    const rogue = forgeHistory(organisationId, 2);
    take(hub, honest.next([insert('مریم رحیمی')]));
    take(
      hub,
      rogue.next([update({ displayName: 'از آینده' }, { displayName: [] })], { hlc: hlcAt(year2099Ms) }),
    );
    expect(restampFarAhead(hub)).toBe(false);
    expect(shownName(hub)).toMatchObject({ name: 'از آینده' });
    expect(hasHeld(hub.db.reader)).toBe(false);
    // A write that had not seen it, made later by the office's time, shows.
    const later = forgeHistory(organisationId, 3);
    take(hub, later.next([update({ displayName: 'تازه‌ترین' }, { displayName: [] })], { hlc: hub.nextHlc() }));
    expect(shownName(hub)).toMatchObject({ name: 'تازه‌ترین' });
    const desk = openAt('known');
    acceptKey(desk.db.writer, deviceId(1), acceptedKey(hub.db.reader, deviceId(1)) ?? '');
    take(desk, ...readLogFrom(hub.db.reader, 0, 100));
    expect(hashOf(desk)).toBe(hashOf(hub));
  });

  it('S74: are spoken of once each, however many there are, and looked for at little cost ever after', () => {
    const hub = openAt('known', 'hub');
    const { writer } = hub.db;
    const rogue = forgeHistory(organisationId, 2);
    const many = Array.from({ length: 700 }, (_, n) => rogue.next([], { hlc: hlcAt(year2099Ms + n) }));
    const word = { deviceId: rogue.device, epoch: 1, seq: 9000, stamp: '0'.repeat(48), hlc: hlcAt(5) };
    const restamping = { entity: 'restamp', id: customerId, kind: 'insert', fields: word };
    take(hub, ...many, rogue.next([restamping], { hlc: hlcAt(year2099Ms + 9000) }));
    expect([restampFarAhead(hub), restampFarAhead(hub)]).toEqual([true, false]);
    const spoken = () =>
      writer.prepare('SELECT count(*) AS n, count(DISTINCT seq) AS seqs FROM restamp').get();
    expect(spoken()).toEqual({ n: 701, seqs: 701 });
    let looks = 0;
    const counted: Connection = {
      ...writer,
      prepare: (sql) => {
        looks += 1;
        return writer.prepare(sql);
      },
    };
    expect(findFarAhead(counted, hlcAt(hub.clock.nowMs() + farAheadMs), 500)).toEqual([]);
    expect(looks).toBeLessThan(60);
    expect(restampFarAhead(hub)).toBe(false);
    expect(spoken()).toEqual({ n: 701, seqs: 701 });
  });

  it('S74: are replaced by who saw them under the name in their bytes, before the hub’s word or after it', async () => {
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [2, 0, 1],
    ]) {
      const replica = openAt('known');
      const [honest, rogue, witness, hub] = [1, 2, 3, 4].map((n) => forgeHistory(organisationId, n));
      if (!honest || !rogue || !witness || !hub) throw new Error('four histories');
      take(replica, honest.next([insert('مریم رحیمی')]));
      const stamp = makeStamp(hlcAt(year2099Ms), rogue.device);
      const hlc = hlcAt(replica.clock.nowMs());
      const fields = { deviceId: rogue.device, epoch: 1, seq: 1, stamp, hlc };
      const replaced = { displayName: [honest.stamp()] };
      const operations = [
        rogue.next([update({ displayName: 'از آینده' }, replaced)], { hlc: hlcAt(year2099Ms) }),
        witness.next([update({ displayName: 'مریم' }, { displayName: [stamp] })]),
        hub.next([{ entity: 'restamp', id: customerId, kind: 'insert', fields }]),
      ];
      for (const at of order) take(replica, ...operations.slice(at, at + 1));
      await mend(replica);
      expect(shownName(replica)).toMatchObject({ name: 'مریم' });
      expect(replica.db.reader.prepare('SELECT count(*) AS n FROM sibling WHERE replaced = 0').get()).toEqual(
        { n: 0 },
      );
      replica.db.close();
    }
  });

  it('S74: keep their author, and a name of their own that nobody can write', () => {
    const device = deviceId(7);
    const written = makeStamp(hlcAt(year2099Ms), device);
    const counts = restampedStamp(hlcAt(5), written);
    expect(isStamp(counts)).toBe(true);
    expect(stampDeviceId(counts)).toBe(device);
    expect(counts).not.toBe(makeStamp(hlcAt(5), device));
  });

  it('S76: let a device go on in a new epoch, and only when something was written in it', () => {
    const replica = openAt('in 2099');
    const create = (displayName: string) =>
      runCommand(replica, { name: 'customer.create', author: { userId: null } }, (tx) =>
        ok(
          tx.insert(customer, {
            displayName,
            kind: 'person',
            language: 'fa',
            tier: 'standard',
            clvBand: 'unknown',
          }),
        ),
      );
    expect(create('از آینده').ok).toBe(true);
    replica.clock.hear({ officeMs: replica.clock.wallMs(), hops: 0, ageMs: 0, roundTripMs: 0 });
    expect(() => create('')).toThrow();
    expect(replica.membership()?.epoch).toBe(1);
    expect(create('اکنون').ok).toBe(true);
    expect(replica.membership()?.epoch).toBe(2);
  });

  it('S75: leave every replica in one state, in any order, whatever time it was there', async () => {
    const orders = fc.array(fc.nat(99), { minLength: 20, maxLength: 20 });
    const times = fc.constantFrom<Time>('known', 'unknown', 'in 2099');
    const stateAfter = async (picks: readonly number[], time: Time): Promise<string> => {
      const replica = openAt(time);
      const histories = makeHistories().map((history) => [...history]);
      for (const pick of picks) {
        const open = histories.filter((history) => history.length > 0);
        const next = open[pick % Math.max(1, open.length)]?.shift();
        if (next !== undefined) take(replica, next);
      }
      for (const history of histories) take(replica, ...history);
      await mend(replica);
      expect(hasHeld(replica.db.reader)).toBe(false);
      const hash = hashOf(replica);
      replica.db.close();
      return hash;
    };
    const expected = await stateAfter([], 'known');
    await fc.assert(
      fc.asyncProperty(orders, times, async (picks, time) => {
        expect(await stateAfter(picks, time)).toBe(expected);
      }),
      { numRuns: 15 },
    );
  });
});
