import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entities } from '../entities/index.ts';
import { isOperation, operationSchema } from './operation.ts';

const uuid = fc.uuid({ version: 7 });
const stamp = fc.stringMatching(/^[0-9a-f]{48}$/);
const json = fc.jsonValue({ maxDepth: 3 });
const fieldName = fc.constantFrom('name', 'city', 'deletedAt', 'x1', 'ofNewer');

const change = fc.record(
  {
    entity: fc.constantFrom('customer', 'ticket', 'invoice'),
    id: uuid,
    kind: fc.constantFrom('insert', 'update', 'write_off'),
    fields: fc.dictionary(fieldName, json),
    replaces: fc.dictionary(fieldName, fc.array(stamp, { maxLength: 3 })),
  },
  { requiredKeys: ['entity', 'id', 'kind', 'fields'] },
);

const parts = {
  v: fc.constant(1),
  org: uuid,
  device: uuid,
  epoch: fc.integer({ min: 1 }),
  seq: fc.integer({ min: 1 }),
  prev: fc.oneof(fc.constant(''), fc.stringMatching(/^[0-9a-f]{64}$/)),
  hlc: fc.stringMatching(/^[0-9a-f]{16}$/),
  wall: fc.maxSafeInteger(),
  offset: fc.option(fc.maxSafeInteger()),
  policy: fc.nat(),
  schema: fc.integer({ min: 1 }),
  user: fc.option(uuid),
  command: fc.string({ maxLength: 40 }),
  changes: fc.array(change, { maxLength: 5 }),
};
/** The correction of the writer's clock is missing in operations of the first version. */
const { offset: _, ...always } = parts;
const isAlways = (name: string): name is keyof typeof always => name in always;
const operation = fc.record(parts, { requiredKeys: Object.keys(parts).filter(isAlways) });

/** What liars write: the edges of every rule, and plain nonsense. */
const nonsense = fc.oneof(
  json,
  fc.constantFrom<unknown>(
    -1,
    0,
    1.5,
    2 ** 53,
    Number.POSITIVE_INFINITY,
    '',
    'A'.repeat(101),
    '0197A000-0000-7000-8000-000000000001',
    '00000000-0000-0000-0000-000000000000',
    '0'.repeat(64),
    [[[[]]]],
    { __proto__: null, constructor: 1 },
    { '__pro-to__': 1 },
    { name: ['0'.repeat(47)] },
    JSON.parse('{"__proto__": 1}'),
    Array.from({ length: 40 }).reduce<unknown>((inner) => [inner], 1),
  ),
);

type Tree = Record<string, unknown>;

/** The operation with one part of it, at any depth, replaced or left out. */
const broken = fc
  .tuple(operation, fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), nonsense, fc.boolean())
  .map(([whole, path, value, leaveOut]): unknown => {
    const copy: Tree = structuredClone(whole);
    let at: Tree = copy;
    for (const [depth, step] of path.entries()) {
      const keys = Object.keys(at);
      const key = keys[step % Math.max(1, keys.length)];
      if (key === undefined) break;
      const next = at[key];
      const isEnd = depth === path.length - 1 || typeof next !== 'object' || next === null;
      if (!isEnd) {
        // An object or an array of what was generated.
        at = next as Tree;
        continue;
      }
      if (leaveOut && !Array.isArray(at)) delete at[key];
      else at[key] = value;
      break;
    }
    return copy;
  });

describe('the quick check of operations', () => {
  it('accepts every operation as the schema does, and reads it the same', () => {
    fc.assert(
      fc.property(operation, (read) => {
        expect(isOperation(read)).toBe(operationSchema.safeParse(read).success);
        if (isOperation(read)) expect(operationSchema.parse(read)).toEqual(read);
      }),
    );
  });

  it('accepts nothing that the schema refuses', () => {
    let refused = 0;
    fc.assert(
      fc.property(broken, (read) => {
        const { success } = operationSchema.safeParse(read);
        if (!success) refused += 1;
        if (isOperation(read)) expect(success).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(refused).toBeGreaterThan(200);
  });

  it('refuses one row twice and values nested too deep', () => {
    const [whole] = fc.sample(operation, 1);
    if (whole === undefined) throw new Error('no sample');
    const row = {
      entity: 'customer',
      id: '0197a000-0000-7000-8000-000000000001',
      kind: 'insert',
      fields: {},
    };
    const deep = Array.from({ length: 33 }).reduce<unknown>((inner) => [inner], 1);
    expect(isOperation({ ...whole, changes: [row] })).toBe(true);
    expect(isOperation({ ...whole, changes: [row, { ...row, entity: 'ticket' }] })).toBe(true);
    expect(isOperation({ ...whole, changes: [row, row] })).toBe(false);
    expect(isOperation({ ...whole, changes: [{ ...row, fields: { name: deep } }] })).toBe(false);
  });
});

const fields = Object.values(entities).flatMap((entity) =>
  Object.entries(entity.fields).map(([name, spec]) => [`${entity.name}.${name}`, spec] as const),
);

/** Values at the edges of what fields allow, and beside them. */
const edges = fc.oneof(
  json,
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double(),
  uuid,
  fc.boolean(),
  fc
    .tuple(
      fc.constantFrom('', ' ', 'ی', '\u200c', '😀'),
      fc.constantFrom(0, 1, 59, 60, 61, 200, 300, 4000, 8000),
    )
    .map(([text, times]) => text.repeat(times)),
  fc.constantFrom<unknown>(
    -1,
    0,
    -0,
    1e5,
    -1e5,
    100_001,
    7_258_118_400_000,
    7_258_118_400_001,
    2 ** 53,
    '21',
    null,
  ),
  fc.constantFrom(
    ...fields.flatMap(([, { schema }]) => ('options' in schema ? (schema.options as string[]) : ['fa'])),
  ),
  fc.constantFrom('person', 'VIP', 'A', 'new', 'phone', 'in', 'high', 'mobile', 'hub', 'ir', 'active', 'red'),
);

it.each(fields)('%s accepts by hand what its schema accepts', (_, { schema, accepts }) => {
  fc.assert(
    fc.property(edges, (value) => {
      expect(accepts(value)).toBe(schema.safeParse(value).success);
    }),
    { numRuns: 150 },
  );
});
