import { afterEach, describe, expect, it } from 'vitest';
import { customer } from '../../../shared/entities/customer.ts';
import { idSchema, type OrganisationId } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { makeStamp } from '../../../shared/sync/stamp.ts';
import { vectorFromEntries } from '../../../shared/sync/version-vector.ts';
import { makeBlank } from '../../../test/simulation/blank.ts';
import { createFakeDisk, PowerCut } from '../../../test/simulation/fake-disk.ts';
import { newerModel } from '../../../test/support/data-models.ts';
import { draftSegment } from '../../../test/support/draft-segment.ts';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { createTestFiles } from '../../../test/support/table-files.ts';
import { openTestReplica, type TestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations, type IncomingOperation } from './accept.ts';
import { rebuildTables } from './apply-waiting.ts';
import { archiveEnd, archiveSize, isLogWhole } from './archive.ts';
import { moveSegment, takeOutOfArchive } from './archive-move.ts';
import { packAtOnce } from './archive-segment.ts';
import { runCommand } from './commit.ts';
import type { Connection } from './connection.ts';
import { hasChangedSince, logBytesFrom, logPosition } from './log-changes.ts';
import { operationAuthor } from './operation-author.ts';
import { readOperation } from './operation-form.ts';
import { firstMissing, firstNotBefore, heldHash, readLogFrom, readVector } from './operation-log.ts';
import type { Replica } from './replica.ts';
import { stateHash } from './state-hash.ts';
import { runAtOnce } from './steps.ts';
import { blobOf } from './uuid-blob.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const limits = { keep: 0, segmentBytes: 4096, leastBytes: 0 };
const everything = (connection: Connection) => vectorFromEntries(readVector(connection));

/** @returns how many segments were made. */
const compact = async (
  connection: Connection,
  stable = everything(connection),
  keep = 0,
): Promise<number> => {
  for (let made = 0; ; made += 1) {
    const draft = draftSegment(connection, stable, { ...limits, keep });
    if (draft === null) return made;
    expect(moveSegment(connection, draft, await packAtOnce(draft.plain))).toEqual(ok(null));
  }
};
const placesInTail = (connection: Connection): number[] =>
  (
    connection.prepare('SELECT received FROM operation ORDER BY received').all() as { received: number }[]
  ).map(({ received }) => received);
const wholeLog = (connection: Connection) => readLogFrom(connection, 0, 1_000_000);

const rowId = (n: number): string => `0197a000-0000-7000-8000-00000000${String(n).padStart(4, '0')}`;

/** Three devices that write in turns, and once about the same customer without having seen each other. */
const written = (organisation: OrganisationId = organisationId): IncomingOperation[] => {
  const histories = [1, 2, 3].map((n) => forgeHistory(organisation, n));
  const operations: IncomingOperation[] = [];
  for (let n = 0; n < 40; n += 1) {
    for (const [index, history] of histories.entries()) {
      const fields = {
        displayName: `مشتری ${n}`,
        kind: 'person',
        language: 'fa',
        city: `شهر ${index}`,
        tier: 'standard',
        clvBand: 'unknown',
      };
      const id = rowId(n * 10 + (n % 7 === 0 ? 0 : index));
      operations.push(history.next([{ entity: 'customer', id, kind: 'insert', fields }]));
    }
  }
  return operations;
};

describe('the archive of the log', () => {
  const opened: TestReplica[] = [];
  const files = createTestFiles();
  afterEach(() => {
    for (const test of opened.splice(0)) test.close();
  });
  const open = (path = ':memory:'): Replica => {
    const test = openTestReplica(path);
    opened.push(test);
    return test.replica;
  };
  const filled = (path?: string): Replica => {
    const replica = open(path);
    const taken = acceptOperations(replica, organisationId, written());
    if (!taken.ok) throw new Error(taken.error.type);
    return replica;
  };

  it('S111: takes the longest beginning of the log that is below the stable vector, and nothing behind it', async () => {
    const { writer } = filled().db;
    const log = wholeLog(writer);
    const stable = everything(writer);
    const [first] = stable.keys();
    if (first === undefined) throw new Error('a history expected');
    // One device is known to have this history only to its 20th operation.
    stable.set(first, 20);
    const firstToStay = log.find(({ key }) => first.startsWith(key.device) && key.seq === 21)?.received ?? 0;
    expect(await compact(writer, stable)).toBeGreaterThan(3);
    expect(placesInTail(writer)).toEqual(
      log.map(({ received }) => received).filter((at) => at >= firstToStay),
    );
    expect(archiveSize(writer).operations).toBe(log.filter(({ received }) => received < firstToStay).length);
    expect(wholeLog(writer)).toEqual(log);
    // Nothing is stable: nothing moves.
    expect(await compact(writer, new Map())).toBe(0);
  });

  it('S111: leaves the newest operations, and what the search or the office clock still waits for', async () => {
    const { writer } = filled().db;
    await compact(writer, everything(writer), 25);
    expect(placesInTail(writer)).toHaveLength(25);
    const [next = 0] = placesInTail(writer);
    const [held] = wholeLog(writer).filter(({ received }) => received === next + 2);
    if (held === undefined) throw new Error('an operation expected');
    const { device, epoch, seq } = held.key;
    writer
      .prepare('INSERT INTO held_operation (received, device, epoch, seq, hlc) VALUES (?, ?, ?, ?, ?)')
      .run(next + 2, blobOf(device), epoch, seq, 'f'.repeat(16));
    writer.prepare('INSERT INTO search_pending (received, next) VALUES (?, 0)').run(next + 1);
    await compact(writer);
    expect(placesInTail(writer)[0]).toBe(next + 1);
    writer.prepare('DELETE FROM search_pending').run();
    await compact(writer);
    expect(placesInTail(writer)[0]).toBe(next + 2);
  });

  it('S112: loses nothing when the power goes at any write of it', async () => {
    const { replica, close } = openTestReplica(':memory:');
    acceptOperations(replica, organisationId, written().slice(0, 12));
    const log = wholeLog(replica.db.writer);
    const image = replica.db.writer.sqlite.serialize();
    close();
    const blank = makeBlank();
    let cuts = 0;
    for (let write = 1, isOver = false; !isOver; write += 1) {
      for (const isAfter of [false, true]) {
        const disk = createFakeDisk({ ...blank, image }, (now) => now);
        const first = disk.folder.openLive();
        if (!first.ok) throw new Error(first.error.type);
        disk.cutAtWrite(write, isAfter);
        try {
          await compact(first.value.writer);
          isOver = true;
        } catch (cause) {
          if (!(cause instanceof PowerCut)) throw cause;
          cuts += 1;
        }
        const again = disk.folder.openLive();
        if (!again.ok) throw new Error(again.error.type);
        expect(wholeLog(again.value.writer)).toEqual(log);
        expect(isLogWhole(again.value.writer)).toBe(true);
        disk.cut();
      }
    }
    expect(cuts).toBeGreaterThan(10);
  });

  it('S112: deletes nothing when the segment cannot be read back, or the log has changed meanwhile', async () => {
    const { writer } = filled().db;
    const log = wholeLog(writer);
    const draft = draftSegment(writer, everything(writer), limits);
    if (draft === null) throw new Error('a draft expected');
    const other = await packAtOnce(Buffer.concat([draft.plain, Buffer.from('x')]));
    expect(moveSegment(writer, draft, other)).toEqual({ ok: false, error: 'not-as-written' });
    writer.prepare('DELETE FROM operation WHERE received = ?').run(draft.operations[1]?.received);
    expect(moveSegment(writer, draft, await packAtOnce(draft.plain))).toEqual({
      ok: false,
      error: 'log-changed',
    });
    expect(archiveSize(writer).operations).toBe(0);
    expect(wholeLog(writer)).toHaveLength(log.length - 1);
    expect(isLogWhole(writer)).toBe(false);
  });

  it('S112: says that the database is damaged when a segment is not what was written', async () => {
    const { writer } = filled().db;
    await compact(writer);
    writer.prepare('UPDATE archive_segment SET bytes = substr(bytes, 2) WHERE id = 2').run();
    expect(() => wholeLog(writer)).toThrow(expect.objectContaining({ code: 'SQLITE_CORRUPT' }));
    expect(isLogWhole(writer)).toBe(false);
  });

  it('S113: is read as the log is, from any place, for any peer, whatever has moved', async () => {
    const whole = filled().db.writer;
    const moved = filled().db.writer;
    await compact(moved, everything(moved), 30);
    expect(placesInTail(moved)).toHaveLength(30);
    expect(logPosition(moved)).toBe(logPosition(whole));
    for (const place of [0, 1, 7, 50, 89, 90, 91, 120, 121]) {
      for (const limit of [1, 5, 40, 1000])
        expect(readLogFrom(moved, place, limit)).toEqual(readLogFrom(whole, place, limit));
      expect(hasChangedSince(moved, place, ['ticket'])).toBe(hasChangedSince(whole, place, ['ticket']));
    }
    for (const { key, received } of wholeLog(whole)) {
      expect(heldHash(moved, key)).toEqual(heldHash(whole, key));
      const holds = everything(whole);
      for (const [history, seq] of holds) holds.set(history, Math.max(0, seq - (received % 41)));
      expect(firstMissing(moved, holds)).toBe(firstMissing(whole, holds));
    }
    for (const { device, epoch } of readVector(whole)) {
      for (let ms = 0x1a0_0000_0000; ms < 0x1a0_0000_0000 + 4200; ms += 50) {
        const hlc = `${ms.toString(16).padStart(12, '0')}0000`;
        expect(firstNotBefore(moved, { device, epoch }, hlc)).toBe(
          firstNotBefore(whole, { device, epoch }, hlc),
        );
      }
    }
    expect(logBytesFrom(moved, 0, 1000)).toBeGreaterThan(20_000);
    await compact(moved);
    expect([placesInTail(moved), logPosition(moved)]).toEqual([[], logPosition(whole)]);
    expect(firstMissing(moved, new Map())).toBe(1);
  });

  it('S113: still knows who made an operation, and takes the same one again but no other in its place', async () => {
    const replica = filled();
    const { writer } = replica.db;
    const userId = idSchema<'user'>().parse('0197a000-0000-7000-8000-0000000000ff');
    const made = runCommand(replica, { name: 'test', author: { userId } }, (tx) =>
      ok(
        tx.insert(customer, {
          displayName: 'مریم',
          kind: 'person',
          language: 'fa',
          tier: 'standard',
          clvBand: 'unknown',
        }),
      ),
    );
    expect(made.ok).toBe(true);
    const own = wholeLog(writer).at(-1);
    const read = own && readOperation(own);
    if (!read?.ok) throw new Error('an operation expected');
    const { hlc, device } = read.value.operation;
    await compact(writer);
    expect(placesInTail(writer)).toEqual([]);
    expect(operationAuthor(writer, makeStamp(hlc, device))).toBe(userId);
    const operations = written();
    expect(acceptOperations(replica, organisationId, operations)).toEqual(ok(null));
    const other = forgeHistory(organisationId, 1);
    const forked = other.next([{ entity: 'customer', id: rowId(1), kind: 'update', fields: { city: 'قم' } }]);
    expect(acceptOperations(replica, organisationId, [forked])).toMatchObject({
      ok: false,
      error: { type: 'history-forked' },
    });
  });

  it('S113: fills the tables again from it, also after an upgrade that knows more', async () => {
    const path = files.path('upgrade.sqlite');
    const replica = open(path);
    const [first] = written();
    const later = forgeHistory(organisationId, 7).next([
      { entity: 'customer', id: rowId(0), kind: 'update', fields: { mood: 'آرام' } },
    ]);
    acceptOperations(replica, organisationId, [...(first ? [first] : []), later]);
    const before = stateHash(replica.db.writer).hash;
    await compact(replica.db.writer);
    replica.db.writer.sqlite.transaction(() => rebuildTables(replica.db.writer))();
    expect(stateHash(replica.db.writer).hash).toBe(before);
    for (const test of opened.splice(0)) test.close();
    const upgraded = openTestReplica(path, newerModel);
    opened.push(upgraded);
    const row = upgraded.replica.db.reader.prepare('SELECT * FROM customer').get();
    expect(row).toMatchObject({ displayName: 'مشتری 0', mood: 'آرام', extra: null });
    expect(archiveSize(upgraded.replica.db.reader).operations).toBe(2);
  });

  it('S113: gives back to the log what the log itself has to change', async () => {
    const { writer } = filled().db;
    const log = wholeLog(writer);
    await compact(writer);
    const place = log[60]?.received ?? 0;
    writer.sqlite.transaction(() => runAtOnce(takeOutOfArchive(writer, place)))();
    expect(wholeLog(writer)).toEqual(log);
    const [firstOut = 0] = placesInTail(writer);
    expect(firstOut).toBeLessThanOrEqual(place);
    expect(archiveEnd(writer)).toBe(firstOut - 1);
    expect(isLogWhole(writer)).toBe(true);
    for (const { key } of log) expect(heldHash(writer, key)).not.toBeNull();
    await compact(writer);
    expect(wholeLog(writer)).toEqual(log);
  });
});
