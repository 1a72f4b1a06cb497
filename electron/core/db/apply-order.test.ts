import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entity } from '../../../shared/entities/define-entity.ts';
import { entities } from '../../../shared/entities/index.ts';
import type { DeviceId, OrganisationId } from '../../../shared/lib/ids.ts';
import { hlcZero, tickHlc } from '../../../shared/sync/hlc.ts';
import { type Change, encodeOperation, type Operation } from '../../../shared/sync/operation.ts';
import { makeStamp } from '../../../shared/sync/stamp.ts';
import { allowedRow, allowedValue } from '../../../test/support/allowed-value.ts';
import { openMemoryDatabase } from '../../../test/support/memory-database.ts';
import { appendAndApply } from './operation-log.ts';
import { sha256 } from './sha256.ts';
import { stateHash } from './state-hash.ts';

const org = '0197a000-0000-7000-8000-0000000000aa' as OrganisationId;
const deviceId = (n: number): DeviceId => `0197a000-0000-7000-8000-00000000000${n}` as DeviceId;
const rowId = '0197a000-0000-7000-8000-0000000000ff';
const all: readonly Entity[] = Object.values(entities);

/** Operations of several devices on one row: inserts (also twice), edits that saw some of the others, a delete. */
const operationsOn = (
  entity: Entity,
  plan: readonly { device: number; field: number; seen: number[] }[],
): Operation[] => {
  const fields = Object.keys(entity.fields);
  const made: Operation[] = [];
  const seqs = new Map<number, number>();
  for (const [n, { device, field, seen }] of plan.entries()) {
    const seq = (seqs.get(device) ?? 0) + 1;
    seqs.set(device, seq);
    const name = fields[field % fields.length] ?? 'deletedAt';
    const stamps = [...new Set(seen)].flatMap((index) => {
      const operation = made[index];
      return operation === undefined ? [] : [makeStamp(operation.hlc, operation.device)];
    });
    const inserts = n === 0 || field % 5 === 4;
    const change: Change = inserts
      ? { entity: entity.name, id: rowId, kind: 'insert', fields: allowedRow(entity, n, true) }
      : {
          entity: entity.name,
          id: rowId,
          kind: 'update',
          fields: { [name]: allowedValue(entity, name, n) },
          replaces: { [name]: stamps },
        };
    made.push({
      v: 1,
      org,
      device: deviceId(device),
      epoch: 1,
      seq,
      prev: '',
      hlc: tickHlc(hlcZero, 1_790_000_000_000 + n),
      wall: 1_790_000_000_000 + n,
      policy: 0,
      schema: 1,
      user: null,
      command: 'test',
      changes: [change],
    });
  }
  return made;
};

const hashAfter = (operations: readonly Operation[]): string => {
  const db = openMemoryDatabase();
  for (const operation of operations) {
    const bytes = Buffer.from(encodeOperation(operation));
    // What does not fit its field is put aside, and would leave nothing to compare.
    const stored = { form: 0, bytes, hash: sha256(bytes), signature: null } as const;
    expect(appendAndApply(db.writer, operation, stored, new Map())).toBe(true);
  }
  const { hash } = stateHash(db.reader);
  db.close();
  return hash;
};

const plan = fc.array(
  fc.record({
    device: fc.integer({ min: 1, max: 3 }),
    field: fc.nat(20),
    seen: fc.array(fc.nat(5), { maxLength: 3 }),
  }),
  { minLength: 2, maxLength: 6 },
);

describe.each(all.map((entity) => [entity.name, entity] as const))('operations on %s', (_, entity) => {
  it('S3: give the same state in any order', () => {
    fc.assert(
      fc.property(plan, fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), (steps, keys) => {
        const operations = operationsOn(entity, steps);
        const shuffled = operations
          .map((operation, index) => ({ operation, key: keys[index] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ operation }) => operation);
        expect(hashAfter(shuffled)).toBe(hashAfter(operations));
      }),
      { numRuns: 25, seed: 1405 },
    );
  });
});
