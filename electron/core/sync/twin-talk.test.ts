import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { device } from '../../../shared/entities/device.ts';
import { team } from '../../../shared/entities/team.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import type { TwinFacts } from '../../../shared/sync/messages/twin.ts';
import type { Message } from '../../../shared/sync/messages.ts';
import { openingOf } from '../../../test/support/recorded-session.ts';
import { openTestReplica, type TestReplica } from '../../../test/support/test-replica.ts';
import { runCommand } from '../db/commit.ts';
import { writeMeta } from '../db/meta.ts';
import { makeOperationKeys } from '../db/operation-signature.ts';
import { ownOperationKey } from '../db/own-keys.ts';
import { completeRenewal, prepareRenewal, readRenewal } from '../db/renewal.ts';
import type { Replica } from '../db/replica.ts';
import { systemRandom } from '../real-world.ts';
import type { HistoryTalk } from './history-talk.ts';
import type { FeatureHooks, SessionPeer } from './session-feature.ts';
import { isCopy, openTwinTalk } from './twin-talk.ts';

const facts = (more: Partial<TwinFacts>): TwinFacts => ({
  run: 'r'.repeat(43),
  ageMs: 1000,
  isRenewing: false,
  epoch: 1,
  ends: [],
  heldByHub: 0,
  heldByOthers: 0,
  ...more,
});

describe('of two PCs with one device id', () => {
  const same = { agreed: 5, mine: 5, theirs: 5 };
  const forked = { agreed: 5, mine: 9, theirs: 7 };
  it.each([
    ['that lacks a part of the history', { ageMs: 9 }, { ageMs: 1 }, { agreed: 5, mine: 5, theirs: 6 }],
    ['of the earlier epoch', { epoch: 1, ageMs: 9 }, { epoch: 2 }, same],
    ['whose branch the hub does not hold', { ageMs: 9, heldByHub: 5 }, { ageMs: 1, heldByHub: 6 }, forked],
    [
      'whose branch nobody holds',
      { ageMs: 9, heldByHub: 5, heldByOthers: 5 },
      { ageMs: 1, heldByHub: 5, heldByOthers: 7 },
      forked,
    ],
    ['that has run for less time', { ageMs: 1 }, { ageMs: 9 }, same],
    ['of two equals with the greater name', { run: 'b'.repeat(43) }, { run: 'a'.repeat(43) }, forked],
  ])('S58: the copy is the one %s, on both', (_, copy, original, common) => {
    const seenFromThere = { agreed: common.agreed, mine: common.theirs, theirs: common.mine };
    expect(isCopy(facts(copy), facts(original), common)).toBe(true);
    expect(isCopy(facts(original), facts(copy), seenFromThere)).toBe(false);
  });
});

describe('two PCs with one device id that meet', () => {
  let folder: string;
  let open: TestReplica[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paydar-twins-'));
    open = [];
  });
  afterEach(() => {
    for (const { close } of open) close();
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (replica: Replica, name: string): void => {
    const written = runCommand(replica, { name: 'x', author: { userId: null } }, (tx) => {
      tx.insert(team, { name, level: 'L1' });
      return ok(null);
    });
    if (!written.ok) throw new Error(written.error.code);
  };
  /** Two replicas on copies of one database. */
  const twins = (): [Replica, Replica] => {
    const early = openTestReplica(join(folder, 'a.sqlite'));
    const { deviceId } = early.replica.membership() ?? {};
    if (deviceId === undefined) throw new Error('a member expected');
    const founded = runCommand(early.replica, { name: 'setup', author: { userId: null } }, (tx) => {
      const operationKey = ownOperationKey(early.replica);
      tx.insertWithId(device, deviceId, { code: 101, name: 'hub', role: 'hub', operationKey });
      return ok(null);
    });
    if (!founded.ok) throw new Error(founded.error.code);
    early.close();
    copyFileSync(join(folder, 'a.sqlite'), join(folder, 'b.sqlite'));
    open = ['a.sqlite', 'b.sqlite'].map((file) => openTestReplica(join(folder, file)));
    const [a, b] = open;
    if (a === undefined || b === undefined) throw new Error('two replicas expected');
    return [a.replica, b.replica];
  };
  interface End {
    readonly refused: string[];
    held: number;
    waiting: { readonly message: Message; readonly payload: Buffer }[];
    hooks: FeatureHooks | null;
  }
  const endOf = (replica: Replica, other: () => End): End => {
    const end: End = { refused: [], held: 0, waiting: [], hooks: null };
    const peer: SessionPeer = {
      // The same device id on both ends.
      deviceId: replica.membership()?.deviceId ?? idSchema<'device'>().parse(''),
      opened: openingOf(),
      send: (message, payload = []) => other().waiting.push({ message, payload: Buffer.concat(payload) }),
      bufferedBytes: () => 0,
      holdOperations: () => {
        end.held += 1;
        return () => undefined;
      },
      refuse: (reason) => end.refused.push(reason),
      close: () => undefined,
    };
    const onFault = (cause: unknown): void => {
      throw cause;
    };
    const histories = {
      witnessed: () => ({ byHub: 0, byOthers: 0 }),
      noteTwin: () => () => undefined,
      holdAll: () => undefined,
      complete: (byTwin: Parameters<HistoryTalk['complete']>[0]) => {
        const inTurns = { breathe: async () => undefined, onPlace: () => undefined };
        completeRenewal(replica, inTurns, byTwin).catch(onFault);
      },
    };
    const talk = openTwinTalk({ replica, histories, onFault });
    queueMicrotask(() => {
      end.hooks = talk.open(peer);
    });
    return end;
  };
  /** Lets both talk until neither has anything left to say. */
  const meet = async (one: Replica, other: Replica): Promise<[End, End]> => {
    const ends: [End, End] = [endOf(one, () => ends[1]), endOf(other, () => ends[0])];
    for (let quiet = 0; quiet < 3; quiet += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      for (const end of ends) {
        for (const frame of end.waiting.splice(0)) {
          quiet = 0;
          end.hooks?.onMessage(frame);
        }
      }
    }
    return ends;
  };
  const idOf = (replica: Replica) => replica.membership()?.deviceId;

  it('S58, S59: the one that lacks something goes on as a desk that the other has admitted', async () => {
    const [original, copy] = twins();
    const before = idOf(original);
    write(original, 'second');
    const ends = await meet(original, copy);
    expect(idOf(original)).toBe(before);
    expect(original.membership()).toMatchObject({ role: 'hub', deviceCode: 101 });
    expect(copy.membership()).toMatchObject({ role: 'desk', hubDeviceId: before, epoch: 2 });
    expect(idOf(copy)).not.toBe(before);
    expect(readRenewal(copy.db.writer)).toBeNull();
    // Operations flow in the next session, between two devices.
    expect(ends.map(({ held }) => held)).toEqual([1, 1]);
  });

  it('S153: both were told to go on as another device, and only one asks the other', async () => {
    const [original, copy] = twins();
    const before = idOf(original);
    write(original, 'second');
    for (const replica of [original, copy]) prepareRenewal(replica, 1);
    await meet(original, copy);
    expect(copy.membership()).toMatchObject({ role: 'desk', hubDeviceId: before, epoch: 2 });
    // It is still the hub, and asks another PC for what it was told: that one names it the successor.
    expect(original.membership()).toMatchObject({ deviceId: before, role: 'hub' });
    expect(readRenewal(original.db.writer)).not.toBeNull();
  });

  it('S58: whoever only knows the secret cannot make a PC give up its identity', async () => {
    const [original, stranger] = twins();
    writeMeta(stranger.db.writer, 'operationKey', makeOperationKeys(systemRandom).privateKey);
    write(stranger, 'more than the original has');
    const ends = await meet(original, stranger);
    expect(ends[0].refused).toEqual(['same-device']);
    expect(readRenewal(original.db.writer)).toBeNull();
  });
});
