import { describe, expect, it } from 'vitest';
import { type EntityName, entities, entityByName, isEntityName } from '../../../shared/entities/index.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { allowedValue } from '../../../test/support/allowed-value.ts';
import { type ForgedHistory, forgeHistory } from '../../../test/support/forged-history.ts';
import { type SeededRandom, seededRandom } from '../../../test/support/seeded-random.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations, type IncomingOperation } from './accept.ts';
import type { Connection } from './connection.ts';
import { findRows } from './find-row.ts';
import { mendStale } from './mend-stale.ts';
import { stateHash } from './state-hash.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const rowIdOf = (n: number): string => `0197a000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const names = Object.keys(entities).filter(isEntityName);
/** So few that the same row, also of several entities at once, is written again and again. */
const rows = 4;
const oddFields = ['shade', 'constructor', 'toString'];
const oddValues = [null, -1.5, 2 ** 60, '', '\ud800', 'constructor', { constructor: [1] }];

const pick = <T>(random: SeededRandom, values: readonly [T, ...T[]] | readonly T[]): T => {
  const value = values[random.integer(0, values.length - 1)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
};

const valueFor = (random: SeededRandom, name: EntityName, field: string): unknown => {
  if (oddFields.includes(field) || random.next() < 0.1) return pick(random, oddValues);
  if (field === 'deletedAt') return random.next() < 0.5 ? null : 5;
  if (field === 'raw') return `0912${random.integer(1_000_000, 9_999_999)}`;
  return field.endsWith('Id') ? rowIdOf(random.integer(1, rows)) : allowedValue(entityByName(name), field);
};

/** What a peer may say of a row: made or written, in fields known and not, replacing writes known and not. */
const anyChange = (random: SeededRandom, name: EntityName, stamps: readonly string[]) => {
  const fields = Object.entries(entityByName(name).fields);
  const id = rowIdOf(random.integer(1, rows));
  if (random.next() < 0.3) {
    const made = fields.filter(([, { nullable }]) => !nullable).map(([field]) => field);
    const values = made.map((field) => [field, valueFor(random, name, field)]);
    return { entity: name, id, kind: 'insert', fields: Object.fromEntries(values) };
  }
  const known = [0, 1].map(() => pick(random, fields)[0]);
  const written = [...known, pick(random, oddFields)];
  const replaced = () => Array.from({ length: random.integer(0, 3) }, () => pick(random, stamps));
  return {
    entity: name,
    id,
    kind: 'update',
    fields: Object.fromEntries(written.map((field) => [field, valueFor(random, name, field)])),
    replaces: Object.fromEntries(written.map((field) => [field, replaced()])),
  };
};

const anyHistory = (random: SeededRandom, history: ForgedHistory, stamps: string[]): IncomingOperation[] =>
  Array.from({ length: 25 }, () => {
    // Every row once: the last change of it stands.
    const changes = Array.from({ length: 6 }, () =>
      anyChange(
        random,
        random.next() < 0.5 ? pick(random, ['customer', 'contact_point', 'ticket']) : pick(random, names),
        stamps,
      ),
    );
    const once = new Map(changes.map((change) => [`${change.entity} ${change.id}`, change]));
    const operation = history.next([...once.values()]);
    stamps.push(history.stamp());
    return operation;
  });

/** One order in which the operations can arrive: each history in its own. */
const interleaved = (random: SeededRandom, histories: readonly (readonly IncomingOperation[])[]) => {
  const left = histories.map((history) => [...history]);
  const order: IncomingOperation[] = [];
  for (;;) {
    const waiting = left.filter((history) => history.length > 0);
    if (waiting.length === 0) return order;
    const next = pick(random, waiting).shift();
    if (next !== undefined) order.push(next);
  }
};

const searchDocuments = (connection: Connection): unknown =>
  connection
    .prepare('SELECT kind, row, spaced, joined, digits, orderKey FROM search_document ORDER BY kind, row')
    .all();

describe('peers that say anything', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'S3, S4, S27: in any order leave every replica with the same rows, readable, and found by the same words (%i)',
    (seed) => {
      const random = seededRandom(seed);
      // One that nobody ever made, before there are others.
      const stamps = ['0'.repeat(48)];
      const histories = [1, 2, 3, 4].map((n) => anyHistory(random, forgeHistory(organisationId, n), stamps));
      const replicas = [1, 2, 3].map((order) => {
        const { replica } = openTestReplica(':memory:');
        for (const operation of interleaved(random.fork(`order ${order}`), histories)) {
          expect(acceptOperations(replica, organisationId, [operation]).ok).toBe(true);
        }
        return replica.db.reader;
      });
      const [first, ...others] = replicas;
      if (first === undefined) throw new Error('no replica');
      for (const other of others) {
        expect(stateHash(other).hash).toBe(stateHash(first).hash);
        expect(searchDocuments(other)).toEqual(searchDocuments(first));
      }
      for (const name of names) {
        for (const row of findRows(first, name, 'TRUE', [])) {
          for (const [field, { schema }] of Object.entries(entityByName(name).fields))
            expect(schema.safeParse(Reflect.get(row, field)).success, `${name}.${field}`).toBe(true);
        }
      }
    },
  );

  it('S4: names a write that replaces itself, and one that names another twice', () => {
    const [base, liar] = [forgeHistory(organisationId, 1), forgeHistory(organisationId, 2)];
    const row = { entity: 'tag', id: rowIdOf(1) };
    const made = base.next([{ ...row, kind: 'insert', fields: { name: 'الف', colour: 'red' } }]);
    const unseen = 'a'.repeat(48);
    const own = { ...row, kind: 'update', fields: { name: 'ب' } };
    const first = liar.next([own]);
    // The same operation again, now with the name that it has.
    const itself = forgeHistory(organisationId, 2).next([
      { ...own, replaces: { name: [liar.stamp(), unseen, unseen] } },
    ]);
    expect(itself.key).toEqual(first.key);
    const { replica } = openTestReplica(':memory:');
    expect(acceptOperations(replica, organisationId, [made, itself]).ok).toBe(true);
    const shown = findRows(replica.db.reader, 'tag', 'TRUE', []);
    expect(shown.map(({ name }) => name)).toEqual(['ب']);
  });

  it('S9: whose clock stands still are refused: two writes must not have one name', () => {
    const { replica } = openTestReplica(':memory:');
    const liar = forgeHistory(organisationId, 1);
    const hlc = '0190000000000000';
    const batch = [liar.next([], { hlc }), liar.next([], { hlc })];
    expect(acceptOperations(replica, organisationId, batch)).toMatchObject({
      ok: false,
      error: { type: 'operation-unreadable' },
    });
  });
});

const unhurried = { breathe: async () => undefined, onPlace: () => undefined };

/** Words on operations of anybody, here, on their way, or never made, by whoever likes to give one. */
const anyWord = (random: SeededRandom, n: number, stamps: readonly string[]) => {
  const stamp = pick(random, stamps);
  const ownMs = Number.parseInt(stamp.slice(0, 12), 16);
  const ms = random.next() < 0.2 ? 0xffff_ffff_ffff : Math.max(0, ownMs - random.integer(0, 5000));
  return {
    entity: 'restamp',
    id: rowIdOf(10_000 + n),
    kind: 'insert',
    fields: {
      deviceId: rowIdOf(1),
      epoch: random.integer(-1, 3),
      seq: random.integer(-1, 20),
      stamp: random.next() < 0.1 ? `${stamp.slice(0, 28)}8${stamp.slice(29)}` : stamp,
      hlc: `${ms.toString(16).padStart(12, '0')}0000`,
    },
  };
};

describe('members that rewrite the order of what was done', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'S139: with words on the clocks of others, and two epochs of one clock, leave one state in any order (%i)',
    async (seed) => {
      const random = seededRandom(seed);
      const makers = [1, 2, 3].flatMap((n) => [1, 2].map((epoch) => forgeHistory(organisationId, n, epoch)));
      // They may name what is only made later, also each other.
      const stamps: string[] = [];
      for (const [n, epoch] of [1, 2, 3].flatMap((n) => [1, 2].map((epoch) => [n, epoch] as const))) {
        const draft = forgeHistory(organisationId, n, epoch);
        for (let seq = 0; seq < 12; seq += 1) {
          draft.next([]);
          stamps.push(draft.stamp());
        }
      }
      let words = 0;
      const anyNext = (maker: ForgedHistory): IncomingOperation => {
        if (random.next() < 0.3) {
          words += 1;
          return maker.next([anyWord(random, words, stamps)]);
        }
        // Two epochs of one clock also disagree about who did it, and when.
        const said = { wall: 1_790_000_000_000 + random.integer(0, 9), user: rowIdOf(random.integer(1, 9)) };
        return maker.next([anyChange(random, pick(random, ['tag', 'customer']), stamps)], said);
      };
      const histories = makers.map((maker) => Array.from({ length: 12 }, () => anyNext(maker)));
      const states: string[] = [];
      for (const order of [1, 2, 3, 4]) {
        const { replica } = openTestReplica(':memory:');
        for (const operation of interleaved(random.fork(`order ${order}`), histories)) {
          expect(acceptOperations(replica, organisationId, [operation]).ok).toBe(true);
          // Rows that words concern are computed again in the background, which may get to it at any time.
          if (random.next() < 0.2) expect((await mendStale(replica, unhurried)).ok).toBe(true);
        }
        expect((await mendStale(replica, unhurried)).ok).toBe(true);
        states.push(stateHash(replica.db.reader).hash);
      }
      expect(words).toBeGreaterThan(5);
      expect(new Set(states).size).toBe(1);
    },
  );
});
