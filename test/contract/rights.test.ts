/** Every procedure of the contract, called by nobody and by a viewer: a new one is covered without a line here. */
import { isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contract } from '../../shared/contract/index.ts';
import type { Role } from '../../shared/rules/rights.ts';
import { type Office, openOffice } from '../support/desk.ts';

interface Procedure {
  /** As in `customer.create`. */
  readonly name: string;
  readonly path: readonly string[];
  readonly method: string;
  readonly input: unknown;
}

/** Open to everybody who can reach the core at all: what comes before signing in. */
const openToAll = new Set([
  'setup.status',
  'setup.create',
  'setup.hubs',
  'setup.join',
  'setup.cancelJoin',
  'setup.sample',
  'session.signIn',
  'session.signOut',
  'preference.get',
  'preference.set',
  'sync.status',
  'notices.list',
  'live.changes',
]);

const schemaShape = z.looseObject({
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  type: z.string().optional(),
  format: z.string().optional(),
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  minimum: z.number().optional(),
});

/** A value that a schema allows, with nothing that may be left out. */
const sample = (json: unknown): unknown => {
  const schema = schemaShape.parse(json);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return sample(choices[0]);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, sample(schema.properties?.[key] ?? {})]),
      );
    case 'array':
      return [];
    case 'string':
      return schema.format === 'uuid' ? '0197a000-0000-7000-8000-00000000c001' : 'متن آزمایشی';
    case 'integer':
    case 'number':
      return Math.max(0, schema.minimum ?? 0);
    case 'boolean':
      return true;
    default:
      return null;
  }
};

const inputOf = (schema: unknown): unknown =>
  schema instanceof z.ZodType
    ? sample(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
    : undefined;

const walk = (part: object, path: readonly string[]): Procedure[] => {
  if (!isContractProcedure(part))
    return Object.entries(part).flatMap(([key, inner]) => walk(inner, [...path, key]));
  const { route, inputSchema } = part['~orpc'];
  return [{ name: path.join('.'), path, method: route.method ?? 'POST', input: inputOf(inputSchema) }];
};

const procedures = walk(contract, []);
const guarded = procedures.filter(({ name }) => !openToAll.has(name));
/** Changes nothing that is stored: whoever has signed in may put a notice away. */
const forWhoeverSignedIn = new Set(['notices.dismiss']);
const writing = guarded.filter(({ method, name }) => method !== 'GET' && !forWhoeverSignedIn.has(name));
const reading = guarded.filter(({ method }) => method === 'GET');
/** Read, but by admins only. */
const forAdmins = new Set(['setup.joinSecret']);

describe('who may call what', () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterAll(() => office.close());

  const everythingStored = (): string => {
    const { sqlite } = office.hub.replica.db.reader;
    const counts = ['operation', 'meta', 'command', 'typed_address', 'peer'].map((table) =>
      sqlite.prepare(`SELECT count(*) AS rows FROM ${table}`).get(),
    );
    return JSON.stringify(counts);
  };

  const outcomeOf = async ({ path, input }: Procedure, role: Role | null): Promise<string> => {
    const client = office.hub.client(role === null ? undefined : office.users[role]);
    const call = path.reduce<unknown>((part, key) => Reflect.get(Object(part), key), client);
    if (typeof call !== 'function') throw new Error(`no procedure ${path.join('.')}`);
    try {
      await call(input);
      return 'answered';
    } catch (cause) {
      return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    }
  };

  it('the list of what is open names only what there is', () => {
    const names = procedures.map(({ name }) => name);
    expect([...openToAll, ...forAdmins].filter((name) => !names.includes(name))).toEqual([]);
    expect(guarded.length).toBeGreaterThan(30);
  });

  it.each(guarded.map((procedure) => [procedure.name, procedure] as const))(
    '%s answers nobody who has not signed in, and writes nothing',
    async (_, procedure) => {
      const before = everythingStored();
      expect(await outcomeOf(procedure, null)).toBe('not-signed-in');
      expect(everythingStored()).toBe(before);
    },
  );

  it.each(writing.map((procedure) => [procedure.name, procedure] as const))(
    '%s refuses a viewer, and writes nothing',
    async (_, procedure) => {
      const before = everythingStored();
      expect(await outcomeOf(procedure, 'viewer')).toBe('right-missing');
      expect(everythingStored()).toBe(before);
    },
  );

  it.each(guarded.filter(({ name }) => forWhoeverSignedIn.has(name)))(
    '$name answers a viewer, and writes nothing',
    async (procedure) => {
      const before = everythingStored();
      expect(await outcomeOf(procedure, 'viewer')).toBe('answered');
      expect(everythingStored()).toBe(before);
    },
  );

  it.each(reading.map((procedure) => [procedure.name, procedure] as const))(
    '%s lets a viewer read, writes nothing, and tells an unknown id as such',
    async (_, procedure) => {
      const before = everythingStored();
      const outcome = await outcomeOf(procedure, 'viewer');
      if (forAdmins.has(procedure.name) || procedure.name.startsWith('customerImport'))
        expect(outcome).toBe('right-missing');
      else expect(['answered', 'not-found']).toContain(outcome);
      expect(everythingStored()).toBe(before);
      expect(office.hub.faults).toEqual([]);
    },
  );
});
