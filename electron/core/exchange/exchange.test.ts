import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { customer } from '../../../shared/entities/customer.ts';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { type Desk, type Office, openOffice } from '../../../test/support/desk.ts';
import { calmly, memorySink, memorySource } from '../../../test/support/memory-file.ts';
import { runCommand } from '../db/commit.ts';
import { readLogFrom, readVector } from '../db/operation-log.ts';
import { rewindHistory } from '../db/rewind.ts';
import { stateHash } from '../db/state-hash.ts';
import { runAtOnce } from '../db/steps.ts';
import { exportChanges, vectorBefore } from './export-changes.ts';
import { applyFile } from './import-changes.ts';
import { encodeEnd, encodeOperationRecord, encodeStart } from './records.ts';
import { openSealedFile, openSealedWriter } from './sealed-file.ts';
import { verifyFile } from './verify-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'paydar-stick-'));
const offices: Office[] = [];
const newOffice = async (desks: number): Promise<Office> => {
  const office = await openOffice(desks);
  offices.push(office);
  return office;
};
afterEach(() => {
  for (const office of offices.splice(0)) office.close();
  for (const file of readdirSync(folder)) rmSync(join(folder, file));
});

const deskAt = (office: Office, index: number): Desk => {
  const desk = office.desks[index];
  if (desk === undefined) throw new Error(`no desk ${index}`);
  return desk;
};

const save = (desk: Desk, city: string, id?: CustomerId): CustomerId => {
  const saved = runCommand(desk.replica, { name: 'test', author: { userId: null } }, (tx) => {
    if (id !== undefined) {
      tx.update(customer, id, { city });
      return ok(id);
    }
    return ok(
      tx.insert(customer, {
        displayName: `مشتری ${city}`,
        kind: 'person',
        language: 'fa',
        city,
        tier: 'standard',
        clvBand: 'unknown',
      }),
    );
  });
  if (!saved.ok) throw new Error(saved.error.code);
  return saved.value;
};

const hashOf = (desk: Desk): string => stateHash(desk.replica.db.writer).hash;
const everything = (desk: Desk): string => `${hashOf(desk)} ${stateHash(desk.replica.db.writer).operations}`;

const carry = async (from: Desk, base = readVector(from.replica.db.writer).slice(0, 0)): Promise<Buffer> => {
  const { sink, bytes } = memorySink();
  const written = await exportChanges({ replica: from.replica, base, sink, control: calmly() });
  if (!written.ok) throw new Error(written.error.code);
  return bytes();
};

const bring = async (to: Desk, bytes: Buffer) => {
  const membership = to.replica.membership();
  if (membership === null) throw new Error('no membership');
  const organisation = { id: membership.organisationId, secret: membership.secret };
  const file = await openSealedFile(memorySource(bytes), organisation);
  if (!file.ok) return file;
  const contents = await verifyFile(to.replica, file.value, calmly());
  if (!contents.ok) return contents;
  return applyFile(to.replica, file.value, contents.value, calmly());
};

describe('changes carried in a file', () => {
  it('S92: bring three islands to one state, in both orders, twice, and on from island to island', async () => {
    const office = await newOffice(3);
    const [one, two, three] = [deskAt(office, 0), deskAt(office, 1), deskAt(office, 2)];
    const shared = save(one, 'تهران');
    office.exchange(one, two);
    office.exchange(one, three);
    save(one, 'رشت');
    save(two, 'کرج', shared);
    save(three, 'قم', shared);
    save(three, 'یزد');
    const [fileOfTwo, fileOfThree] = [await carry(two), await carry(three)];
    expect(await bring(three, fileOfTwo)).toMatchObject({ value: { fresh: 1, conflicts: 1 } });
    expect(await bring(two, fileOfThree)).toMatchObject({ value: { fresh: 2, conflicts: 1 } });
    expect(hashOf(two)).toBe(hashOf(three));
    const before = everything(three);
    expect(await bring(three, fileOfTwo)).toMatchObject({ value: { fresh: 0, conflicts: 0 } });
    expect(everything(three)).toBe(before);
    expect(await bring(one, await carry(three))).toMatchObject({ value: { fresh: 3 } });
    expect(await bring(two, await carry(one))).toMatchObject({ value: { fresh: 1 } });
    expect(await bring(three, await carry(two))).toMatchObject({ value: { fresh: 1 } });
    expect(hashOf(one)).toBe(hashOf(two));
    expect(hashOf(three)).toBe(hashOf(two));
    office.exchange(one, three);
    office.exchange(one, two);
    expect([hashOf(two), hashOf(three)]).toEqual([hashOf(one), hashOf(one)]);
  });

  it('S90: are not written at all when the end of a history is taken out of the log meanwhile', async () => {
    const desk = deskAt(await newOffice(1), 0);
    const { writer } = desk.replica.db;
    for (let n = 0; n < 30; n += 1) save(desk, `شهر ${n}`);
    const history = readVector(writer).find(({ device }) => device === desk.replica.membership()?.deviceId);
    if (history === undefined) throw new Error('an own history expected');
    let written = 0;
    const control = {
      ...calmly(),
      onProgress: () => {
        written += 1;
        if (written === 1)
          writer.sqlite.transaction(() => runAtOnce(rewindHistory(writer, history, 3, 0, null)))();
      },
    };
    const { sink } = memorySink();
    const outcome = await exportChanges({ replica: desk.replica, base: [], sink, control });
    expect(outcome).toEqual({ ok: false, error: { code: 'exchange-cancelled' } });
  });

  it('S90: carry what one side lacks, and say what is missing where there would be a gap', async () => {
    const office = await newOffice(3);
    const [one, two, three] = [deskAt(office, 0), deskAt(office, 1), deskAt(office, 2)];
    save(one, 'تهران');
    const known = readVector(one.replica.db.writer);
    save(one, 'کرج');
    const rest = await carry(one, known);
    expect(await bring(two, rest)).toEqual({
      ok: false,
      error: {
        code: 'exchange-gap',
        missing: [{ deviceId: one.replica.membership()?.deviceId, operations: 1 }],
      },
    });
    expect(await bring(two, await carry(one))).toMatchObject({ value: { fresh: 2 } });
    expect(await bring(two, rest)).toMatchObject({ value: { fresh: 0, present: 1 } });
    // Of a history that the file leaves alone nothing is refused, but told of.
    save(three, 'قم');
    office.exchange(one, three);
    const seen = readVector(one.replica.db.writer);
    save(one, 'یزد');
    const file = await openSealedFile(memorySource(await carry(one, seen)), {
      id:
        one.replica.membership()?.organisationId ??
        (() => {
          throw new Error('no membership');
        })(),
      secret: 'secret',
    });
    if (!file.ok) throw new Error(file.error.code);
    expect(await verifyFile(two.replica, file.value, calmly())).toMatchObject({
      value: {
        operations: 1,
        fresh: 1,
        missing: [{ deviceId: three.replica.membership()?.deviceId, operations: 1 }],
      },
    });
  });

  it('S90: since an instant are the changes that were made from then on', async () => {
    const office = await newOffice(1);
    save(office.hub, 'تهران');
    const writer = office.hub.replica.db.writer;
    const before = readVector(writer);
    await office.clock.advance(60_000);
    const since = office.clock.nowMs();
    save(office.hub, 'کرج');
    save(office.hub, 'قم');
    expect(vectorBefore(writer, since)).toEqual(before);
    expect(vectorBefore(writer, 0)).toEqual(before.map((entry) => ({ ...entry, seq: 0 })));
    await office.clock.advance(1);
    expect(vectorBefore(writer, office.clock.nowMs())).toEqual(readVector(writer));
  });

  it('S91: nothing of a file is applied when one bit of it is turned over or its end is missing', async () => {
    const office = await newOffice(2);
    const [one, two] = [deskAt(office, 0), deskAt(office, 1)];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('تهران', 'کرج', 'قم'), { minLength: 1, maxLength: 3 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.nat(7),
        async (cities, place, bit) => {
          for (const city of cities) save(one, city);
          const file = await carry(one);
          const at = Math.floor(place * file.length);
          const turned = Buffer.from(file);
          turned[at] = (turned[at] ?? 0) ^ (1 << bit);
          const before = everything(two);
          expect((await bring(two, turned)).ok).toBe(false);
          expect((await bring(two, file.subarray(0, at))).ok).toBe(false);
          expect(everything(two)).toBe(before);
          expect(await bring(two, file)).toMatchObject({ value: { fresh: cities.length } });
          expect(hashOf(two)).toBe(hashOf(one));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('S91: an operation that is not signed by its device keeps all before it out as well', async () => {
    const office = await newOffice(2);
    const [one, two] = [deskAt(office, 0), deskAt(office, 1)];
    for (const city of ['تهران', 'کرج', 'قم']) save(one, city);
    const membership = one.replica.membership();
    if (membership === null) throw new Error('no membership');
    const log = readLogFrom(one.replica.db.writer, 0, 100);
    const end = readVector(one.replica.db.writer);
    const fileWith = async (change: (signature: Buffer) => Buffer): Promise<Buffer> => {
      const { sink, bytes } = memorySink();
      const organisation = { id: membership.organisationId, secret: membership.secret };
      const writer = await openSealedWriter(sink, organisation, one.replica.random.bytes(48));
      const start = { device: membership.deviceId, madeAt: 1, base: [], end, operations: log.length };
      await writer.write(encodeStart(start));
      for (const [n, operation] of log.entries()) {
        const signature = operation.signature ?? Buffer.alloc(64);
        const isLast = n === log.length - 1;
        await writer.write(
          encodeOperationRecord({ ...operation, signature: isLast ? change(signature) : signature }),
        );
      }
      await writer.write(encodeEnd(log.length));
      await writer.end();
      return bytes();
    };
    const before = everything(two);
    const forged = await fileWith((signature) => Buffer.from(signature).reverse());
    expect(await bring(two, forged)).toMatchObject({ error: { code: 'exchange-damaged' } });
    expect(everything(two)).toBe(before);
    expect(await bring(two, await fileWith((signature) => signature))).toMatchObject({ value: { fresh: 3 } });
  });

  it('S91: a history that went on otherwise elsewhere is refused before anything is applied', async () => {
    const [here, elsewhere] = [await newOffice(2), await newOffice(2)];
    save(deskAt(here, 0), 'تهران');
    save(deskAt(elsewhere, 0), 'کرج');
    const before = everything(deskAt(here, 0));
    const brought = await bring(deskAt(here, 0), await carry(deskAt(elsewhere, 0)));
    expect(brought).toMatchObject({ error: { code: 'exchange-forked' } });
    expect(everything(deskAt(here, 0))).toBe(before);
  });

  it('S91: a branch that is shorter than the one here is refused before anything is applied', async () => {
    const [here, elsewhere] = [await newOffice(3), await newOffice(3)];
    const reader = deskAt(here, 1);
    for (const city of ['تهران', 'قم', 'یزد']) save(deskAt(here, 0), city);
    here.exchange(deskAt(here, 0), reader);
    // More than one transaction takes, and sound.
    for (let n = 0; n < 15; n += 1) save(deskAt(elsewhere, 2), `شهر ${n}`);
    elsewhere.exchange(deskAt(elsewhere, 0), deskAt(elsewhere, 2));
    save(deskAt(elsewhere, 0), 'کرج');
    const before = everything(reader);
    const brought = await bring(reader, await carry(deskAt(elsewhere, 0)));
    expect(brought).toMatchObject({ error: { code: 'exchange-forked' } });
    expect(everything(reader)).toBe(before);
  });

  it('S91: a restored PC is told that a file has more of its own history, instead of passing that over', async () => {
    const office = await newOffice(2);
    const [one, two] = [deskAt(office, 0), deskAt(office, 1)];
    save(one, 'تهران');
    save(one, 'کرج');
    office.exchange(one, two);
    save(two, 'رشت');
    const file = await carry(two);
    const { writer } = one.replica.db;
    const device = one.replica.membership()?.deviceId;
    const history = readVector(writer).find((entry) => entry.device === device);
    if (history === undefined) throw new Error('an own history expected');
    const rewind = rewindHistory(writer, history, history.seq - 1, 0, null);
    writer.sqlite.transaction(() => runAtOnce(rewind))();
    const before = everything(one);
    expect(await bring(one, file)).toMatchObject({ error: { code: 'exchange-forked', deviceId: device } });
    expect(everything(one)).toBe(before);
  });
});

describe('files of changes on a stick', () => {
  const settled = async (desk: Desk, jobId: string) => {
    for (;;) {
      const job = desk.services.exchange.progress().find((one) => one.jobId === jobId);
      if (job === undefined) throw new Error('the job is gone');
      if (job.state !== 'running') return job;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const run = async (desk: Desk, kind: 'export' | 'inspect' | 'import', path: string) => {
    const { exchange } = desk.client((await admin(desk)) ?? undefined);
    const { jobId } =
      kind === 'export'
        ? await exchange.export({ path, scope: { kind: 'everything' } })
        : await exchange[kind]({ path });
    return settled(desk, jobId);
  };
  const admin = async (desk: Desk) => offices.find(({ desks }) => desks.includes(desk))?.users.admin;

  it('S93: report in figures what they brought, and who was at work', async () => {
    const office = await newOffice(2);
    const [one, two] = [deskAt(office, 0), deskAt(office, 1)];
    const path = join(folder, 'changes.paydar');
    save(one, 'تهران');
    expect(await run(one, 'export', path)).toMatchObject({ state: 'done', done: 2, total: 2 });
    expect(readdirSync(folder)).toEqual(['changes.paydar']);
    const from = { code: 101, name: 'PC 101', operations: 2 };
    expect(await run(two, 'inspect', path)).toMatchObject({
      state: 'done',
      contents: { from, operations: 2, fresh: 1, devices: [from], missing: [] },
      report: null,
    });
    expect(await run(two, 'import', path)).toMatchObject({
      state: 'done',
      report: { fresh: 1, present: 1, conflicts: 0 },
    });
    expect(hashOf(two)).toBe(hashOf(one));
    expect(await run(two, 'import', path)).toMatchObject({ report: { fresh: 0, present: 2 } });
  });

  it('S93: that end early are named so, and what stood on the stick before stays', async () => {
    const office = await newOffice(2);
    const [one, two] = [deskAt(office, 0), deskAt(office, 1)];
    const path = join(folder, 'changes.paydar');
    save(one, 'تهران');
    await run(one, 'export', path);
    const whole = readFileSync(path);
    truncateSync(path, whole.length - 1);
    expect(await run(two, 'import', path)).toMatchObject({
      state: 'failed',
      error: { code: 'exchange-truncated' },
    });
    expect(await run(two, 'import', join(folder, 'none'))).toMatchObject({
      error: { code: 'file-not-found' },
    });
    expect(await run(two, 'import', folder)).toMatchObject({ error: { code: 'file-unreadable' } });
    expect(await run(one, 'export', join(folder, 'none', 'x'))).toMatchObject({ state: 'failed' });
    writeFileSync(path, whole);
    for (let n = 0; n < 50; n += 1) save(one, `شهر ${n}`);
    const { exchange } = one.services;
    const started = exchange.export({ path, scope: { kind: 'everything' } });
    if (!started.ok) throw new Error(started.error.code);
    expect(exchange.inspect({ path })).toMatchObject({ error: { code: 'exchange-busy' } });
    expect(exchange.cancel(started.value).ok).toBe(true);
    expect(await settled(one, started.value.jobId)).toMatchObject({ state: 'cancelled', error: null });
    expect(readdirSync(folder)).toEqual(['changes.paydar']);
    expect(readFileSync(path).equals(whole)).toBe(true);
  });
});
