import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { customer } from '../../../shared/entities/customer.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { uuidV7 } from '../../../shared/lib/uuid.ts';
import { vectorFromEntries } from '../../../shared/sync/version-vector.ts';
import { type SeededRandom, seededRandom } from '../../../test/support/seeded-random.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { archiveEnd, isLogWhole } from './archive.ts';
import { moveSegment, nextStretch } from './archive-move.ts';
import { decodeSegment, encodeSegment, packNow } from './archive-segment.ts';
import { runCommand } from './commit.ts';
import { type DataModel, shippedModel } from './data-model.ts';
import { readLogFrom, readVector } from './operation-log.ts';
import type { Replica } from './replica.ts';
import { hole } from './segment-values.ts';
import { sha256 } from './sha256.ts';
import type { ClockedOperation } from './stored-operation.ts';

const author = { userId: idSchema<'user'>().parse('0197a000-0000-7000-8000-0000000000a1') };
const save = (replica: Replica, n: number): void => {
  const saved = runCommand(replica, { name: 'customer.create', author }, (tx) => {
    tx.insert(customer, {
      displayName: `مریم رحیمی ${n}`,
      kind: 'person',
      language: 'fa',
      city: n % 2 === 0 ? 'تهران' : 'یزد',
      tier: 'standard',
      clvBand: 'unknown',
    });
    return ok(null);
  });
  if (!saved.ok) throw new Error(saved.error.code);
};
const stretchOf = ({ db }: Replica): readonly ClockedOperation[] =>
  nextStretch(db.writer, vectorFromEntries(readVector(db.writer)), {
    keep: 0,
    segmentBytes: 1024 * 1024,
    leastBytes: 0,
  }) ?? [];
const worked = (commands: number): readonly ClockedOperation[] => {
  const { replica, close } = openTestReplica(':memory:');
  for (let n = 0; n < commands; n += 1) save(replica, n);
  const operations = stretchOf(replica);
  expect(operations).toHaveLength(commands);
  close();
  return operations;
};

/** The block of an index, with what stands behind it. */
const block = (index: object, ...rest: readonly Uint8Array[]): Buffer => {
  const text = Buffer.from(JSON.stringify(index));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, ...rest]);
};
const parts = (
  plain: Buffer,
): { readonly index: Readonly<Record<string, unknown>>; readonly rest: Buffer } => {
  const end = 4 + plain.readUInt32LE(0);
  // Written by `encodeSegment` in this test.
  return {
    index: JSON.parse(plain.toString('utf8', 4, end)) as Record<string, unknown>,
    rest: plain.subarray(end),
  };
};

/** As versions 10 and 11 made segments: bytes behind each other, without the hash of the one before. */
const listedSegment = (operations: readonly ClockedOperation[]): Buffer => {
  const prevs = operations.map(({ bytes }, n) => {
    const before = operations[n - 1];
    return before === undefined ? -1 : bytes.indexOf(sha256(before.bytes).toString('hex'));
  });
  const bodies = operations.map(({ bytes }, n) => {
    const prev = prevs[n] ?? -1;
    return prev < 0 ? bytes : Buffer.concat([bytes.subarray(0, prev), bytes.subarray(prev + 64)]);
  });
  const first = operations[0];
  const index = {
    v: 2,
    histories: [[first?.key.device, first?.key.epoch]],
    received: operations.map(({ received }, n) => received - (operations[n - 1]?.received ?? 0)),
    history: operations.map(() => 0),
    seq: operations.map(({ key }, n) => key.seq - (operations[n - 1]?.key.seq ?? 0)),
    hlc: operations.map(() => null),
    form: operations.map(() => 0),
    size: bodies.map(({ length }) => length),
    signature: operations.map(({ signature }) => signature?.length ?? -1),
    prev: prevs,
  };
  return block(index, ...bodies, ...operations.flatMap(({ signature }) => signature ?? []));
};

const hex = (random: SeededRandom, digits: number): string =>
  Buffer.from(random.bytes(digits / 2)).toString('hex');

/** Values that are what columns hold, and that only nearly are. */
const oddValue = (random: SeededRandom, depth = 0): unknown => {
  const uuid = uuidV7(random.integer(0, 2 ** 48 - 1), random.bytes(10));
  const stamp = hex(random, 48);
  return random.pick<() => unknown>([
    () => uuid,
    () => uuid.toUpperCase(),
    () => `${uuid} `,
    () => '0197a000-0000-7000-8000-0000000000a1',
    () => 'ffffffff-ffff-ffff-ffff-ffffffffffff',
    () => stamp,
    () => hex(random, 64),
    () => hex(random, 16),
    () => '۱۲۳ «مریم»\u200cها 😀 \u00c1\u00f8\u00ff',
    () => '"quoted" \\ back\nslash "a":1 \u0001\u0000',
    () => '',
    () => random.integer(1_000_000_000_000, 2_999_999_999_999),
    () => random.pick([0, -1, 1e21, 1.5e-7, 2 ** 53 - 1, -1_790_000_000_000, 123456]),
    () => random.pick([true, false, null]),
    () => (depth > 2 ? [] : [oddValue(random, depth + 1), oddValue(random, depth + 1)]),
    () =>
      depth > 2
        ? {}
        : { [random.pick(['hlc', 'seq', 'kind', 'نام', 'a"b', 'a:b', ''])]: oddValue(random, depth + 1) },
  ])();
};

/** Operations that nothing is to be relied on about, each with the one before it or not. */
const oddOperations = (random: SeededRandom, count: number): ClockedOperation[] => {
  const device = idSchema<'device'>().parse('0197a000-0000-7000-8000-000000000101');
  let before: Buffer | undefined;
  return Array.from({ length: count }, (_, n) => {
    const key = { device, epoch: random.integer(1, 2), seq: n + 1 };
    const prev =
      before === undefined || random.chance(0.2) ? hex(random, 64) : sha256(before).toString('hex');
    const hlc = hex(random, 16);
    const seq = random.chance(0.8) ? key.seq : random.integer(0, 1e9);
    const envelope = { v: 1, device, seq, prev, hlc: random.chance(0.8) ? hlc : 7, command: 'x' };
    const fields = Object.fromEntries(
      Array.from({ length: random.integer(0, 6) }, (__, at) => [`f${at}`, oddValue(random)]),
    );
    const text = JSON.stringify({ ...envelope, fields }, null, random.chance(0.1) ? 1 : 0);
    const plain = random.chance(0.1) ? Buffer.from(random.bytes(random.integer(0, 300))) : Buffer.from(text);
    const form = random.chance(0.1) ? 1 : 0;
    before = plain;
    return {
      received: 2 * n + 5,
      key,
      hlc,
      form,
      bytes: form === 1 ? zstdCompressSync(plain) : plain,
      signature: random.chance(0.9) ? Buffer.from(random.bytes(64)) : null,
    };
  });
};

describe('a segment of the archive', () => {
  it('S148: gives every operation back to the byte, however it is written', () => {
    const random = seededRandom('segments');
    for (let round = 0; round < 60; round += 1) {
      const operations = oddOperations(random, random.integer(0, 40));
      expect(decodeSegment(encodeSegment(operations))).toEqual(operations);
    }
  });

  it('S148: leaves larger operations as they are', () => {
    const [small] = worked(1);
    if (small === undefined) throw new Error('an operation expected');
    const bytes = Buffer.from(`{"hlc":"${small.hlc}","n":[${'1,'.repeat(20_000)}1]}`);
    const plain = encodeSegment([{ ...small, bytes }]);
    expect(plain.includes(bytes)).toBe(true);
    expect(decodeSegment(plain)).toEqual([{ ...small, bytes }]);
  });

  it('S148: takes of an operation little more than what nobody can know of it', () => {
    const operations = worked(400);
    // A signature and the random part of an id.
    const random = 64 + 10;
    const beyond = (plain: Buffer): number => packNow(plain).length / operations.length - random;
    expect(beyond(encodeSegment(operations))).toBeGreaterThan(0);
    expect(beyond(encodeSegment(operations))).toBeLessThan(beyond(listedSegment(operations)) / 3);
  });

  it('S148: of version 10 or 11 is read as before, after the upgrade too', () => {
    const folder = mkdtempSync(join(tmpdir(), 'paydar-segments-'));
    const path = join(folder, 'paydar.sqlite');
    const former: DataModel = {
      ...shippedModel,
      version: 11,
      migrations: shippedModel.migrations.slice(0, 11),
    };
    const old = openTestReplica(path, former);
    for (let n = 0; n < 30; n += 1) save(old.replica, n);
    const log = readLogFrom(old.replica.db.writer, 0, 100);
    const operations = stretchOf(old.replica);
    const plain = listedSegment(operations);
    expect(plain.length).toBeLessThan(operations.reduce((sum, { bytes }) => sum + bytes.length + 64, 0));
    expect(moveSegment(old.replica.db.writer, { operations, plain }, packNow(plain))).toEqual(ok(null));
    old.close();
    const now = openTestReplica(path);
    const { writer } = now.replica.db;
    expect(writer.sqlite.pragma('user_version', { simple: true })).toBe(shippedModel.version);
    expect(archiveEnd(writer)).toBe(30);
    expect(isLogWhole(writer)).toBe(true);
    expect(readLogFrom(writer, 0, 100)).toEqual(log);
    now.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('S149: that is cut off, or whose columns end early, is refused and gives no operation', () => {
    const plain = encodeSegment(worked(5));
    for (let end = 4; end < plain.length; end += 7)
      expect(() => decodeSegment(plain.subarray(0, end))).toThrow();
    const { index, rest } = parts(plain);
    const columns = index.columns as [string, number][];
    expect(columns.length).toBeGreaterThan(10);
    let end = 0;
    for (const [n, [name, size]] of columns.entries()) {
      end += size;
      const without = columns.filter((_, other) => other !== n);
      const others = [rest.subarray(0, end - size), rest.subarray(end)];
      expect(() => decodeSegment(block({ ...index, columns: without }, ...others))).toThrow(name);
      // A text that lost its end is still one: the hash of the packed segment sees to that.
      if (name.endsWith(hole.text)) continue;
      const shorter = columns.map(([other, bytes]) => [other, other === name ? bytes - 1 : bytes]);
      const cut = [rest.subarray(0, end - 1), rest.subarray(end)];
      expect(() => decodeSegment(block({ ...index, columns: shorter }, ...cut))).toThrow(name);
    }
  });

  it('S149: that names what it does not hold is refused', () => {
    const operations = worked(3);
    const { index, rest } = parts(encodeSegment(operations));
    expect(decodeSegment(block(index, rest))).toEqual(operations);
    for (const [changed, reason] of [
      [{ shape: [0, 1, 99] }, 'a segment without the shape that it names'],
      [{ shape: [1, 1, 1] }, 'a segment without the operation before'],
      [{ shape: [-1, 1, 1] }, 'a segment of another size than it may have'],
      [{ history: [0, 0, 1] }, 'a segment that names no such history'],
    ] as const)
      expect(() => decodeSegment(block({ ...index, ...changed }, rest))).toThrow(reason);
  });

  it('S149: that would unpack to more than a segment may have is refused', () => {
    const [operation] = worked(1);
    if (operation === undefined) throw new Error('an operation expected');
    const { index, rest } = parts(encodeSegment([operation]));
    const withText = (length: number, count: number): Buffer => {
      const many = <T>(value: T): T[] => Array.from({ length: count }, () => value);
      const one = (value: unknown) => ({
        received: many(1),
        seq: many(1),
        history: many(0),
        form: many(0),
        shape: many(value),
      });
      const rows = { ...one(0), hlc: many(operation.hlc), signature: many(-1) };
      return block({ ...index, ...rows, shapes: ['x'.repeat(length)], columns: [], random: 0 }, rest);
    };
    expect(decodeSegment(withText(30_000, 200))).toHaveLength(200);
    expect(() => decodeSegment(withText(30_000, 300))).toThrow('a segment of another size than it may have');
    expect(() => decodeSegment(withText(40_000, 1))).toThrow('a segment without the shape that it names');
  });
});
