import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customer } from '../../../shared/entities/customer.ts';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { hlcUntil } from '../../../shared/sync/hlc.ts';
import { makeStamp } from '../../../shared/sync/stamp.ts';
import { type ForgedHistory, forgeHistory } from '../../../test/support/forged-history.ts';
import { openTestReplica, type TestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations, type IncomingOperation } from './accept.ts';
import { rebuildTables } from './apply-waiting.ts';
import { runCommand } from './commit.ts';
import { mendStale } from './mend-stale.ts';
import { giveUpBranch } from './renewal.ts';
import type { Replica } from './replica.ts';
import { hasStale } from './stale-operations.ts';
import { stateHash } from './state-hash.ts';
import type { InTurns } from './steps.ts';

const customers = 300;
const idOf = (n: number) => `0197b000-0000-7000-8000-${String(n).padStart(12, '0')}` as CustomerId;
const insert = (n: number) => ({
  entity: 'customer',
  id: idOf(n),
  kind: 'insert',
  fields: { displayName: `مشتری ${n}`, kind: 'person', language: 'fa', tier: 'VIP', clvBand: 'A' },
});
const update = (n: number, fields: object) => ({
  entity: 'customer',
  id: idOf(n),
  kind: 'update',
  fields,
  replaces: {},
});

/** Counts the turns that are given, and does something in some of them. */
const counted = (inTurn: (turn: number) => void = () => undefined): InTurns & { turns: () => number } => {
  let turns = 0;
  return {
    breathe: async () => {
      turns += 1;
      await new Promise<void>((resolve) => setImmediate(resolve));
      inTurn(turns);
    },
    onPlace: () => undefined,
    turns: () => turns,
  };
};

const cutAt = (turn: number): InTurns =>
  counted((at) => {
    if (at === turn) throw new Error('the power fails');
  });

describe('long work over the log', () => {
  let opened: TestReplica;
  let replica: Replica;
  let histories: ForgedHistory[];

  const take = (operations: readonly IncomingOperation[], into = replica): void => {
    const organisationId = replica.membership()?.organisationId;
    if (organisationId === undefined) throw new Error('a membership expected');
    const accepted = acceptOperations(into, organisationId, operations);
    if (!accepted.ok) throw new Error(JSON.stringify(accepted.error));
  };
  const hash = (): string => stateHash(replica.db.reader).hash;
  /** What the log alone says, and whether the search finds the same. */
  const expectAsComputedAnew = (): void => {
    const before = hash();
    const { writer } = replica.db;
    writer.sqlite.transaction(() => rebuildTables(writer))();
    expect(before).toBe(hash());
  };
  const rename = (n: number, displayName: string): void => {
    const done = runCommand(replica, { name: 'x', author: { userId: null } }, (tx) => {
      tx.update(customer, idOf(n), { displayName });
      return ok(null);
    });
    if (!done.ok) throw new Error(done.error.code);
  };
  const nameOf = (n: number): unknown =>
    replica.db.reader
      .prepare('SELECT displayName AS name FROM customer WHERE displayName = ?')
      .get(`پس از ${n}`);

  beforeEach(() => {
    opened = openTestReplica(':memory:');
    replica = opened.replica;
    const organisationId = replica.membership()?.organisationId;
    if (organisationId === undefined) throw new Error('a membership expected');
    histories = [1, 2, 3].map((n) => forgeHistory(organisationId, n));
    const [first] = histories;
    if (first !== undefined) take(Array.from({ length: customers }, (_, n) => first.next([insert(n)])));
  });
  afterEach(() => opened.close());

  describe('when the hub dates operations otherwise', () => {
    const restamp = (): void => {
      const [, far, hub] = histories;
      if (far === undefined || hub === undefined) throw new Error('three histories');
      const hlcs = Array.from({ length: 100 }, (_, n) => hlcUntil(Date.UTC(2099, 0, 1) + n));
      // A PC that was not told the time yet applies what it gets.
      const early: Replica = { ...replica, latestApplied: () => null };
      take(
        hlcs.map((hlc, n) => far.next([update(n, { city: 'قم', note: `یادداشت ${n}` })], { hlc })),
        early,
      );
      const nowMs = replica.clock.nowMs();
      take(
        hlcs.map((hlc, n) =>
          hub.next([
            {
              entity: 'restamp',
              id: `0197a000-0000-7000-8000-0000000d${String(n).padStart(4, '0')}`,
              kind: 'insert',
              fields: {
                deviceId: far.device,
                epoch: 1,
                seq: n + 1,
                stamp: makeStamp(hlc, far.device),
                hlc: hlcUntil(nowMs + n),
              },
            },
          ]),
        ),
      );
    };

    it('S105: gives a turn after every operation that it looks at, and users’ commands go in between', async () => {
      restamp();
      expect(hasStale(replica.db.reader)).toBe(true);
      let renamed = 0;
      const pace = counted((turn) => {
        if (turn % 40 !== 0 || replica.db.gate.isHeld) return;
        rename(renamed, `پس از ${renamed}`);
        renamed += 1;
      });
      expect(await mendStale(replica, pace)).toEqual(ok(null));
      // Each operation of the log, and each transaction of a few rows.
      expect(pace.turns()).toBeGreaterThanOrEqual(customers + 200 + 4);
      expect(renamed).toBeGreaterThan(5);
      expect(hasStale(replica.db.reader)).toBe(false);
      for (let n = 0; n < renamed; n += 1) expect(nameOf(n)).toBeDefined();
      expectAsComputedAnew();
    });

    it('S105: cut off at any turn, goes on from its mark', async () => {
      restamp();
      for (const turn of [1, 300, 501, 503]) {
        await expect(mendStale(replica, cutAt(turn))).rejects.toThrow('the power fails');
        expect(hasStale(replica.db.reader)).toBe(true);
      }
      expect(await mendStale(replica, counted())).toEqual(ok(null));
      expect(hasStale(replica.db.reader)).toBe(false);
      expectAsComputedAnew();
    });
  });

  describe('when a branch of a history is given up', () => {
    const agreed = 50;
    const branch = (): { device: ForgedHistory['device']; epoch: number } => {
      const [, second, third] = histories;
      if (second === undefined || third === undefined) throw new Error('three histories');
      take(Array.from({ length: 150 }, (_, n) => second.next([update(n, { city: `شهر ${n}` })])));
      take(Array.from({ length: 150 }, (_, n) => third.next([update(n, { note: `یادداشت ${n}` })])));
      return { device: second.device, epoch: 1 };
    };

    it('S105: looks through the log with turns for others, and holds commands up only for the rows themselves', async () => {
      const history = branch();
      let free = 0;
      let held = 0;
      const pace = counted(() => {
        if (replica.db.gate.isHeld) held += 1;
        else free += 1;
        if (free === 200) rename(250, 'پس از 250');
      });
      expect(await giveUpBranch(replica, history, agreed, pace)).toEqual(ok(100));
      expect(free).toBeGreaterThanOrEqual(100 + customers + 300);
      // A turn for each operation that is taken out, computed again or written again.
      expect(held).toBeGreaterThanOrEqual(100 + 100 + 100);
      expect(nameOf(250)).toBeDefined();
      expectAsComputedAnew();
      const kept = replica.db.reader.prepare('SELECT count(*) AS n FROM set_aside_operation').get();
      expect(kept).toEqual({ n: 100 });
    });

    it('S105: cut off at any turn, leaves everything as it was and begins again', async () => {
      const history = branch();
      const before = hash();
      for (const turn of [1, 400, 800, 1000, 1100]) {
        await expect(giveUpBranch(replica, history, agreed, cutAt(turn))).rejects.toThrow('the power fails');
        expect(replica.db.gate.isHeld).toBe(false);
        expect(hash()).toBe(before);
      }
      expect(await giveUpBranch(replica, history, agreed, counted())).toEqual(ok(100));
      expectAsComputedAnew();
    });
  });
});
