import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attachmentChunkBytes, maxAttachmentBytes } from '../../../shared/entities/attachment.ts';
import { customer } from '../../../shared/entities/customer.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import type { Message, MessageOf } from '../../../shared/sync/messages.ts';
import { type Desk, type Office, openOffice } from '../../../test/support/desk.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { runCommand } from '../db/commit.ts';
import type { FeatureHooks, SessionPeer } from '../sync/session-feature.ts';
import { type AttachmentLimits, createAttachmentService, usualLimits } from './attachment-service.ts';
import type { BodyStore } from './body-store.ts';
import { fileBodyStore } from './file-body-store.ts';
import { memoryBodyStore } from './memory-body-store.ts';

const admitted = ['body-want', 'body-chunk', 'bodies-ask', 'bodies-held'] as const;
const dayMs = 86_400_000;

let office: Office;
let folder = '';
const closing: (() => Promise<void>)[] = [];
beforeEach(async () => {
  office = await openOffice(3);
  folder = mkdtempSync(join(tmpdir(), 'paydar-attachments-'));
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  office.close();
  rmSync(folder, { recursive: true, force: true });
});

const deskAt = (index: number): Desk => {
  const desk = office.desks[index];
  if (desk === undefined) throw new Error(`no desk ${index}`);
  return desk;
};
const idOf = (desk: Desk): DeviceId => {
  const membership = desk.replica.membership();
  if (membership === null) throw new Error('no membership');
  return membership.deviceId;
};

const serve = (desk: Desk, store: BodyStore = memoryBodyStore(), limits: AttachmentLimits = usualLimits) => {
  const service = createAttachmentService({
    replica: desk.replica,
    store,
    limits,
    emit: () => undefined,
    onFault: (cause) => desk.faults.push(cause),
  });
  closing.push(service.close);
  return service;
};
type Service = ReturnType<typeof serve>;

/** Lets two services talk, as two ends of a session would. @param pass may change or swallow what a sends. */
const connect = (
  [a, deskA]: readonly [Service, Desk],
  [b, deskB]: readonly [Service, Desk],
  pass: (message: Message, payload: Buffer) => { message: Message; payload: Buffer } | null = (
    message,
    payload,
  ) => ({ message, payload }),
) => {
  const hooks: { a?: FeatureHooks; b?: FeatureHooks } = {};
  let isOpen = true;
  const opened: MessageOf<'open'> = {
    t: 'open',
    organisationId:
      deskA.replica.membership()?.organisationId ??
      (() => {
        throw new Error('none');
      })(),
    epoch: 1,
    schema: 1,
    appVersion: '0',
    syncPort: 0,
    holds: '',
  };
  const peer = (deviceId: DeviceId, to: 'a' | 'b', isFiltered: boolean): SessionPeer => ({
    deviceId,
    opened,
    send: (message, parts = []) => {
      const payload = Buffer.concat(parts);
      const sent = isFiltered ? pass(message, payload) : { message, payload };
      if (sent !== null)
        office.clock.after(1, () => {
          if (isOpen) hooks[to]?.onMessage(sent);
        });
    },
    bufferedBytes: () => 0,
    holdOperations: () => () => undefined,
    refuse: (reason) => {
      throw new Error(reason);
    },
    close: () => undefined,
  });
  hooks.a = a.feature.open(peer(idOf(deskB), 'b', true));
  hooks.b = b.feature.open(peer(idOf(deskA), 'a', false));
  return () => {
    isOpen = false;
    hooks.a?.onClose?.();
    hooks.b?.onClose?.();
  };
};

const newCustomer = (desk: Desk) => {
  const made = runCommand(desk.replica, { name: 'test', author: { userId: null } }, (tx) =>
    ok(
      tx.insert(customer, {
        displayName: 'مینا راد',
        kind: 'person',
        language: 'fa',
        tier: 'standard',
        clvBand: 'unknown',
      }),
    ),
  );
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
};

const fileOf = (name: string, size: number): string => {
  const path = join(folder, name);
  writeFileSync(path, seededRandom(name).bytes(size));
  return path;
};

const attach = async (service: Service, desk: Desk, path: string) => {
  const customerId = newCustomer(desk);
  const author = { userId: office.users.agent.id };
  const added = await service.add({ path, customerId, kind: 'file' }, author);
  if (!added.ok) throw new Error(added.error.code);
  return { customerId, attachmentId: added.value.attachmentId };
};

/** Turns the clock on, and lets the disk answer in between. */
const settle = async (isDone: () => boolean): Promise<void> => {
  for (let n = 0; n < 3000 && !isDone(); n += 1) {
    await office.clock.advance(10);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(isDone()).toBe(true);
};
const onlyOne = <T>(list: readonly T[]): T => {
  const [one] = list;
  if (one === undefined || list.length > 1) throw new Error(`${list.length} of them`);
  return one;
};

const size = 3 * attachmentChunkBytes + 1000;

describe('attachments', () => {
  it('S96: name who holds a body that is not here, fetch it, verify it, and save it unchanged', async () => {
    const [one, two] = [deskAt(0), deskAt(1)];
    const [from, to] = [serve(one), serve(two)];
    const path = fileOf('قرارداد.pdf', size);
    const { customerId, attachmentId } = await attach(from, one, path);
    office.exchange(one, two);
    await to.bodies.ready();
    const target = join(folder, 'copy.pdf');
    expect(onlyOne(to.list({ customerId }))).toMatchObject({
      fileName: 'قرارداد.pdf',
      mediaType: 'application/pdf',
      sizeBytes: size,
      state: 'elsewhere',
      holders: [{ code: 101, name: 'PC 101', connected: false }],
    });
    expect(await to.save({ attachmentId, path: target })).toMatchObject({
      error: { code: 'attachment-not-here', data: { devices: ['PC 101'] } },
    });
    connect([from, one], [to, two]);
    expect(to.fetch({ attachmentId }).ok).toBe(true);
    await settle(() => onlyOne(to.list({ customerId })).state === 'here');
    expect((await to.save({ attachmentId, path: target })).ok).toBe(true);
    expect(readFileSync(target).equals(readFileSync(path))).toBe(true);
    expect([...one.faults, ...two.faults]).toEqual([]);
  });

  it('S97: go on where a cut or a restart left them, and take the rest from whoever else has it', async () => {
    const [one, two, three] = [deskAt(0), deskAt(1), deskAt(2)];
    const [first, other] = [serve(one), serve(three)];
    const store = memoryBodyStore();
    const { customerId, attachmentId } = await attach(first, one, fileOf('a.bin', size));
    office.exchange(one, two);
    office.exchange(one, three);
    connect([first, one], [other, three]);
    other.fetch({ attachmentId });
    await settle(() => onlyOne(other.list({ customerId })).state === 'here');

    const asked: number[] = [];
    const count = (message: Message, payload: Buffer) => {
      if (message.t === 'body-chunk') asked.push(message.chunk);
      return { message, payload };
    };
    const before = serve(two, store);
    const cut = connect([first, one], [before, two], (message, payload) => {
      // The cable is pulled while the second chunk is on its way.
      if (message.t === 'body-chunk' && message.chunk === 1) return null;
      return count(message, payload);
    });
    before.fetch({ attachmentId });
    await settle(() => asked.length === 1 && onlyOne(before.list({ customerId })).progress > 0);
    cut();
    await before.close();

    const after = serve(two, store);
    await after.bodies.ready();
    connect([other, three], [after, two], count);
    after.fetch({ attachmentId });
    await settle(() => onlyOne(after.list({ customerId })).state === 'here');
    expect(asked).toEqual([0, 1, 2, 3]);
    expect(two.faults).toEqual([]);
  });

  it('S97: go on at once when the holder is there again, however the connection had ended', async () => {
    const [one, two] = [deskAt(0), deskAt(1)];
    const [from, to] = [serve(one), serve(two)];
    const { customerId, attachmentId } = await attach(from, one, fileOf('a.bin', size));
    office.exchange(one, two);
    await to.bodies.ready();
    const progress = () => onlyOne(to.list({ customerId })).progress;
    const untilNextChunkLost = (chunk: number) => {
      let isLost = false;
      const cut = connect([from, one], [to, two], (message, payload) => {
        if (message.t !== 'body-chunk' || message.chunk < chunk) return { message, payload };
        isLost = true;
        return null;
      });
      return { cut, isLost: () => isLost };
    };
    const first = untilNextChunkLost(1);
    to.fetch({ attachmentId });
    await settle(first.isLost);
    first.cut();
    const second = untilNextChunkLost(2);
    const reconnectedMs = office.clock.monotonicMs();
    await settle(second.isLost);
    // This time the new session is there before the old one is known to be dead.
    connect([from, one], [to, two]);
    await settle(() => progress() === 1);
    expect(office.clock.monotonicMs() - reconnectedMs).toBeLessThan(1000);
    expect([...one.faults, ...two.faults]).toEqual([]);
  });

  it('S97: take no wrong chunk, and ask whoever sent it no more for that body', async () => {
    const [one, two, three] = [deskAt(0), deskAt(1), deskAt(2)];
    const [liar, honest, to] = [serve(one), serve(three), serve(two)];
    const { customerId, attachmentId } = await attach(liar, one, fileOf('a.bin', size));
    office.exchange(one, two);
    office.exchange(one, three);
    connect([liar, one], [honest, three]);
    honest.fetch({ attachmentId });
    await settle(() => onlyOne(honest.list({ customerId })).state === 'here');
    let lies = 0;
    connect([liar, one], [to, two], (message, payload) => {
      if (message.t !== 'body-chunk' || message.chunk !== 1) return { message, payload };
      lies += 1;
      return { message, payload: Buffer.concat([Buffer.from('x'), payload.subarray(1)]) };
    });
    to.fetch({ attachmentId });
    await settle(() => lies > 0);
    await office.clock.advance(60_000);
    expect([lies, onlyOne(to.list({ customerId })).state]).toEqual([1, 'elsewhere']);
    connect([honest, three], [to, two]);
    await settle(() => onlyOne(to.list({ customerId })).state === 'here');
    expect(lies).toBe(1);
  });

  it('S98: come by themselves, slowly, while no operations flow', async () => {
    const [one, two] = [deskAt(0), deskAt(1)];
    const [from, to] = [serve(one), serve(two)];
    const chunks: number[] = [];
    connect([from, one], [to, two], (message, payload) => {
      if (message.t === 'body-chunk') chunks.push(office.clock.monotonicMs());
      return { message, payload };
    });
    const { customerId } = await attach(from, one, fileOf('a.bin', size));
    office.exchange(one, two);
    for (let n = 0; n < 20; n += 1) {
      await office.clock.advance(100);
      newCustomer(two);
    }
    expect(chunks.length).toBeLessThanOrEqual(1);
    await settle(() => onlyOne(to.list({ customerId })).state === 'here');
    const gaps = chunks.slice(1).map((at, n) => at - (chunks[n] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60);
  });

  it('S99: are refused where they are empty, too large or over a quota, and nothing is left of them', async () => {
    const [one] = [deskAt(0)];
    const store = memoryBodyStore();
    const service = serve(one, store, { officeBytes: 5000, deskBytes: 5000 });
    const author = { userId: office.users.agent.id };
    const customerId = newCustomer(one);
    const add = async (path: string) => {
      const added = await service.add({ path, customerId, kind: 'file' }, author);
      return added.ok ? 'added' : added.error.code;
    };
    expect(await add(fileOf('empty', 0))).toBe('attachment-empty');
    expect(await add(fileOf('large', maxAttachmentBytes + 1))).toBe('attachment-too-large');
    expect(await add(join(folder, 'none'))).toBe('file-not-found');
    expect(await add(folder)).toBe('file-unreadable');
    expect(await add(fileOf('first', 3000))).toBe('added');
    expect(await add(fileOf('second', 3000))).toBe('attachment-quota');
    // The same content takes no more room.
    expect(await add(fileOf('first', 3000))).toBe('added');
    expect(service.status()).toMatchObject({ heldBytes: 3000, officeBytes: 3000, missing: 0 });
    expect(service.list({ customerId })).toHaveLength(2);
  });

  it('S99: are added one after the other, the same file twice and two for which there is room for one', async () => {
    const one = deskAt(0);
    const store = fileBodyStore(join(folder, 'bodies'));
    const service = serve(one, store, { officeBytes: 800_000, deskBytes: 800_000 });
    const author = { userId: office.users.agent.id };
    const customerId = newCustomer(one);
    const addAll = (paths: readonly string[]) =>
      Promise.all(
        paths.map(async (path) => {
          const added = await service.add({ path, customerId, kind: 'file' }, author);
          return added.ok ? 'added' : added.error.code;
        }),
      );
    const twice = fileOf('twice', 300_000);
    expect(await addAll([twice, twice, twice])).toEqual(['added', 'added', 'added']);
    expect(await addAll([fileOf('b', 300_000), fileOf('c', 300_000)])).toEqual(['added', 'attachment-quota']);
    expect(service.status().heldBytes).toBe(600_000);
  });

  it('S99: wait for room where the disk is full, say so, and go on', async () => {
    const [one, two] = [deskAt(0), deskAt(1)];
    const memory = memoryBodyStore();
    let isFull = true;
    const full: BodyStore = {
      ...memory,
      writePart: async (hash, at, bytes) => {
        if (isFull) throw Object.assign(new Error('no room'), { code: 'ENOSPC', syscall: 'write' });
        await memory.writePart(hash, at, bytes);
      },
    };
    const [from, to] = [serve(one), serve(two, full)];
    const { customerId, attachmentId } = await attach(from, one, fileOf('a.bin', size));
    office.exchange(one, two);
    connect([from, one], [to, two]);
    to.fetch({ attachmentId });
    await settle(() => to.status().problem === 'disk-full');
    const author = { userId: office.users.agent.id };
    expect(await to.add({ path: fileOf('b', 10), customerId, kind: 'file' }, author)).toMatchObject({
      error: { code: 'disk-full' },
    });
    isFull = false;
    await office.clock.advance(61_000);
    await settle(() => onlyOne(to.list({ customerId })).state === 'here');
    expect(to.status().problem).toBeNull();
    expect(two.faults).toEqual([]);
  });

  it('S99: a desk without room leaves the others’ bodies to them', async () => {
    const [one, two] = [deskAt(0), deskAt(1)];
    const [from, to] = [serve(one), serve(two, memoryBodyStore(), { officeBytes: 10 ** 9, deskBytes: 1000 })];
    const { customerId } = await attach(from, one, fileOf('a.bin', 2000));
    office.exchange(one, two);
    connect([from, one], [to, two]);
    await settle(() => to.status().problem === 'quota');
    expect(onlyOne(to.list({ customerId })).state).toBe('elsewhere');
  });

  it('S95: bodies that nothing names are collected after a week, and none that something names', async () => {
    const [one] = [deskAt(0)];
    const service = serve(one);
    const path = fileOf('a.bin', 1000);
    const first = await attach(service, one, path);
    const second = await attach(service, one, path);
    const author = { userId: office.users.agent.id };
    await service.remove({ attachmentId: first.attachmentId }, author);
    await office.clock.advance(8 * dayMs);
    await service.bodies.collect();
    expect(service.status().heldBytes).toBe(1000);
    await service.remove({ attachmentId: second.attachmentId }, author);
    await office.clock.advance(6 * dayMs);
    await service.bodies.collect();
    expect(service.status().heldBytes).toBe(1000);
    await office.clock.advance(2 * dayMs);
    await service.bodies.collect();
    expect(service.status().heldBytes).toBe(0);
    expect(service.list({ customerId: second.customerId })).toEqual([]);
    // Two weeks of fake time are many timers.
  }, 90_000);
});

it('gives a removed attachment back whole, and says so of one that never was', async () => {
  const one = deskAt(0);
  const service = serve(one);
  const path = join(folder, 'فاکتور.txt');
  writeFileSync(path, 'مبلغ');
  const added = await attach(service, one, path);
  const author = { userId: office.users.agent.id };
  await service.remove(added, author);
  expect(service.list(added)).toEqual([]);
  expect(await service.restore(added, author)).toEqual(ok(null));
  expect(service.list(added)).toMatchObject([
    { id: added.attachmentId, fileName: 'فاکتور.txt', state: 'here' },
  ]);
  const unknown = one.replica.newId<'attachment'>();
  expect(await service.restore({ attachmentId: unknown }, author)).toMatchObject({
    ok: false,
    error: { code: 'not-found' },
  });
});

it('talks in messages of its own', () => {
  expect([...serve(deskAt(0)).feature.kinds].sort()).toEqual([...admitted].sort());
});
