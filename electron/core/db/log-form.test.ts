import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { customer } from '../../../shared/entities/customer.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { decodeSegment, encodeSegment } from './archive-segment.ts';
import { runCommand } from './commit.ts';
import { logDictionary } from './log-dictionary.ts';
import { packForLog, unpackFromLog } from './log-form.ts';
import { type LogRow, readLogFrom, storedOf } from './operation-log.ts';
import { sha256 } from './sha256.ts';

const device = Buffer.from('0197a00000007000800000000000e101', 'hex');
const place = { device, epoch: 1, seq: 7, hlc: '01a0c4506c000001' };

/** A replica after so many commands of a person. */
const worked = (commands: number) => {
  const { replica } = openTestReplica(':memory:');
  for (let n = 0; n < commands; n += 1) {
    const author = { userId: idSchema<'user'>().parse('0197a000-0000-7000-8000-0000000000a1') };
    runCommand(replica, { name: 'customer.create', author }, (tx) => {
      tx.insert(customer, {
        displayName: `مریم رحیمی ${n}`,
        kind: 'person',
        language: 'fa',
        tier: 'standard',
        clvBand: 'unknown',
      });
      return ok(null);
    });
  }
  return replica;
};

describe('what the log stores of an operation', () => {
  it('S130: gives back exactly the bytes that were packed, whatever they are', () => {
    const random = seededRandom('log-form');
    for (let n = 0; n < 500; n += 1) {
      const text = `{"v":1,"device":"${random.pick(['', 'x', '0197a000-0000-7000'])}","name":"${random.pick(['علی', '"\\u0001', '😀'])}"}`;
      const bytes = random.chance(0.5)
        ? Buffer.from(text)
        : Buffer.from(random.bytes(random.integer(0, 2000)));
      const packed = packForLog({ form: 0, bytes }, place);
      expect(packed.bytes.length).toBeLessThanOrEqual(bytes.length);
      expect(unpackFromLog(packed, place)).toEqual({ form: 0, bytes });
    }
  });

  it('S130: makes what one command writes a fraction, and what is read of it is what was signed', () => {
    const replica = worked(20);
    const rows = replica.db.writer.prepare('SELECT * FROM operation ORDER BY received').all() as (LogRow & {
      hash: Buffer;
    })[];
    const read = readLogFrom(replica.db.reader, 0, 100);
    expect(read).toHaveLength(20);
    for (const [n, { key, form, bytes, signature }] of read.entries()) {
      const row = rows[n];
      expect(row?.form).toBe(2);
      expect(row?.bytes.length).toBeLessThan(bytes.length / 2);
      expect(form).toBe(0);
      expect(sha256(bytes)).toEqual(row?.hash);
      expect(replica.checkSignature(replica.db.writer, key, bytes, signature)).toBeNull();
    }
  });

  it('S130: can be read for good: the dictionary is the one with which it was written', () => {
    // Whoever has to change this text makes a new form beside it.
    expect(hash('sha256', logDictionary)).toBe(
      'bd61e4ff0e946f09b916ed22d0416b27cad2cae2995463634c644a887f1efa57',
    );
  });

  it('S130: shows damage as an operation that nobody can read', () => {
    const replica = worked(1);
    const row = replica.db.writer.prepare('SELECT * FROM operation').get() as LogRow;
    const cut = storedOf({ ...row, bytes: row.bytes.subarray(0, -4) });
    expect(cut).toMatchObject({ form: 1, bytes: row.bytes.subarray(0, -4) });
  });

  it('S131: a segment leaves out what follows from it, and gives every operation back as it was', () => {
    const replica = worked(50);
    const operations = readLogFrom(replica.db.reader, 0, 100).map((stored) => ({
      ...stored,
      hlc: /"hlc":"(\w+)"/.exec(stored.bytes.toString())?.[1] ?? '',
    }));
    const plain = encodeSegment(operations);
    expect(decodeSegment(plain)).toEqual(operations);
    // From the second one on, the hash of the one before is not there.
    expect(plain.includes(sha256(operations[10]?.bytes ?? Buffer.alloc(0)).toString('hex'))).toBe(false);
    // The first names one that is not in the segment, as does one behind a hole, or behind another than it says.
    const some = [3, 4, 7, 6, 9].flatMap((n) => operations[n] ?? []).sort((a, b) => a.received - b.received);
    expect(decodeSegment(encodeSegment(some))).toEqual(some);
  });

  it('S131: a segment of version 9 is read as before', () => {
    const [first, second] = readLogFrom(worked(2).db.reader, 0, 10);
    if (first?.signature == null || second?.signature == null) throw new Error('two operations expected');
    const hlc = '01a0c4506c000001';
    const listed = [first, second].map(({ received, key, form, bytes, signature }) => [
      received,
      0,
      key.seq,
      hlc,
      form,
      bytes.length,
      signature?.length,
    ]);
    const text = Buffer.from(JSON.stringify({ histories: [[first.key.device, 1]], operations: listed }));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    const plain = Buffer.concat([length, text, first.bytes, second.bytes, first.signature, second.signature]);
    expect(decodeSegment(plain)).toEqual([
      { ...first, hlc },
      { ...second, hlc },
    ]);
  });
});
