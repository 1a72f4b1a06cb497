import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attachment, attachmentChunkBytes } from '../../../shared/entities/attachment.ts';
import { ok } from '../../../shared/lib/result.ts';
import type { Message } from '../../../shared/sync/messages.ts';
import {
  type AttachmentOffice,
  onlyOne,
  openAttachmentOffice,
} from '../../../test/support/attachment-office.ts';
import { runCommand } from '../db/commit.ts';
import { findRow } from '../db/find-row.ts';
import { memoryBodyStore } from './memory-body-store.ts';

const size = 3 * attachmentChunkBytes + 1000;

let at: AttachmentOffice;
beforeEach(async () => {
  at = await openAttachmentOffice();
});
afterEach(() => at.close());

describe('attachments', () => {
  it('S96: name who holds a body that is not here, fetch it, verify it, and save it unchanged', async () => {
    const [one, two] = [at.deskAt(0), at.deskAt(1)];
    const [from, to] = [at.serve(one), at.serve(two)];
    const path = at.fileOf('قرارداد.pdf', size);
    const { customerId, attachmentId } = await at.attach(from, one, path);
    at.office.exchange(one, two);
    await to.bodies.ready();
    const target = join(at.folder, 'copy.pdf');
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
    at.connect([from, one], [to, two]);
    expect(to.fetch({ attachmentId }).ok).toBe(true);
    await at.settle(() => onlyOne(to.list({ customerId })).state === 'here');
    expect((await to.save({ attachmentId, path: target })).ok).toBe(true);
    expect(readFileSync(target).equals(readFileSync(path))).toBe(true);
    expect([...one.faults, ...two.faults]).toEqual([]);
  });

  it('S97: go on where a cut or a restart left them, and take the rest from whoever else has it', async () => {
    const [one, two, three] = [at.deskAt(0), at.deskAt(1), at.deskAt(2)];
    const [first, other] = [at.serve(one), at.serve(three)];
    const store = memoryBodyStore();
    const { customerId, attachmentId } = await at.attach(first, one, at.fileOf('a.bin', size));
    at.office.exchange(one, two);
    at.office.exchange(one, three);
    at.connect([first, one], [other, three]);
    other.fetch({ attachmentId });
    await at.settle(() => onlyOne(other.list({ customerId })).state === 'here');

    const asked: number[] = [];
    const count = (message: Message, payload: Buffer) => {
      if (message.t === 'body-chunk') asked.push(message.chunk);
      return { message, payload };
    };
    const before = at.serve(two, store);
    const cut = at.connect([first, one], [before, two], (message, payload) => {
      // The cable is pulled while the second chunk is on its way.
      if (message.t === 'body-chunk' && message.chunk === 1) return null;
      return count(message, payload);
    });
    before.fetch({ attachmentId });
    await at.settle(() => asked.length === 1 && onlyOne(before.list({ customerId })).progress > 0);
    cut();
    await before.close();

    const after = at.serve(two, store);
    await after.bodies.ready();
    at.connect([other, three], [after, two], count);
    after.fetch({ attachmentId });
    await at.settle(() => onlyOne(after.list({ customerId })).state === 'here');
    expect(asked).toEqual([0, 1, 2, 3]);
    expect(two.faults).toEqual([]);
  });

  it('S97: go on at once when the holder is there again, however the connection had ended', async () => {
    const [one, two] = [at.deskAt(0), at.deskAt(1)];
    const [from, to] = [at.serve(one), at.serve(two)];
    const { customerId, attachmentId } = await at.attach(from, one, at.fileOf('a.bin', size));
    at.office.exchange(one, two);
    await to.bodies.ready();
    const progress = () => onlyOne(to.list({ customerId })).progress;
    const untilNextChunkLost = (chunk: number) => {
      let isLost = false;
      const cut = at.connect([from, one], [to, two], (message, payload) => {
        if (message.t !== 'body-chunk' || message.chunk < chunk) return { message, payload };
        isLost = true;
        return null;
      });
      return { cut, isLost: () => isLost };
    };
    const first = untilNextChunkLost(1);
    to.fetch({ attachmentId });
    await at.settle(first.isLost);
    first.cut();
    const second = untilNextChunkLost(2);
    const reconnectedMs = at.office.clock.monotonicMs();
    await at.settle(second.isLost);
    // This time the new session is there before the old one is known to be dead.
    at.connect([from, one], [to, two]);
    await at.settle(() => progress() === 1);
    expect(at.office.clock.monotonicMs() - reconnectedMs).toBeLessThan(1000);
    expect([...one.faults, ...two.faults]).toEqual([]);
  });

  it('S97: take no wrong chunk, and ask whoever sent it no more for that body', async () => {
    const [one, two, three] = [at.deskAt(0), at.deskAt(1), at.deskAt(2)];
    const [liar, honest, to] = [at.serve(one), at.serve(three), at.serve(two)];
    const { customerId, attachmentId } = await at.attach(liar, one, at.fileOf('a.bin', size));
    at.office.exchange(one, two);
    at.office.exchange(one, three);
    at.connect([liar, one], [honest, three]);
    honest.fetch({ attachmentId });
    await at.settle(() => onlyOne(honest.list({ customerId })).state === 'here');
    let lies = 0;
    at.connect([liar, one], [to, two], (message, payload) => {
      if (message.t !== 'body-chunk' || message.chunk !== 1) return { message, payload };
      lies += 1;
      return { message, payload: Buffer.concat([Buffer.from('x'), payload.subarray(1)]) };
    });
    to.fetch({ attachmentId });
    await at.settle(() => lies > 0);
    await at.office.clock.advance(60_000);
    expect([lies, onlyOne(to.list({ customerId })).state]).toEqual([1, 'elsewhere']);
    at.connect([honest, three], [to, two]);
    await at.settle(() => onlyOne(to.list({ customerId })).state === 'here');
    expect(lies).toBe(1);
  });

  it('S97: a row that describes a body wrongly keeps nobody from it, nor has anybody asked again and again', async () => {
    const [one, two] = [at.deskAt(0), at.deskAt(1)];
    const [from, to] = [at.serve(one), at.serve(two)];
    const path = at.fileOf('a.bin', size);
    const { customerId, attachmentId } = await at.attach(from, one, path);
    const row = findRow(one.replica.db.reader, 'attachment', attachmentId);
    if (row === null) throw new Error('no attachment');
    const { id: _id, ...told } = row;
    for (const chunkDigests of [
      `${told.chunkDigests.slice(0, -1)}${told.chunkDigests.endsWith('0') ? 1 : 0}`,
      'f'.repeat(told.chunkDigests.length),
    ])
      runCommand(one.replica, { name: 'test', author: { userId: null } }, (tx) =>
        ok(tx.insert(attachment, { ...told, chunkDigests })),
      );
    at.office.exchange(one, two);
    await to.bodies.ready();
    let sent = 0;
    at.connect([from, one], [to, two], (message, payload) => {
      if (message.t === 'body-chunk') sent += 1;
      return { message, payload };
    });
    to.fetch({ attachmentId });
    const whole = () => to.list({ customerId }).every(({ state }) => state === 'here');
    await at.settle(whole);
    expect(whole()).toBe(true);
    // Of the honest row four, of each of the others at most as many.
    expect(sent).toBeLessThanOrEqual(12);
    expect(two.faults).toEqual([]);
  });

  it('S96: a peer is asked once for what is missing, and says itself what it gets later', async () => {
    const [one, two, three] = [at.deskAt(0), at.deskAt(1), at.deskAt(2)];
    const [maker, between, to] = [at.serve(one), at.serve(two), at.serve(three)];
    const { customerId } = await at.attach(maker, one, at.fileOf('a.bin', size));
    at.office.exchange(one, two);
    at.office.exchange(one, three);
    await Promise.all([between.bodies.ready(), to.bodies.ready()]);
    let asked = 0;
    at.connect([to, three], [between, two], (message, payload) => {
      if (message.t === 'bodies-ask') asked += 1;
      return { message, payload };
    });
    await at.office.clock.advance(120_000);
    expect([asked, onlyOne(to.list({ customerId })).state]).toEqual([1, 'elsewhere']);
    at.connect([maker, one], [between, two]);
    await at.settle(() => onlyOne(to.list({ customerId })).state === 'here');
    expect(asked).toBe(1);
  });

  it('S98: come by themselves, slowly, while no operations flow', async () => {
    const [one, two] = [at.deskAt(0), at.deskAt(1)];
    const [from, to] = [at.serve(one), at.serve(two)];
    const chunks: number[] = [];
    at.connect([from, one], [to, two], (message, payload) => {
      if (message.t === 'body-chunk') chunks.push(at.office.clock.monotonicMs());
      return { message, payload };
    });
    const { customerId } = await at.attach(from, one, at.fileOf('a.bin', size));
    at.office.exchange(one, two);
    for (let n = 0; n < 20; n += 1) {
      await at.office.clock.advance(100);
      at.newCustomer(two);
    }
    expect(chunks.length).toBeLessThanOrEqual(1);
    await at.settle(() => onlyOne(to.list({ customerId })).state === 'here');
    const gaps = chunks.slice(1).map((at, n) => at - (chunks[n] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60);
  });
});
