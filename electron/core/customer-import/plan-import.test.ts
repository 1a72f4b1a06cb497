import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { guessColumns, type ImportTarget } from '../../../shared/rules/customer-import/columns.ts';
import { normaliseRow } from '../../../shared/rules/customer-import/row.ts';
import { readCustomerFiles } from '../../../test/fixtures/import/customer-files.ts';
import { control } from '../../../test/support/table-files.ts';
import type { StoredCustomer } from './merge-row.ts';
import { inspectTable, readTable, type Table } from './open-table.ts';
import { type ImportPlan, type PlannedWrite, planImport } from './plan-import.ts';
import type { RowSink, SourceRow } from './table.ts';

const rowOptions = { rialPerToman: 10 };
const fixture = (name: string): string =>
  new URL(`../../../test/fixtures/import/${name}`, import.meta.url).pathname;

const planOf = async (
  header: readonly string[],
  mapping: readonly ImportTarget[],
  rowCount: number,
  readRows: (sink: RowSink) => Promise<unknown>,
  stored: readonly StoredCustomer[] = [],
  onProgress: (rows: number, progress: number) => void = () => undefined,
): Promise<ImportPlan> => {
  const plan = await planImport({
    header,
    mapping,
    rowOptions,
    rowCount,
    readRows: async (sink) => {
      await readRows(sink);
      return { ok: true, value: rowCount };
    },
    findStored: async () => stored,
    onProgress,
    control: control(),
  });
  if (!plan.ok) throw new Error(plan.error.code);
  return plan.value;
};

const planFile = async (path: string, stored: readonly StoredCustomer[] = []): Promise<ImportPlan> => {
  const table = await inspectTable(path, {}, control());
  if (!table.ok) throw new Error(table.error.code);
  const mapping = guessColumns(table.value.header, table.value.sampleRows).map(({ target }) => target);
  return planOf(
    table.value.header,
    mapping,
    table.value.rowCount,
    (sink) => readTable(table.value as Table, sink, control()),
    stored,
  );
};

const mapping: readonly ImportTarget[] = ['displayName', 'phone', 'city', 'note', 'tier'];
const header = ['نام', 'تلفن', 'شهر', 'یادداشت', 'سطح'];

const planRows = (rows: readonly (readonly string[])[], stored: readonly StoredCustomer[] = []) => {
  const source: SourceRow[] = rows.map((cells, index) => ({ row: index + 2, cells }));
  return planOf(header, mapping, rows.length, (sink) => sink(source), stored);
};

/** What the database would hold after the plan was written. */
const written = (
  writes: readonly PlannedWrite[],
  before: readonly StoredCustomer[] = [],
): StoredCustomer[] => {
  const customers = [...before];
  for (const [index, write] of writes.entries()) {
    if (write.kind === 'insert') {
      // The id only has to be one of its own.
      const id = `id-${before.length + index}` as CustomerId;
      const facts = { ...write.facts, tier: write.facts.tier ?? ('standard' as const) };
      customers.push({
        id,
        displayName: write.displayName,
        facts,
        contacts: write.contacts,
        removedKeys: [],
      });
    } else {
      const at = customers.findIndex(({ id }) => id === write.id);
      const known = customers[at];
      if (known === undefined) throw new Error('a patch of nobody');
      customers[at] = {
        ...known,
        facts: { ...known.facts, ...write.patch },
        contacts: [...known.contacts, ...write.contacts],
      };
    }
  }
  return customers;
};

describe.each(readCustomerFiles())('the plan of $name', (file) => {
  const path = fixture(`${file.name}.csv`);
  const answers = file.answers.answers;
  /** Without a name, or without any way to reach the person: an e-mail address is one. */
  const isRejected = ({ row, reject_or_warn: problem }: (typeof answers)[number]) =>
    problem === 'name' || (problem === 'phone' && file.rows[row - 2]?.[5] === '');

  it('F-21: has a customer for each person who can be one, and a reason for every row that cannot', async () => {
    const plan = await planFile(path);
    const importable = answers.filter((answer) => !isRejected(answer));
    const people = new Set(importable.map(({ person }) => person)).size;
    expect(plan).toMatchObject({
      rowsRead: file.answers.rows,
      created: people,
      merged: expect.any(Number),
      rejected: answers.length - importable.length,
    });
    expect(plan.merged + plan.unchanged).toBe(importable.length - people);
    expect(plan.writes).toHaveLength(people);
    expect(plan.rejects.map(({ row, code }) => ({ row, code }))).toEqual(
      answers.filter(isRejected).map(({ row, reject_or_warn }) => ({
        row,
        code: reject_or_warn === 'name' ? 'name-missing' : 'contact-missing',
      })),
    );
    const dates = plan.issues.filter(({ code }) => code === 'date-not-real').map(({ row }) => row);
    expect(dates).toEqual(
      answers.filter(({ reject_or_warn }) => reject_or_warn === 'date').map(({ row }) => row),
    );
  });

  it('F-21: brings the numbers, date and amount of the first row of each person', async () => {
    const plan = await planFile(path);
    const firstOfPerson = new Map<number, (typeof answers)[number]>();
    for (const answer of answers) {
      if (!isRejected(answer) && !firstOfPerson.has(answer.person)) firstOfPerson.set(answer.person, answer);
    }
    const inserted = plan.writes.flatMap((write) => (write.kind === 'insert' ? [write] : []));
    const found = inserted.map(({ contacts, facts }) => ({
      mobile: contacts.find(({ type }) => type === 'mobile')?.e164 ?? null,
      landline: contacts.find(({ type }) => type === 'landline')?.e164 ?? null,
      rial: facts.totalPurchaseRial,
    }));
    expect(found).toEqual(
      [...firstOfPerson.values()].map(({ mobile, landline, rial }) => ({ mobile, landline, rial })),
    );
  });

  it('a second import of the same file adds nothing', async () => {
    const first = await planFile(path);
    const again = await planFile(path, written(first.writes));
    expect(again).toMatchObject({ created: 0, merged: 0, writes: [], rejected: first.rejected });
    expect(again.unchanged).toBe(file.answers.rows - first.rejected);
  });
});

describe('joining', () => {
  it('fills what is empty, adds contacts, keeps what is there and says so', async () => {
    const plan = await planRows([
      ['مریم رحیمی', '09121234567', 'کرج', '', ''],
      ['مريم رحيمي', '+989121234567', 'قم', 'پیگیری', 'VIP'],
      ['مریم رحیمی', '0912-123-4567', 'كرج', '', ''],
    ]);
    expect(plan).toMatchObject({ created: 1, merged: 1, unchanged: 1, warned: 1 });
    expect(plan.writes).toMatchObject([
      { kind: 'insert', facts: { city: 'کرج', note: 'پیگیری', tier: 'VIP' }, rowCount: 3 },
    ]);
    expect(plan.issues).toEqual([
      { row: 3, kind: 'warning', code: 'differs-kept', column: 'شهر', value: 'قم' },
      { row: 3, kind: 'merged', code: 'merged-in-file', column: null, value: 'مریم رحیمی' },
    ]);
  });

  it('patches a stored customer with new facts and contacts only', async () => {
    const stored = written((await planRows([['مریم رحیمی', '09121234567', '', '', '']])).writes);
    const plan = await planRows(
      [
        ['مریم رحیمی', '09121234567', 'کرج', '', 'VIP'],
        ['مریم رحیمی', '09121234567 ', 'کرج', '', ''],
      ],
      stored,
    );
    expect(plan).toMatchObject({ created: 0, merged: 1, unchanged: 1, warned: 1 });
    expect(plan.writes).toEqual([
      {
        kind: 'patch',
        id: stored[0]?.id,
        patch: { city: 'کرج' },
        contacts: [],
        contactsBefore: 1,
        rowCount: 2,
      },
    ]);
  });

  it('leaves two people of one switchboard two, and one number of two names two', async () => {
    const plan = await planRows([
      ['مریم رحیمی', '02188776655 داخلی 12', '', '', ''],
      ['مریم رحیمی', '02188776655 داخلی 13', '', '', ''],
      ['علی رضایی', '02188776655 داخلی 12', '', '', ''],
    ]);
    expect(plan).toMatchObject({ created: 3, merged: 0, unchanged: 0 });
  });

  it('does not bring back a contact that somebody removed', async () => {
    const row = normaliseRow(['مریم رحیمی', '09121234567', '', '', ''], mapping, rowOptions);
    if (!row.ok) throw new Error('not readable');
    const [contact] = row.value.contacts;
    if (contact === undefined) throw new Error('no contact');
    const other = { ...contact, e164: '+989350000000', raw: '09350000000' };
    const stored: StoredCustomer[] = [
      {
        id: 'a' as CustomerId,
        displayName: 'مریم رحیمی',
        facts: row.value,
        contacts: [contact],
        removedKeys: [other.e164],
      },
    ];
    const source = [['مریم رحیمی', '09121234567', '', '', '09350000000']];
    const plan = await planOf(
      header,
      ['displayName', 'phone', 'city', 'note', 'phone'],
      1,
      (sink) => sink(source.map((cells, index) => ({ row: index + 2, cells }))),
      stored,
    );
    expect(plan).toMatchObject({ created: 0, merged: 0, unchanged: 1, writes: [] });
  });
});

describe('a long plan', () => {
  it('reports progress that only grows, and stops when cancelled', async () => {
    const rows = Array.from({ length: 5000 }, (_, index) => ({
      row: index + 2,
      cells: [`مشتری ${index}`, `0912${String(index).padStart(7, '0')}`, '', '', ''],
    }));
    const seen: number[] = [];
    const feed = async (sink: RowSink) => {
      for (let at = 0; at < rows.length; at += 500) await sink(rows.slice(at, at + 500));
    };
    await planOf(header, mapping, rows.length, feed, [], (_, progress) => seen.push(progress));
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);

    const stop = new AbortController();
    const plan = await planImport({
      header,
      mapping,
      rowOptions,
      rowCount: rows.length,
      readRows: async (sink) => {
        await feed(sink);
        stop.abort();
        return { ok: true, value: rows.length };
      },
      findStored: async () => [],
      onProgress: () => undefined,
      control: control(stop.signal),
    });
    expect(plan).toEqual({ ok: false, error: { code: 'import-cancelled' } });
  });
});

it('the files of the tests are those that the answers were made for', () => {
  expect(readFileSync(fixture('customers-fa.csv')).length).toBe(537_529);
});
