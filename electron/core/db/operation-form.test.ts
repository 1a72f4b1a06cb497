import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { customer } from '../../../shared/entities/customer.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { allowedRow } from '../../../test/support/allowed-value.ts';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations, type IncomingOperation } from './accept.ts';
import { formOf, plainOf } from './operation-form.ts';
import { readHead, readLogFrom } from './operation-log.ts';
import type { Replica } from './replica.ts';
import { sha256 } from './sha256.ts';
import { stateHash } from './state-hash.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');

const manyCustomers = (): IncomingOperation =>
  forgeHistory(organisationId, 1).next(
    Array.from({ length: 40 }, (_, n) => ({
      entity: 'customer',
      id: `0197a000-0000-7000-8000-0000000a${String(n).padStart(4, '0')}`,
      kind: 'insert',
      fields: allowedRow(customer, n),
    })),
  );

const open = (): Replica => openTestReplica(':memory:').replica;
const accept = (replica: Replica, operation: IncomingOperation) =>
  acceptOperations(replica, organisationId, [operation]);

describe('the form of an operation', () => {
  it('S32: packs what is large, leaves what is small, and gives the same bytes back', () => {
    const plain = Buffer.from(manyCustomers().bytes);
    const packed = formOf(plain);
    expect(packed.form).toBe(1);
    expect(packed.bytes.length).toBeLessThan(plain.length / 3);
    expect(plainOf(packed)).toEqual(plain);
    const small = Buffer.from('{"v":1}');
    expect(formOf(small)).toEqual({ form: 0, bytes: small });
  });

  it('S32: is kept as it was received, and neither state nor chain depends on it', () => {
    const made = manyCustomers();
    const packed = { ...made, ...formOf(made.bytes) };
    const [asMade, asPacked] = [open(), open()];
    expect(accept(asMade, made).ok && accept(asPacked, packed).ok).toBe(true);
    expect(stateHash(asPacked.db.reader)).toEqual(stateHash(asMade.db.reader));
    expect(readHead(asPacked.db.reader, made.key).hash).toEqual(sha256(made.bytes));
    const [stored] = readLogFrom(asPacked.db.reader, 0, 1);
    expect(stored).toMatchObject({ form: 1, bytes: packed.bytes });
    expect(readLogFrom(asMade.db.reader, 0, 1)).toMatchObject([{ form: 0 }]);
  });

  it.each([
    ['what is no frame', Buffer.from('{"v":1}'.repeat(400))],
    ['a frame that is cut off', zstdCompressSync(Buffer.alloc(50_000, '{"v":1}')).subarray(0, 20)],
    ['a frame of more than an operation may have', zstdCompressSync(Buffer.alloc(64 * 1024 * 1024))],
  ])('S9, S32: refuses %s, and unpacks no further than it must', (_, bytes) => {
    const replica = open();
    const before = process.memoryUsage().external;
    expect(accept(replica, { ...manyCustomers(), form: 1, bytes })).toMatchObject({
      ok: false,
      error: { type: 'operation-unreadable' },
    });
    expect(process.memoryUsage().external - before).toBeLessThan(16 * 1024 * 1024);
    expect(readLogFrom(replica.db.reader, 0, 1)).toEqual([]);
  });
});
