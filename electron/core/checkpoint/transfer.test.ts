import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CopyingSide,
  connectSides,
  copyingSide,
  databaseInMemory,
  joinerOf,
  type Sent,
} from '../../../test/support/copying-sides.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { growHub } from '../../../test/support/grown-hub.ts';
import type { MemorySnapshots } from '../../../test/support/memory-snapshots.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { stateHash } from '../db/state-hash.ts';
import { chunkCount } from './manifest.ts';
import { officeLimits } from './serve.ts';

const operations = 2100;

describe('the transfer of a checkpoint', () => {
  let image: Buffer;
  const folder = mkdtempSync(join(tmpdir(), 'paydar-transfer-'));
  const clock = createFakeClock();

  beforeAll(async () => {
    await growHub(folder, operations, 1500);
    const opened = openDatabase(join(folder, 'paydar.sqlite'), { durable: false });
    if (!opened.ok) throw new Error(opened.error.type);
    image = opened.value.writer.sqlite.serialize();
    // A database in memory has no write-ahead log, and its header must not ask for one.
    image.fill(1, 18, 20);
    opened.value.close();
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const sideOf = (db: Database, snapshots?: MemorySnapshots): CopyingSide =>
    copyingSide(db, clock, officeLimits, snapshots);
  const hubSide = (): CopyingSide => sideOf(databaseInMemory(image));
  const settled = async (): Promise<void> => {
    await clock.advance(0);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const until = async (isDone: () => boolean): Promise<void> => {
    for (let turn = 0; turn < 500 && !isDone(); turn += 1) await settled();
  };
  const hashOfStaged = ({ staged }: CopyingSide): string => {
    if (staged === null) throw new Error('nothing is staged');
    const db = databaseInMemory(staged);
    const { hash } = stateHash(db.reader);
    db.close();
    return hash;
  };

  it('S63: goes on where it was after a cut at any chunk, also after a restart of the receiver', async () => {
    const hub = hubSide();
    const db = joinerOf(hub);
    const first = sideOf(db);
    connectSides(hub, first);
    await until(() => first.staged !== null);
    const chunks = chunkCount(hub.snapshots.held()?.manifest ?? { hashes: Buffer.alloc(0) });
    expect(chunks).toBeGreaterThan(8);

    for (let cutAt = 0; cutAt < chunks; cutAt += 1) {
      let joiner = sideOf(db);
      let passed = 0;
      connectSides(hub, joiner, (sent) => {
        if (sent.message.t !== 'checkpoint-chunk') return sent;
        passed += 1;
        return passed > cutAt ? 'cut' : sent;
      });
      await until(() => passed > cutAt);
      await settled();
      if (cutAt % 2 === 1) joiner = sideOf(db, joiner.snapshots);
      connectSides(hub, joiner);
      await until(() => joiner.snapshots.held() !== null);
      // Every chunk came once.
      expect(joiner.snapshots.receivedChunks, `cut at ${cutAt}`).toBe(chunks);
    }
    expect(hub.snapshots.made).toBe(1);
    expect(hashOfStaged(first)).toBe(stateHash(hub.replica.db.reader).hash);
  }, 120_000);

  it('S62: two that join share one copy, and the log is held back meanwhile', async () => {
    const hub = hubSide();
    const [one, two] = [sideOf(joinerOf(hub)), sideOf(joinerOf(hub))];
    const links = [connectSides(hub, one), connectSides(hub, two)];
    await until(() => links.every(({ holds }) => holds() > 0));
    expect(links.map(({ holds }) => holds())).toEqual([1, 1]);
    await until(() => one.staged !== null && two.staged !== null);
    expect(hub.snapshots.made).toBe(1);
    expect(one.progress.length).toBeGreaterThan(8);
    for (const side of [one, two]) expect(hashOfStaged(side)).toBe(stateHash(hub.replica.db.reader).hash);
  }, 60_000);

  it('S62: a copy that an earlier life left behind is given up after a while', async () => {
    const hub = hubSide();
    const joiner = sideOf(joinerOf(hub));
    connectSides(hub, joiner);
    await until(() => joiner.staged !== null);
    await hub.checkpoints.close();
    const next = sideOf(hub.replica.db, hub.snapshots);
    expect(next.snapshots.held()).not.toBe(null);
    await clock.advance(31 * 60_000);
    expect(next.snapshots.held()).toBe(null);
  }, 60_000);

  it('S63: a disk that fills up gets the room back, the log comes instead, and a copy once there is room', async () => {
    const hub = hubSide();
    const joiner = sideOf(joinerOf(hub));
    joiner.faults = [];
    const { append } = joiner.snapshots;
    let room = 5;
    joiner.snapshots.append = (chunk) => {
      if (room === 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      room -= 1;
      append(chunk);
    };
    const full = connectSides(hub, joiner);
    await until(() => joiner.faults?.length === 1);
    await settled();
    // Nothing of the copy stays on the disk, and nobody holds the log back any more.
    expect(await joiner.snapshots.partial()).toBe(null);
    expect(joiner.progress.at(-1)).toBe(null);
    expect(full.holds()).toBe(0);
    expect(full.refusals).toEqual([]);
    expect(joiner.faults).toMatchObject([{ code: 'ENOSPC' }]);
    full.end();
    room = Number.POSITIVE_INFINITY;
    connectSides(hub, joiner);
    await until(() => joiner.taken > 0);
    expect(hashOfStaged(joiner)).toBe(stateHash(hub.replica.db.reader).hash);
    expect(joiner.faults).toHaveLength(1);
  }, 60_000);

  it('S64: fetches a chunk again that is not what was announced, and refuses who goes on sending such', async () => {
    const hub = hubSide();
    const spoil = ({ message, payload }: Sent): Sent => {
      const spoilt = Buffer.from(payload);
      spoilt.writeUInt8(spoilt.readUInt8(100) ^ 1, 100);
      return { message, payload: spoilt };
    };
    const once = sideOf(joinerOf(hub));
    let spoilt = false;
    const good = connectSides(hub, once, (sent) => {
      if (sent.message.t !== 'checkpoint-chunk' || sent.message.index !== 3 || spoilt) return sent;
      spoilt = true;
      return spoil(sent);
    });
    await until(() => once.staged !== null);
    expect(spoilt).toBe(true);
    expect(good.refusals).toEqual([]);

    const always = sideOf(joinerOf(hub));
    const bad = connectSides(hub, always, (sent) =>
      sent.message.t === 'checkpoint-chunk' && sent.message.index === 3 ? spoil(sent) : sent,
    );
    await until(() => bad.refusals.length > 0);
    expect(bad.refusals).toEqual(['broken-rule']);
    expect(always.staged).toBe(null);
  }, 60_000);

  it('S64: refuses a manifest that was changed on the way, and one that its maker did not sign', async () => {
    const hub = hubSide();
    const joiner = sideOf(joinerOf(hub));
    const changed = connectSides(hub, joiner, ({ message, payload }) =>
      message.t === 'checkpoint-offer'
        ? { message: { ...message, facts: message.facts.replace('"schema"', '"Schema"') }, payload }
        : { message, payload },
    );
    await until(() => changed.refusals.length > 0);
    expect(changed.refusals).toEqual(['broken-rule']);

    const other = sideOf(joinerOf(hub));
    const unsigned = connectSides(hub, other, ({ message, payload }) =>
      message.t === 'checkpoint-offer'
        ? { message: { ...message, signature: Buffer.alloc(64, 7).toString('base64url') }, payload }
        : { message, payload },
    );
    await until(() => unsigned.holds() === 0);
    // The log then.
    expect(unsigned.holds()).toBe(0);
    expect(other.staged).toBe(null);
    expect(other.snapshots.receivedChunks).toBe(0);
  }, 60_000);
});
