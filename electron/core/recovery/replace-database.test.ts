import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customer } from '../../../shared/entities/customer.ts';
import { ok } from '../../../shared/lib/result.ts';
import { vectorFromEntries } from '../../../shared/sync/version-vector.ts';
import { damageTable } from '../../../test/support/damage-table.ts';
import { draftSegment } from '../../../test/support/draft-segment.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { acceptOperations } from '../db/accept.ts';
import { moveSegment } from '../db/archive-move.ts';
import { packAtOnce } from '../db/archive-segment.ts';
import { runCommand } from '../db/commit.ts';
import type { Database } from '../db/database.ts';
import { acceptKey, readAcceptedKeys } from '../db/device-keys.ts';
import { readMembership, readMeta, writeMeta } from '../db/meta.ts';
import { readLogFrom, readVector } from '../db/operation-log.ts';
import { addTypedAddress, readTypedAddresses } from '../db/peers.ts';
import { isRejoining } from '../db/rejoining.ts';
import { openReplica, type Replica } from '../db/replica.ts';
import { stateHash } from '../db/state-hash.ts';
import { createOrganisation } from '../setup/create-organisation.ts';
import type { DataFolder, SetAsideReason } from './data-folder.ts';
import { openFileFolder } from './file-folder.ts';
import { keepIdentityCopy } from './identity-copy.ts';
import { carryLocalFacts } from './local-facts.ts';
import { decideReplacement, openReplaced } from './replace-database.ts';
import { readSetAsideReport } from './set-aside-report.ts';

const opened = <T>(result: { ok: true; value: T } | { ok: false; error: { type: string } }): T => {
  if (!result.ok) throw new Error(result.error.type);
  return result.value;
};

describe('the replacement of a database', () => {
  const clock = createFakeClock();
  const random = seededRandom('replace');
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'paydar-replace-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const folderOf = (onStep?: (step: string) => void): DataFolder =>
    openFileFolder({ dataDir, database: { durable: false }, ...(onStep && { onStep }) });
  const openIt = (folder: DataFolder): Database => opened(openReplaced({ folder, clock, random }));
  const add = (replica: Replica, displayName: string): void => {
    const added = runCommand(replica, { name: 'customer.create', author: { userId: null } }, (tx) => {
      tx.insert(customer, {
        displayName,
        kind: 'person',
        tier: 'standard',
        language: 'fa',
        clvBand: 'unknown',
      });
      return ok(null);
    });
    if (!added.ok) throw new Error(added.error.code);
  };
  /** A call centre of one with `customers` customers, and what a PC keeps for itself. */
  const begin = (customers: number): { hash: string; secret: string } => {
    const folder = folderOf();
    const db = openIt(folder);
    const replica = openReplica(db, clock, random);
    const created = createOrganisation(replica, {
      organisationName: 'نمونه‌کالا',
      adminName: 'سارا',
      workingWeek: 'ir',
      language: 'fa',
      passwordHash: 'scrypt$none',
    });
    if (!created.ok) throw new Error(created.error.code);
    for (let n = 0; n < customers; n += 1) add(replica, `مشتری ${n}`);
    writeMeta(db.writer, 'theme', 'dark');
    writeMeta(db.writer, 'ticketCounter', '7');
    addTypedAddress(db.writer, '192.0.2.7:7320');
    keepIdentityCopy(folder, db.writer);
    const { hash } = stateHash(db.writer);
    db.close();
    return { hash, secret: created.value.joinSecret };
  };
  /** Stages a database that holds the first `count` operations of the live one: a checkpoint that is somewhat older. */
  const stagePrefix = (folder: DataFolder, count: number, reason: SetAsideReason = 'checkpoint'): void => {
    const live = opened(folder.openLive());
    const membership = readMembership(live.writer);
    if (membership === null) throw new Error('no call centre');
    const log = readLogFrom(live.writer, 0, count);
    const keys = readAcceptedKeys(live.writer);
    live.close();
    const staged = opened(folder.stage());
    for (const [deviceId, key] of keys) acceptKey(staged.writer, deviceId, key);
    const accepted = acceptOperations(openReplica(staged, clock, random), membership.organisationId, log);
    if (!accepted.ok) throw new Error(accepted.error.type);
    staged.close();
    decideReplacement(folder, reason, clock.nowMs());
  };
  const look = (db: Database) => ({
    hash: stateHash(db.writer).hash,
    theme: readMeta(db.writer, 'theme'),
    counter: readMeta(db.writer, 'ticketCounter'),
    addresses: readTypedAddresses(db.writer),
    secret: readMembership(db.writer)?.secret,
  });

  it('S60: keeps what belongs to the PC and the operations that the new database lacks', () => {
    const { hash, secret } = begin(12);
    const folder = folderOf();
    stagePrefix(folder, 5);
    const db = openIt(folder);
    expect(look(db)).toEqual({ hash, theme: 'dark', counter: '7', addresses: ['192.0.2.7:7320'], secret });
    db.close();
    const [aside = ''] = folder.listSetAside();
    expect(aside).toMatch(/^2026-.*-checkpoint$/);
    const old = folder.readSetAside(aside);
    if (old === null) throw new Error('nothing was set aside');
    expect(stateHash(old).hash).toBe(hash);
    old.close();
  });

  it('S60: a power cut at any step leaves the old or the new database, and the next start finishes', () => {
    const steps: string[] = [];
    begin(3);
    const counted = folderOf((step) => steps.push(step));
    stagePrefix(counted, 2);
    openIt(counted).close();
    expect(new Set(steps).size).toBeGreaterThan(6);

    for (let cut = 0; cut < steps.length; cut += 1) {
      rmSync(dataDir, { recursive: true, force: true });
      dataDir = mkdtempSync(join(tmpdir(), 'paydar-replace-'));
      const { hash, secret } = begin(3);
      let step = 0;
      const failing = folderOf(() => {
        if (step === cut) throw new Error('power cut');
        step += 1;
      });
      expect(() => {
        stagePrefix(failing, 2);
        openIt(failing).close();
      }).toThrow('power cut');
      const after = folderOf();
      const db = openIt(after);
      expect(look(db), steps[cut]).toEqual({
        hash,
        theme: 'dark',
        counter: '7',
        addresses: ['192.0.2.7:7320'],
        secret,
      });
      db.close();
      expect(after.decided()).toBe(null);
      expect(after.listSetAside().length).toBeLessThanOrEqual(1);
    }
  });

  it('S60: a staged database that cannot be used changes nothing', () => {
    const { hash } = begin(2);
    const folder = folderOf();
    stagePrefix(folder, 2);
    writeFileSync(join(dataDir, 'next.sqlite'), 'not a database');
    const db = openIt(folder);
    expect(look(db).hash).toBe(hash);
    db.close();
    expect(folder.listSetAside()).toEqual([]);
    expect(existsSync(join(dataDir, 'next.sqlite'))).toBe(false);
  });

  it('S49: a copy in which this history went on otherwise changes nothing, and what was written here stays', () => {
    begin(3);
    const folder = folderOf();
    stagePrefix(folder, 3);
    const live = folder.readLive();
    if (live === null) throw new Error('a database expected');
    const { hash } = stateHash(live);
    // As the copy of this disk would, that works on somewhere else.
    const staged = opened(folder.openStaged());
    carryLocalFacts(live, staged.writer, () => undefined);
    live.close();
    add(openReplica(staged, clock, random), 'کسی دیگر');
    staged.close();
    const db = openIt(folder);
    expect(look(db).hash).toBe(hash);
    db.close();
    expect(folder.listSetAside()).toEqual([]);
    expect(folder.decided()).toBe(null);
  });

  describe('that is damaged', () => {
    const live = () => join(dataDir, 'paydar.sqlite');
    const damages: Readonly<Record<string, () => void>> = {
      'bytes in the middle are others': () => {
        const bytes = readFileSync(live());
        writeFileSync(live(), bytes.fill(0xa5, bytes.length / 4, (bytes.length * 3) / 4));
      },
      'its end is missing': () => truncateSync(live(), Math.floor(statSync(live()).size / 2)),
      'its header is zeros': () => writeFileSync(live(), readFileSync(live()).fill(0, 0, 100)),
      'all of it is zeros': () => writeFileSync(live(), readFileSync(live()).fill(0)),
    };

    it.each(Object.keys(damages))(
      'S66: is set aside as it is and the membership remembered when %s',
      (what) => {
        const { secret } = begin(40);
        damages[what]?.();
        const damaged = readFileSync(live());
        const folder = folderOf();
        const db = openIt(folder);
        expect(look(db)).toMatchObject({ secret, addresses: ['192.0.2.7:7320'] });
        // Others are known: nothing is written before they told how far this PC's own history goes.
        expect(isRejoining(db.writer)).toBe(true);
        const meta = { name: 'x', author: { userId: null } };
        expect(runCommand(openReplica(db, clock, random), meta, () => ok(null)).ok).toBe(false);
        expect(readVector(db.writer)).toEqual([]);
        db.close();
        const [aside = ''] = folder.listSetAside();
        expect(aside).toMatch(/-corrupt$/);
        expect(readFileSync(join(dataDir, 'set-aside', aside, 'paydar.sqlite')).equals(damaged)).toBe(true);
      },
    );

    it('S113: gives its archive too when the ends of its histories cannot be read', async () => {
      const { hash } = begin(12);
      const { writer, close } = opened(folderOf().openLive());
      // Nobody else is known who could have any of it.
      writer.prepare('DELETE FROM typed_address').run();
      const vector = readVector(writer);
      const few = { keep: 3, segmentBytes: 1024, leastBytes: 0 };
      const draft = draftSegment(writer, vectorFromEntries(vector), few);
      if (draft === null) throw new Error('a draft expected');
      expect(moveSegment(writer, draft, await packAtOnce(draft.plain)).ok).toBe(true);
      close();
      damageTable(live(), 'head');
      const db = openIt(folderOf());
      expect(readVector(db.writer)).toEqual(vector);
      expect(look(db).hash).toBe(hash);
      expect(readSetAsideReport(db.writer)?.left).toBe(0);
      db.close();
    });

    it('S69: what was written after a place that cannot be read is written again, not lost', () => {
      begin(12);
      const writer = opened(folderOf().openLive());
      const deviceId = readMembership(writer.writer)?.deviceId;
      const organisationId = readMembership(writer.writer)?.organisationId;
      if (organisationId === undefined) throw new Error('no call centre');
      const log = readLogFrom(writer.writer, 0, 100);
      const last = log.at(-1)?.received ?? 0;
      const heldByOthers = log.slice(0, 5);
      const keys = readAcceptedKeys(writer.writer);
      writer.writer.prepare("UPDATE operation SET bytes = x'00' WHERE received = ?").run(last - 3);
      writer.close();
      damageTable(live(), 'customer');
      const folder = folderOf();
      openIt(folder).close();

      const staged = opened(folder.stage());
      for (const [device, key] of keys) acceptKey(staged.writer, device, key);
      const accepted = acceptOperations(openReplica(staged, clock, random), organisationId, heldByOthers);
      if (!accepted.ok) throw new Error(accepted.error.type);
      staged.close();
      decideReplacement(folder, 'checkpoint', clock.nowMs());
      const db = openIt(folder);
      const names = db.reader
        .prepare('SELECT displayName FROM customer ORDER BY length(displayName), displayName')
        .pluck()
        .all();
      expect(names).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11].map((n) => `مشتری ${n}`));
      expect(isRejoining(db.writer)).toBe(false);
      expect(readSetAsideReport(db.writer)?.recovered).toBe(last - 1 - heldByOthers.length);
      // One history without a gap, of the same device.
      expect(readVector(db.writer)).toEqual([{ device: deviceId, epoch: 1, seq: last - 1 }]);
      db.close();
      // Another start writes nothing again.
      const again = openIt(folder);
      expect(readVector(again.writer)).toEqual([{ device: deviceId, epoch: 1, seq: last - 1 }]);
      again.close();
    });

    it('S69: what this PC wrote where others know another operation is written again, not lost', () => {
      begin(3);
      const folder = folderOf();
      // Others know the copy of this disk, which wrote in its own way after the first customer.
      stagePrefix(folder, 3);
      const staged = opened(folder.openStaged());
      const damaged = folder.readLive();
      if (damaged === null) throw new Error('a database expected');
      carryLocalFacts(damaged, staged.writer, () => undefined);
      damaged.close();
      add(openReplica(staged, clock, random), 'کسی دیگر');
      const theirs = readLogFrom(staged.writer, 0, 100);
      const [organisationId, keys] = [
        readMembership(staged.writer)?.organisationId,
        readAcceptedKeys(staged.writer),
      ];
      if (organisationId === undefined) throw new Error('no call centre');
      staged.close();
      folder.abandon();

      damageTable(live(), 'customer');
      openIt(folder).close();
      const copy = opened(folder.stage());
      for (const [device, key] of keys) acceptKey(copy.writer, device, key);
      const accepted = acceptOperations(openReplica(copy, clock, random), organisationId, theirs);
      if (!accepted.ok) throw new Error(accepted.error.type);
      copy.close();
      decideReplacement(folder, 'checkpoint', clock.nowMs());
      const db = openIt(folder);
      const names = db.reader.prepare('SELECT displayName FROM customer').pluck().all();
      expect(names.toSorted()).toEqual([...[0, 1, 2].map((n) => `مشتری ${n}`), 'کسی دیگر'].toSorted());
      db.close();
    });

    it('S66: is left as it is while nobody knows which call centre it belongs to', () => {
      begin(2);
      damages['its header is zeros']?.();
      rmSync(join(dataDir, 'identity.json'));
      const before = readFileSync(live());
      const failed = openReplaced({ folder: folderOf(), clock, random });
      expect(failed).toMatchObject({ ok: false, error: { type: 'database-corrupt' } });
      expect(readFileSync(live()).equals(before)).toBe(true);
    });

    it('S66: the copy of the membership is for nobody else on this PC', () => {
      begin(1);
      expect(statSync(join(dataDir, 'identity.json')).mode & 0o077).toBe(0);
    });
  });
});
