import { describe, expect, it } from 'vitest';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { poll } from '../../../test/support/poll.ts';
import { openingOf, openRecordedSession } from '../../../test/support/recorded-session.ts';
import { openTestReplica, organisationId } from '../../../test/support/test-replica.ts';
import { readHead, readLogFrom } from '../db/operation-log.ts';
import type { StoredOperation } from '../db/stored-operation.ts';
import { decodeFrame } from './frame.ts';
import { encodeOperations } from './operations-frame.ts';

/** As many as may wait. */
const batches = 32;

/** Operations that others could have compressed, and did not: each batch unpacks to some 300 KiB. */
const makeBatches = (): readonly (readonly Omit<StoredOperation, 'received'>[])[] => {
  const history = forgeHistory(organisationId, 1);
  return Array.from({ length: batches }, () =>
    Array.from({ length: 2 }, () => {
      const { key, bytes, signature } = history.next([], { padding: 'x'.repeat(150_000) });
      return { key, form: 0, bytes: Buffer.from(bytes), signature: signature && Buffer.from(signature) };
    }),
  );
};

describe('packed batches from a peer', () => {
  it('S145: are not unpacked before their turn, however many wait', async () => {
    const { replica, close } = openTestReplica(':memory:');
    const made = makeBatches();
    const frames = made.map((batch) => encodeOperations(batch, 0));
    expect(frames.every(({ length }) => length < 1000)).toBe(true);
    const { hear, hearBytes, closedFor, faults, sentOf } = openRecordedSession(replica);
    hear(openingOf());
    const release = await replica.db.gate.hold();
    const before = process.memoryUsage().external;
    for (const frame of frames) hearBytes(frame);
    await new Promise(setImmediate);
    // All of them are 9.6 MB.
    expect(process.memoryUsage().external - before).toBeLessThan(3_000_000);
    release();
    const taken = () =>
      sentOf('ack').filter(({ message }) => message.t === 'ack' && message.batches === 1).length;
    await poll(() => taken() === batches || closedFor.length > 0, 'all are taken');
    expect([faults, closedFor]).toEqual([[], []]);
    const history = { device: forgeHistory(organisationId, 1).device, epoch: 1 };
    expect(readHead(replica.db.reader, history).seq).toBe(2 * batches);
    const [first] = readLogFrom(replica.db.reader, 0, 1);
    expect([first?.form, first?.bytes]).toEqual([0, made[0]?.[0]?.bytes]);
    close();
  });

  it('S145: end the session of who lies in them, and nothing of them is taken', async () => {
    const { replica, close } = openTestReplica(':memory:');
    const [batch = []] = makeBatches();
    const frame = decodeFrame(encodeOperations(batch, 0));
    if (!frame.ok || frame.value.message.t !== 'packed') throw new Error('a packed frame expected');
    const { message, payload } = frame.value;
    for (const lie of [{ plainSize: message.plainSize - 1 }, { packedSize: payload.length + 1 }]) {
      const { hear, closedFor, faults } = openRecordedSession(replica);
      hear(openingOf());
      hear({ ...message, ...lie }, [payload]);
      await poll(() => closedFor.length > 0, 'the session ends');
      expect([closedFor, faults]).toEqual([['broken-rule'], []]);
    }
    expect(readLogFrom(replica.db.reader, 0, 1)).toEqual([]);
    close();
  });
});
