import { describe, expect, it } from 'vitest';
import { contactPoint } from '../../../shared/entities/contact-point.ts';
import { customer } from '../../../shared/entities/customer.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { allowedRow } from '../../../test/support/allowed-value.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { type ForgedHistory, forgedDevices, forgeHistory } from '../../../test/support/forged-history.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { createTestFiles } from '../../../test/support/table-files.ts';
import { acceptOperations } from './accept.ts';
import { openDatabase } from './database.ts';
import { acceptKey } from './device-keys.ts';
import { type Committed, openReplica, type Replica } from './replica.ts';
import { countDocuments, searchEverything } from './search.ts';
import { startSearchDrain } from './search-drain.ts';
import { isSearchPending } from './search-pending.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const files = createTestFiles();
const customers = 900;
const rowIdOf = (kind: 'a' | 'b', n: number): string =>
  `0197a000-0000-7000-8000-0000000${kind}${String(n).padStart(4, '0')}`;

const many = (history: ForgedHistory) =>
  [0, 1, 2, 3].map((part) =>
    history.next(
      Array.from({ length: customers / 4 }, (_, at) => part * (customers / 4) + at).flatMap((n) => [
        {
          entity: 'customer',
          id: rowIdOf('a', n),
          kind: 'insert',
          fields: { ...allowedRow(customer), displayName: `مشتری شماره${n}` },
        },
        {
          entity: 'contact_point',
          id: rowIdOf('b', n),
          kind: 'insert',
          fields: {
            ...allowedRow(contactPoint),
            customerId: rowIdOf('a', n),
            raw: `0912${String(n).padStart(7, '0')}`,
            e164: `+98912${String(n).padStart(7, '0')}`,
          },
        },
      ]),
    ),
  );

const clock = createFakeClock();

const open = (path: string): Replica => {
  const opened = openDatabase(path, { durable: path !== ':memory:' });
  if (!opened.ok) throw new Error(opened.error.type);
  for (const { device, operationKey } of forgedDevices.slice(0, 2))
    acceptKey(opened.value.writer, device, operationKey);
  return openReplica(opened.value, clock, seededRandom(1));
};

const take = (replica: Replica): ForgedHistory => {
  const history = forgeHistory(organisationId, 1);
  const accepted = acceptOperations(replica, organisationId, many(history));
  if (!accepted.ok) throw new Error(accepted.error.type);
  return history;
};

const foundBy = (replica: Replica, query: string): string[] =>
  searchEverything(replica.db.reader, query, 10).customers.map((id) => id.toString('hex'));
const hexOf = (id: string): string => id.replaceAll('-', '');
const documents = (replica: Replica): unknown =>
  replica.db.reader.prepare("SELECT count(*) AS n FROM search_document WHERE kind = 'customer'").get();

describe('the search after large operations', () => {
  it('S33: finds every row once it was indexed in the background, in many short turns', async () => {
    const replica = open(':memory:');
    const told: Committed[] = [];
    const drain = startSearchDrain(replica, (cause) => {
      throw cause;
    });
    take(replica);
    replica.onCommitted((committed) => told.push(committed));
    expect(isSearchPending(replica.db.reader)).toBe(true);
    expect(countDocuments(replica.db.reader, 'customer')).toBe(customers);
    await clock.advance(5);
    // Time stands still in a turn here, and one turn is not everything.
    expect(isSearchPending(replica.db.reader)).toBe(true);
    await clock.advance(1000);
    expect(isSearchPending(replica.db.reader)).toBe(false);
    expect(documents(replica)).toEqual({ n: customers });
    expect(foundBy(replica, 'شماره899')).toEqual([hexOf(rowIdOf('a', 899))]);
    expect(foundBy(replica, '09120000450')).toEqual([hexOf(rowIdOf('a', 450))]);
    expect(told.at(-1)?.touched.has('customer')).toBe(true);
    drain.close();
    replica.db.close();
  });

  it('S33: goes on after a restart, in a file that is as durable as before', async () => {
    const path = files.path('drain.sqlite');
    const first = open(path);
    const before = startSearchDrain(first, () => undefined);
    take(first);
    await clock.advance(5);
    expect(isSearchPending(first.db.reader)).toBe(true);
    expect(first.db.writer.sqlite.pragma('synchronous', { simple: true })).toBe(2);
    before.close();
    first.db.close();
    const second = open(path);
    const after = startSearchDrain(second, () => undefined);
    await clock.advance(1000);
    expect(documents(second)).toEqual({ n: customers });
    expect(foundBy(second, 'شماره898')).toEqual([hexOf(rowIdOf('a', 898))]);
    after.close();
    second.db.close();
  });

  it('S33: lets changes that stream in go first, and takes a slice now and then all the same', async () => {
    const replica = open(':memory:');
    const drain = startSearchDrain(replica, (cause) => {
      throw cause;
    });
    const history = take(replica);
    const stream = async (ms: number): Promise<void> => {
      for (let gone = 0; gone < ms; gone += 10) {
        expect(acceptOperations(replica, organisationId, [history.next([])]).ok).toBe(true);
        await clock.advance(10);
      }
    };
    await stream(150);
    expect(documents(replica)).toEqual({ n: 0 });
    await stream(100);
    expect(documents(replica)).not.toEqual({ n: 0 });
    expect(isSearchPending(replica.db.reader)).toBe(true);
    await clock.advance(200);
    expect(isSearchPending(replica.db.reader)).toBe(false);
    drain.close();
    replica.db.close();
  });

  it('S33: takes in at once what is small, also while larger things wait, and who lost a contact', () => {
    const replica = open(':memory:');
    const history = take(replica);
    const moved = history.next([
      {
        entity: 'contact_point',
        id: rowIdOf('b', 7),
        kind: 'update',
        fields: { customerId: rowIdOf('a', 8) },
      },
    ]);
    expect(acceptOperations(replica, organisationId, [moved]).ok).toBe(true);
    expect(foundBy(replica, '09120000007')).toEqual([hexOf(rowIdOf('a', 8))]);
    expect(documents(replica)).toEqual({ n: 2 });
    replica.db.close();
  });
});
