import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attachmentChunkBytes, maxAttachmentBytes } from '../../../shared/entities/attachment.ts';
import { ok } from '../../../shared/lib/result.ts';
import {
  type AttachmentOffice,
  onlyOne,
  openAttachmentOffice,
} from '../../../test/support/attachment-office.ts';
import type { BodyStore } from './body-store.ts';
import { fileBodyStore } from './file-body-store.ts';
import { memoryBodyStore } from './memory-body-store.ts';

const admitted = ['body-want', 'body-chunk', 'bodies-ask', 'bodies-held'] as const;
const dayMs = 86_400_000;
const size = 3 * attachmentChunkBytes + 1000;

let at: AttachmentOffice;
beforeEach(async () => {
  at = await openAttachmentOffice();
});
afterEach(() => at.close());

describe('room for attachments', () => {
  it('S99: are refused where they are empty, too large or over a quota, and nothing is left of them', async () => {
    const [one] = [at.deskAt(0)];
    const store = memoryBodyStore();
    const service = at.serve(one, store, { officeBytes: 5000, deskBytes: 5000 });
    const author = { userId: at.office.users.agent.id };
    const customerId = at.newCustomer(one);
    const add = async (path: string) => {
      const added = await service.add({ path, customerId, kind: 'file' }, author);
      return added.ok ? 'added' : added.error.code;
    };
    expect(await add(at.fileOf('empty', 0))).toBe('attachment-empty');
    expect(await add(at.fileOf('large', maxAttachmentBytes + 1))).toBe('attachment-too-large');
    expect(await add(join(at.folder, 'none'))).toBe('file-not-found');
    expect(await add(at.folder)).toBe('file-unreadable');
    expect(await add(at.fileOf('first', 3000))).toBe('added');
    expect(await add(at.fileOf('second', 3000))).toBe('attachment-quota');
    // The same content takes no more room.
    expect(await add(at.fileOf('first', 3000))).toBe('added');
    expect(service.status()).toMatchObject({ heldBytes: 3000, officeBytes: 3000, missing: 0 });
    expect(service.list({ customerId })).toHaveLength(2);
  });

  it('S99: are added one after the other, the same file twice and two for which there is room for one', async () => {
    const one = at.deskAt(0);
    const store = fileBodyStore(join(at.folder, 'bodies'));
    const service = at.serve(one, store, { officeBytes: 800_000, deskBytes: 800_000 });
    const author = { userId: at.office.users.agent.id };
    const customerId = at.newCustomer(one);
    const addAll = (paths: readonly string[]) =>
      Promise.all(
        paths.map(async (path) => {
          const added = await service.add({ path, customerId, kind: 'file' }, author);
          return added.ok ? 'added' : added.error.code;
        }),
      );
    const twice = at.fileOf('twice', 300_000);
    expect(await addAll([twice, twice, twice])).toEqual(['added', 'added', 'added']);
    expect(await addAll([at.fileOf('b', 300_000), at.fileOf('c', 300_000)])).toEqual([
      'added',
      'attachment-quota',
    ]);
    expect(service.status().heldBytes).toBe(600_000);
  });

  it('S99: wait for room where the disk is full, say so, and go on', async () => {
    const [one, two] = [at.deskAt(0), at.deskAt(1)];
    const memory = memoryBodyStore();
    let isFull = true;
    const full: BodyStore = {
      ...memory,
      writePart: async (hash, at, bytes) => {
        if (isFull) throw Object.assign(new Error('no room'), { code: 'ENOSPC', syscall: 'write' });
        await memory.writePart(hash, at, bytes);
      },
    };
    const [from, to] = [at.serve(one), at.serve(two, full)];
    const { customerId, attachmentId } = await at.attach(from, one, at.fileOf('a.bin', size));
    at.office.exchange(one, two);
    at.connect([from, one], [to, two]);
    to.fetch({ attachmentId });
    await at.settle(() => to.status().problem === 'disk-full');
    const author = { userId: at.office.users.agent.id };
    expect(await to.add({ path: at.fileOf('b', 10), customerId, kind: 'file' }, author)).toMatchObject({
      error: { code: 'disk-full' },
    });
    isFull = false;
    await at.office.clock.advance(61_000);
    await at.settle(() => onlyOne(to.list({ customerId })).state === 'here');
    expect(to.status().problem).toBeNull();
    expect(two.faults).toEqual([]);
  });

  it('S99: a desk without room leaves the others’ bodies to them', async () => {
    const [one, two] = [at.deskAt(0), at.deskAt(1)];
    const [from, to] = [
      at.serve(one),
      at.serve(two, memoryBodyStore(), { officeBytes: 10 ** 9, deskBytes: 1000 }),
    ];
    const { customerId } = await at.attach(from, one, at.fileOf('a.bin', 2000));
    at.office.exchange(one, two);
    at.connect([from, one], [to, two]);
    await at.settle(() => to.status().problem === 'quota');
    expect(onlyOne(to.list({ customerId })).state).toBe('elsewhere');
  });

  it('S95: bodies that nothing names are collected after a week, and none that something names', async () => {
    const [one] = [at.deskAt(0)];
    const service = at.serve(one);
    const path = at.fileOf('a.bin', 1000);
    const first = await at.attach(service, one, path);
    const second = await at.attach(service, one, path);
    const author = { userId: at.office.users.agent.id };
    await service.remove({ attachmentId: first.attachmentId }, author);
    await at.office.clock.advance(8 * dayMs);
    await service.bodies.collect();
    expect(service.status().heldBytes).toBe(1000);
    await service.remove({ attachmentId: second.attachmentId }, author);
    await at.office.clock.advance(6 * dayMs);
    await service.bodies.collect();
    expect(service.status().heldBytes).toBe(1000);
    await at.office.clock.advance(2 * dayMs);
    await service.bodies.collect();
    expect(service.status().heldBytes).toBe(0);
    expect(service.list({ customerId: second.customerId })).toEqual([]);
    // Two weeks of fake time are many timers.
  }, 90_000);
});

it('gives a removed attachment back whole, and says so of one that never was', async () => {
  const one = at.deskAt(0);
  const service = at.serve(one);
  const path = join(at.folder, 'فاکتور.txt');
  writeFileSync(path, 'مبلغ');
  const added = await at.attach(service, one, path);
  const author = { userId: at.office.users.agent.id };
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
  expect([...at.serve(at.deskAt(0)).feature.kinds].sort()).toEqual([...admitted].sort());
});
