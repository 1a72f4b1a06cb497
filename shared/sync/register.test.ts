import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeClassOf } from '../entities/define-entity.ts';
import { entities, entityByName, isEntityName } from '../entities/index.ts';
import type { DeviceId } from '../lib/ids.ts';
import { chooseShown } from './choose.ts';
import { hlcZero, tickHlc } from './hlc.ts';
import { emptyRegister, join, type Register, type Write } from './register.ts';
import { makeStamp, type Stamp } from './stamp.ts';

const deviceId = (n: number): DeviceId => `0197a000-0000-7000-8000-00000000000${n}` as DeviceId;
const stampAt = (n: number, device: number): Stamp =>
  makeStamp(tickHlc(hlcZero, 1_790_000_000_000 + n), deviceId(device));

interface Step {
  readonly write: Write;
  readonly replaces: readonly Stamp[];
}

/** A history as devices make it: each write replaces some of what was written before it. */
const history = (values: fc.Arbitrary<string | number | null>): fc.Arbitrary<Step[]> =>
  fc
    .array(
      fc.record({
        value: values,
        device: fc.integer({ min: 1, max: 4 }),
        seen: fc.array(fc.nat(7), { maxLength: 4 }),
      }),
      {
        minLength: 1,
        maxLength: 8,
      },
    )
    .map((drafts) =>
      drafts.map(({ value, device, seen }, n) => ({
        write: { stamp: stampAt(n, device), value },
        replaces: [...new Set(seen.filter((earlier) => earlier < n))].map((earlier) =>
          stampAt(earlier, drafts[earlier]?.device ?? 1),
        ),
      })),
    );

const replay = (steps: readonly Step[]): Register =>
  steps.reduce((register, { write, replaces }) => join(register, write, replaces), emptyRegister);

const writesOf = (register: Register): Write[] =>
  [...register.writes].sort((a, b) => (a.stamp < b.stamp ? -1 : 1));

const shuffledPairs = fc
  .tuple(history(fc.constantFrom('کرج', 'قم', 'تهران')), fc.infiniteStream(fc.nat()))
  .map(([steps, keys]) => {
    const keyed = steps.map((step) => ({ step, key: keys.next().value ?? 0 }));
    return { steps, shuffled: keyed.sort((a, b) => a.key - b.key).map(({ step }) => step) };
  });

describe('register', () => {
  it('S4: holds the same writes whatever the order in which they came', () => {
    fc.assert(
      fc.property(shuffledPairs, ({ steps, shuffled }) => {
        expect(writesOf(replay(shuffled))).toEqual(writesOf(replay(steps)));
      }),
    );
  });

  it('S6: takes a write again without a change', () => {
    fc.assert(
      fc.property(history(fc.constantFrom('کرج', 'قم')), (steps) => {
        expect(writesOf(replay([...steps, ...steps]))).toEqual(writesOf(replay(steps)));
      }),
    );
  });

  it('S4: keeps every write that nobody replaced', () => {
    fc.assert(
      fc.property(history(fc.constantFrom('کرج', 'قم')), (steps) => {
        const replaced = new Set(steps.flatMap((step) => step.replaces));
        const expected = steps.map((step) => step.write).filter((write) => !replaced.has(write.stamp));
        expect(writesOf(replay(steps))).toEqual(expected);
      }),
    );
  });
});

describe('what is shown', () => {
  const fields = Object.values(entities).flatMap((entity) =>
    Object.keys(entity.fields).map((field) => [entity.name, field]),
  );

  it.each(fields)('S10–S14: %s.%s depends on the set of writes alone', (entityName, field) => {
    if (entityName === undefined || field === undefined || !isEntityName(entityName))
      throw new Error('unknown field');
    const merge = mergeClassOf(entityByName(entityName), field);
    const value =
      entityName === 'ticket' && field === 'status'
        ? fc.constantFrom('open', 'closed', 'resolved', 'pending_customer', 'merged')
        : fc.constantFrom<string | number | null>(null, 1, 'الف');
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.nat(50), value), { selector: ([n]) => n, minLength: 1, maxLength: 5 }),
        (drawn) => {
          const writes = drawn.map(([n, drawnValue]) => ({
            stamp: stampAt(n, (n % 3) + 1),
            value: drawnValue,
          }));
          const shown = chooseShown(entityName, field, merge, writes);
          expect(writes).toContain(shown);
          expect(chooseShown(entityName, field, merge, [...writes].reverse())).toEqual(shown);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('S11: an addition wins over a removal that had not seen it', () => {
    const removal = { stamp: stampAt(9, 1), value: 1_790_000_000_000 };
    const addition = { stamp: stampAt(3, 2), value: null };
    expect(chooseShown('customer_tag', 'removedAt', 'set', [removal, addition])).toBe(addition);
  });

  it('S12: a customer’s call beats a close that had not seen it', () => {
    const closed = { stamp: stampAt(9, 1), value: 'closed' };
    const open = { stamp: stampAt(3, 2), value: 'open' };
    expect(chooseShown('ticket', 'status', 'machine', [closed, open])).toBe(open);
  });
});
