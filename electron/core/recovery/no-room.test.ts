import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { team } from '../../../shared/entities/team.ts';
import type { OrganisationId } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { forgedDevices, forgeHistory } from '../../../test/support/forged-history.ts';
import { startMemoryCore } from '../../../test/support/memory-core.ts';
import { createMemoryFolder, type MemoryFolder } from '../../../test/support/memory-folder.ts';
import { createMemoryNetwork } from '../../../test/support/memory-network.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { acceptOperations, type IncomingOperation } from '../db/accept.ts';
import { runCommand } from '../db/commit.ts';
import type { Database } from '../db/database.ts';
import { acceptKey, readAcceptedKeys } from '../db/device-keys.ts';
import { findRows } from '../db/find-row.ts';
import { readMembership } from '../db/meta.ts';
import { lastPlace, readLogFrom, readVector } from '../db/operation-log.ts';
import { addToSalvage, readSalvageList } from '../db/rejoining.ts';
import { openReplica, type Replica } from '../db/replica.ts';
import { stateHash } from '../db/state-hash.ts';
import { blobOf } from '../db/uuid-blob.ts';
import { createOrganisation } from '../setup/create-organisation.ts';
import type { DataFolder, SetAsideReason } from './data-folder.ts';
import { openFileFolder } from './file-folder.ts';
import { startSalvage } from './finish-salvage.ts';
import { decideReplacement, openReplaced } from './replace-database.ts';
import { readSetAsideReport } from './set-aside-report.ts';

const clock = createFakeClock();
const random = seededRandom('room');

const begin = (
  db: Database,
  replica = openReplica(db, clock, random),
): { replica: Replica; organisationId: OrganisationId } => {
  const created = createOrganisation(replica, {
    organisationName: 'نمونه',
    adminName: 'سارا',
    workingWeek: 'ir',
    language: 'fa',
    passwordHash: 'scrypt$none',
  });
  const organisationId = replica.membership()?.organisationId;
  if (!created.ok || organisationId === undefined) throw new Error('no call centre');
  return { replica, organisationId };
};

const write = (replica: Replica, name: string): void => {
  const written = runCommand(replica, { name: 'x', author: { userId: null } }, (tx) => {
    tx.insert(team, { name, level: 'L1' });
    return ok(null);
  });
  if (!written.ok) throw new Error(written.error.code);
};

const namesIn = ({ writer }: Database): string[] =>
  findRows(writer, 'team', '1', [])
    .map(({ name }) => name)
    .sort();

/** Stages what others hold: the first operations of this PC's log, and whatever else. */
const stageOthers = (
  folder: DataFolder,
  live: Database,
  count: number,
  also: IncomingOperation[] = [],
  reason: SetAsideReason = 'checkpoint',
): void => {
  const membership = readMembership(live.writer);
  const staged = folder.stage();
  if (membership === null || !staged.ok) throw new Error('nothing staged');
  for (const [device, key] of readAcceptedKeys(live.writer)) acceptKey(staged.value.writer, device, key);
  const log = [...readLogFrom(live.writer, 0, count), ...also];
  const accepted = acceptOperations(openReplica(staged.value, clock, random), membership.organisationId, log);
  if (!accepted.ok) throw new Error(accepted.error.type);
  staged.value.close();
  decideReplacement(folder, reason, clock.nowMs());
};

/** A disk on which the staged database may not grow until there is room. */
const crowded = <Folder extends DataFolder>(folder: Folder, disk: { hasRoom: boolean }): Folder =>
  new Proxy(folder, {
    get: (target, key) =>
      key !== 'openStaged'
        ? Reflect.get(target, key)
        : () => {
            const staged = target.openStaged();
            if (staged.ok) {
              const { sqlite } = staged.value.writer;
              const pages = Number(sqlite.pragma('page_count', { simple: true }));
              sqlite.pragma(`max_page_count = ${disk.hasRoom ? 1_000_000 : pages}`);
            }
            return staged;
          },
  });

describe('a replacement that finds no room on the disk', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'paydar-room-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const opened = (folder: DataFolder, relieve?: () => boolean): Database => {
    const db = openReplaced({ folder, clock, random }, relieve && { relieve });
    if (!db.ok) throw new Error(db.error.type);
    return db.value;
  };
  /** A log whose end, some MiB, only this PC has. */
  const prepare = (disk: { hasRoom: boolean }): { folder: DataFolder; hash: string } => {
    const folder = crowded(openFileFolder({ dataDir, database: { durable: false } }), disk);
    const db = opened(folder);
    const { replica } = begin(db);
    for (let n = 0; n < 400; n += 1) write(replica, `گروه ${n}`);
    const { hash } = stateHash(db.writer);
    stageOthers(folder, db, 5);
    db.close();
    return { folder, hash };
  };

  it('S108: leaves the database that is there in use, with the decision standing, and is carried out once there is room', () => {
    const disk = { hasRoom: false };
    const { folder, hash } = prepare(disk);
    for (let n = 0; n < 3; n += 1) {
      const same = opened(folder);
      if (n === 0) expect(stateHash(same.writer).hash).toBe(hash);
      expect(folder.listSetAside()).toEqual([]);
      expect(folder.decided()).toMatchObject({ stage: 'carry' });
      // People go on working in it.
      write(openReplica(same, clock, random), `ضمن کار ${n}`);
      same.close();
      disk.hasRoom = n === 1;
      if (disk.hasRoom) break;
    }
    const replaced = opened(folder);
    expect(folder.decided()).toBe(null);
    expect(folder.listSetAside()).toHaveLength(1);
    expect(namesIn(replaced)).toHaveLength(402);
    replaced.close();
  });

  it('S108: gets the room that was kept for that, and needs no more than that', () => {
    const disk = { hasRoom: false };
    const { folder, hash } = prepare(disk);
    let asked = 0;
    const replaced = opened(folder, () => {
      asked += 1;
      disk.hasRoom = true;
      return true;
    });
    expect(asked).toBe(1);
    expect(folder.decided()).toBe(null);
    expect(stateHash(replaced.writer).hash).toBe(hash);
    replaced.close();
  });

  it('S108: says so when the database that is there is damaged, and nothing is lost', () => {
    const disk = { hasRoom: false };
    const { folder } = prepare(disk);
    folder.abandon();
    const failed = openReplaced({ folder, clock, random }, { isDamaged: true });
    expect(failed).toEqual({ ok: false, error: { type: 'disk-full' } });
    disk.hasRoom = true;
    const db = opened(folder);
    expect(namesIn(db)).toHaveLength(400);
    db.close();
  });

  it('S108: does not end a running core, which says what is missing and goes on by itself', async () => {
    const disk = { hasRoom: true };
    const inner: MemoryFolder = createMemoryFolder();
    const folder = crowded(inner, disk);
    const network = createMemoryNetwork({ clock, random });
    const lost: string[] = [];
    const { services, restart, close } = await startMemoryCore({
      db: inner.live,
      folder,
      name: 'hub',
      clock,
      network,
      onLost: () => lost.push('lost'),
    });
    begin(inner.live, services.replica);
    for (let n = 0; n < 200; n += 1) write(services.replica, `گروه ${n}`);
    stageOthers(folder, inner.live, 5);
    const before = inner.live;
    disk.hasRoom = false;
    await restart();
    expect(inner.live).toBe(before);
    expect(services.notices.list()).toMatchObject([{ notice: { kind: 'disk-full' } }]);
    write(services.replica, 'ضمن کار');
    await clock.advance(70_000);
    expect(services.notices.list()).toMatchObject([{ notice: { kind: 'disk-full' } }]);
    disk.hasRoom = true;
    await clock.advance(130_000);
    expect(inner.live).not.toBe(before);
    expect(services.notices.list().map(({ notice }) => notice.kind)).not.toContain('disk-full');
    expect(namesIn(inner.live)).toHaveLength(201);
    expect(lost).toEqual([]);
    await close();
  });
});

describe('operations that do not fit to what the others have', () => {
  const teamOf = (n: number, name: string) => ({
    entity: 'team',
    id: `0197b000-0000-7000-8000-00000000000${n}`,
    kind: 'insert',
    fields: { name, level: 'L1' },
  });
  const take = (replica: Replica, organisationId: OrganisationId, batch: IncomingOperation[]): void => {
    const accepted = acceptOperations(replica, organisationId, batch);
    if (!accepted.ok) throw new Error(accepted.error.type);
  };
  const beginWithOthers = () => {
    const folder = createMemoryFolder();
    for (const { device, operationKey } of forgedDevices) acceptKey(folder.live.writer, device, operationKey);
    return { folder, ...begin(folder.live) };
  };
  const heldIn = ({ writer }: Database): number => readVector(writer).reduce((sum, { seq }) => sum + seq, 0);
  const replace = (folder: MemoryFolder): void => {
    const replaced = openReplaced({ folder, clock, random });
    if (!replaced.ok) throw new Error(replaced.error.type);
    expect(readSalvageList(replaced.value.writer)).toHaveLength(1);
  };

  const salvageIn = async (folder: MemoryFolder): Promise<{ replica: Replica; reports: number }> => {
    const replica = openReplica(folder.live, clock, random);
    let reports = 0;
    const faults: unknown[] = [];
    const salvage = startSalvage({
      folder,
      replica,
      onPlace: () => undefined,
      onReport: () => {
        reports += 1;
      },
      onFault: (cause) => faults.push(cause),
    });
    for (let turn = 0; turn < 20; turn += 1) await clock.advance(10);
    await salvage.close();
    expect(faults).toEqual([]);
    return { replica, reports };
  };

  it('S109: are taken over or written again, and else the user hears that they are in the old file alone', async () => {
    const { folder, replica, organisationId } = beginWithOthers();
    const [here, there] = [forgeHistory(organisationId, 1), forgeHistory(organisationId, 1)];
    const third = forgeHistory(organisationId, 2);
    const branch = [here.next([teamOf(1, 'فقط اینجا')]), here.next([teamOf(2, 'پس از آن')])];
    take(replica, organisationId, [
      ...branch,
      third.next([teamOf(3, 'خواندنی نیست')]),
      third.next([teamOf(4, 'پس از جای خالی')]),
    ]);
    write(replica, 'از خود این رایانه');
    const common = heldIn(folder.live) - 5;
    const { writer } = folder.live;
    writer.prepare('DELETE FROM operation WHERE device = ? AND seq = 1').run(blobOf(third.device));
    stageOthers(folder, folder.live, common, [there.next([teamOf(5, 'نزد دیگران')])], 'forked');
    replace(folder);
    const { reports } = await salvageIn(folder);
    expect(reports).toBe(1);
    expect(namesIn(folder.live)).toEqual(['از خود این رایانه', 'فقط اینجا', 'پس از آن', 'نزد دیگران'].sort());
    const [setAside] = folder.listSetAside();
    expect(readSetAsideReport(folder.live.writer)).toEqual({
      cause: 'forked',
      recovered: 3,
      left: 1,
      setAside,
    });
    expect(readSalvageList(folder.live.writer)).toEqual([]);
    // Read once: another start finds nothing to do.
    expect((await salvageIn(folder)).reports).toBe(0);
  });

  it('S158: are waited for while the file that has them is there, and no longer once it is not', async () => {
    const folder = createMemoryFolder();
    begin(folder.live);
    const [here, gone] = ['2026-11-21T08-30-00-000Z-corrupt', '2026-11-21T09-30-00-000Z-corrupt'];
    for (const name of [here, gone]) addToSalvage(folder.live.writer, name);
    await salvageIn({ ...folder, live: folder.live, listSetAside: () => [here], readSetAside: () => null });
    expect(readSalvageList(folder.live.writer)).toEqual([here]);
  });

  it('S155: are written again where only this file has them, though another device wrote them, and not twice', async () => {
    const { folder, replica, organisationId } = beginWithOthers();
    const [here, there] = [forgeHistory(organisationId, 1), forgeHistory(organisationId, 1)];
    const only = here.next([teamOf(1, 'فقط اینجا')]);
    take(replica, organisationId, [only]);
    const common = heldIn(folder.live) - 1;
    stageOthers(folder, folder.live, common, [there.next([teamOf(2, 'نزد دیگران')])], 'forked');
    replace(folder);
    await salvageIn(folder);
    expect(namesIn(folder.live)).toEqual(['فقط اینجا', 'نزد دیگران']);
    const { writer } = folder.live;
    const kept = () => writer.prepare('SELECT bytes FROM set_aside_operation').pluck().all();
    expect(kept()).toEqual([only.bytes]);
    const held = readVector(writer);
    const [newest] = readLogFrom(writer, lastPlace(writer), 1);
    expect(newest?.key.device).toBe(replica.membership()?.deviceId);

    // The file is read a second time: what is kept was written again, and is not left.
    addToSalvage(writer, folder.listSetAside()[0] ?? '');
    expect((await salvageIn(folder)).reports).toBe(1);
    expect(readVector(writer)).toEqual(held);
    expect(kept()).toHaveLength(1);
    expect(readSetAsideReport(writer)).toMatchObject({ recovered: 1, left: 0 });
  });

  it('S155: stay in the file when their signature is not that of their device', async () => {
    const { folder, replica, organisationId } = beginWithOthers();
    const [here, there] = [forgeHistory(organisationId, 1), forgeHistory(organisationId, 1)];
    take(replica, organisationId, [here.next([teamOf(1, 'فقط اینجا')])]);
    const common = heldIn(folder.live) - 1;
    const { writer } = folder.live;
    writer.prepare('UPDATE operation SET signature = zeroblob(64) WHERE device = ?').run(blobOf(here.device));
    stageOthers(folder, folder.live, common, [there.next([teamOf(2, 'نزد دیگران')])], 'forked');
    replace(folder);
    await salvageIn(folder);
    expect(namesIn(folder.live)).toEqual(['نزد دیگران']);
    expect(readSetAsideReport(folder.live.writer)).toMatchObject({ recovered: 0, left: 1 });
  });
});
