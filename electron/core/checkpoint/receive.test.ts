import { beforeEach, describe, expect, it } from 'vitest';
import { team } from '../../../shared/entities/team.ts';
import { ok } from '../../../shared/lib/result.ts';
import {
  type CopyingSide,
  connectSides,
  copyingSide,
  databaseInMemory,
  joinerOf,
  type Sent,
} from '../../../test/support/copying-sides.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { acceptOperations } from '../db/accept.ts';
import { runCommand } from '../db/commit.ts';
import type { Database } from '../db/database.ts';
import { readLogFrom } from '../db/operation-log.ts';
import { markRejoining } from '../db/rejoining.ts';
import { prepareRenewal } from '../db/renewal.ts';
import { openReplica } from '../db/replica.ts';
import { rewindHistory } from '../db/rewind.ts';
import { runAtOnce } from '../db/steps.ts';
import { createOrganisation } from '../setup/create-organisation.ts';
import { chunkCount } from './manifest.ts';
import type { CheckpointLimits } from './serve.ts';

const limits: CheckpointLimits = {
  fewOperations: 5,
  manyOperations: 12,
  manyBytes: 10_000_000,
  freshWithin: 100,
};
const operationsBefore = 40;
const operationsSince = 20;
/** Fewer than make a copy worth its while, and more than few. */
const inFewMore = operationsBefore + operationsSince - limits.fewOperations - 3;
const unheard: Sent = { message: { t: 'ping', sentMs: 0 }, payload: Buffer.alloc(0) };
const noChunks = { hashes: Buffer.alloc(0) };

describe('who is offered a copy that was made some time ago', () => {
  const clock = createFakeClock();
  let hub: CopyingSide;
  /** Places of the hub's log that the copy holds. */
  let inCopy: number;

  const write = (operations: number): void => {
    for (let n = 0; n < operations; n += 1) {
      const written = runCommand(hub.replica, { name: 'x', author: { userId: null } }, (tx) => {
        tx.insert(team, { name: `team ${n}`, level: 'L1' });
        return ok(null);
      });
      if (!written.ok) throw new Error(written.error.code);
    }
  };
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn += 1) {
      await clock.advance(0);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  /** A PC that has the beginning of the hub's log. */
  const holding = (operations: number): Database => {
    const db = joinerOf(hub);
    const organisationId = hub.replica.membership()?.organisationId;
    if (organisationId === undefined) throw new Error('a call centre expected');
    const log = readLogFrom(hub.replica.db.reader, 0, operations);
    const accepted = acceptOperations(openReplica(db, clock, seededRandom('log')), organisationId, log);
    if (!accepted.ok) throw new Error(accepted.error.type);
    return db;
  };
  const meet = async (db: Database): Promise<{ isTaken: boolean; isLogHeld: boolean }> => {
    const side = copyingSide(db, clock, limits);
    const { holds } = connectSides(hub, side);
    await settled();
    return { isTaken: side.taken > 0, isLogHeld: holds() > 0 };
  };

  beforeEach(async () => {
    const db = databaseInMemory();
    const created = createOrganisation(openReplica(db, clock, seededRandom('hub')), {
      organisationName: 'نمونه‌کالا',
      adminName: 'سارا',
      workingWeek: 'ir',
      language: 'fa',
      passwordHash: 'scrypt$none',
    });
    if (!created.ok) throw new Error(created.error.code);
    hub = copyingSide(db, clock, limits);
    write(operationsBefore);
    inCopy = readLogFrom(db.reader, 0, 1000).length;
    // Another PC joins, for which the copy is made.
    expect(await meet(joinerOf(hub))).toMatchObject({ isTaken: true });
    write(operationsSince);
  });

  it('S65: takes it when it brings more than a few operations', async () => {
    expect(await meet(holding(inCopy - limits.fewOperations - 1))).toMatchObject({ isTaken: true });
    expect(hub.snapshots.made).toBe(1);
  });

  it('S65: takes the log when the copy brings only a few, however much has come since', async () => {
    const lacks = await meet(holding(inCopy - limits.fewOperations));
    expect(lacks).toEqual({ isTaken: false, isLogHeld: false });
    expect(await meet(holding(inCopy))).toEqual({ isTaken: false, isLogHeld: false });
    expect(hub.snapshots.made).toBe(1);
  });

  it('S67: takes any when its database was damaged, for with it its own history is known', async () => {
    const db = holding(inCopy);
    markRejoining(db.writer);
    expect(await meet(db)).toMatchObject({ isTaken: true });
  });

  describe('whose database was lost', () => {
    /** The hub is of a newer version. */
    const noCopy = (sent: Sent): Sent =>
      sent.message.t === 'checkpoint-soon'
        ? { ...sent, message: { t: 'checkpoint-none', reason: 'form-newer' } }
        : sent;
    const everything = operationsBefore + operationsSince + 100;
    const lost = (operations: number): CopyingSide => {
      const db = operations === 0 ? joinerOf(hub) : holding(operations);
      markRejoining(db.writer);
      return copyingSide(db, clock, limits);
    };

    it('S157: is back with a log that was here whole before the word that nobody has a copy', async () => {
      const side = lost(0);
      connectSides(hub, side, noCopy);
      const organisationId = hub.replica.membership()?.organisationId;
      if (organisationId === undefined) throw new Error('a call centre expected');
      const log = readLogFrom(hub.replica.db.reader, 0, everything);
      expect(acceptOperations(side.replica, organisationId, log).ok).toBe(true);
      await settled();
      expect([side.taken, side.caughtUp]).toEqual([0, 1]);
    });

    it('S157: is not back with a part of the log', async () => {
      const side = lost(inCopy);
      connectSides(hub, side, noCopy);
      await settled();
      expect([side.taken, side.caughtUp]).toEqual([0, 0]);
    });

    it('S157: gets a copy also where the whole log came before a restart, and is back where there is none', async () => {
      const withCopy = lost(everything);
      connectSides(hub, withCopy);
      await settled();
      expect([withCopy.taken, withCopy.caughtUp]).toEqual([1, 0]);
      const without = lost(everything);
      connectSides(hub, without, noCopy);
      await settled();
      expect([without.taken, without.caughtUp]).toEqual([0, 1]);
    });

    it('S157: hears nothing from a peer that holds nothing', async () => {
      const side = lost(everything);
      connectSides(copyingSide(joinerOf(hub), clock, limits), side, () => unheard);
      // Longer than one that was asked may take to answer.
      await clock.advance(20_000);
      await settled();
      expect([side.taken, side.caughtUp]).toEqual([0, 0]);
    });
  });

  it('S49: takes the log instead of a copy that has parted from what is here, and not the same copy again', async () => {
    const side = copyingSide(holding(2), clock, limits);
    side.isParted = true;
    for (let meeting = 0; meeting < 2; meeting += 1) {
      const { holds, end } = connectSides(hub, side);
      await settled();
      expect(holds()).toBe(0);
      end();
    }
    expect(side.taken).toBe(0);
    expect(side.snapshots.receivedChunks).toBe(chunkCount(hub.snapshots.held()?.manifest ?? noChunks));
  });

  it('S49: gives no copy that holds what was given up since', async () => {
    const own = hub.replica.membership();
    if (own === null) throw new Error('a call centre expected');
    const { writer } = hub.replica.db;
    // As a PC does that finds out that another one wrote on under its identity.
    writer.sqlite.transaction(() =>
      runAtOnce(rewindHistory(writer, { device: own.deviceId, epoch: 1 }, 30, 0, null)),
    )();
    expect(await meet(joinerOf(hub))).toMatchObject({ isTaken: true });
    expect(hub.snapshots.made).toBe(2);
    hub.replica.announce(new Map(), 'mended', 1);
    expect(hub.snapshots.held()).toBe(null);
  });

  it.each([
    ['a copy', 2, 1],
    ['the log', inFewMore, 0],
  ])('S146: gets %s from who came again before its last connection had ended', async (_, held, taken) => {
    const side = copyingSide(holding(held), clock, limits);
    const former = connectSides(hub, side, () => unheard);
    await settled();
    const { holds } = connectSides(hub, side);
    await settled();
    expect([side.taken, holds()]).toEqual([0, 1]);
    former.end();
    await settled();
    // Who gets the log is let have it, and who has taken a copy has no use for one.
    expect([side.taken, holds()]).toEqual([taken, taken]);
  });

  it('S54: asks for none while its own history waits to be written again under another identity', async () => {
    const db = holding(2);
    prepareRenewal(openReplica(db, clock, seededRandom('renewal')), 0);
    expect(await meet(db)).toEqual({ isTaken: false, isLogHeld: false });
  });
});
