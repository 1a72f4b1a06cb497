import { describe, expect, it } from 'vitest';
import { type CustomerFile, readCustomerFiles } from '../../../test/fixtures/import/customer-files.ts';
import { jalaliToEpochDay } from '../jalali.ts';
import { guessColumns, mappingProblems } from './columns.ts';
import { matchRows } from './match.ts';
import { type ImportedCustomer, normaliseRow, type RowIssue } from './row.ts';

const files = readCustomerFiles();

interface ReadRow {
  readonly customer: ImportedCustomer;
  readonly rejected: boolean;
  readonly issues: readonly RowIssue[];
}

function readRows({ headers, rows }: CustomerFile): readonly ReadRow[] {
  const mapping = guessColumns(headers, rows.slice(0, 20)).map(({ target }) => target);
  return rows.map((cells) => {
    const result = normaliseRow(cells, mapping, { rialPerToman: 10 });
    return result.ok
      ? { customer: result.value, rejected: false, issues: result.value.warnings }
      : { customer: result.error.partial, rejected: true, issues: result.error.reasons };
  });
}

function epochDayOf(jalali: string | null): number | null {
  const [year = 0, month = 0, day = 0] = jalali?.split('/').map(Number) ?? [];
  return jalali === null ? null : jalaliToEpochDay({ year, month, day });
}

const numberOf = (customer: ImportedCustomer, type: 'mobile' | 'landline'): string | null =>
  customer.contacts.find((contact) => contact.type === type)?.e164 ?? null;

describe.each(files)('import of $name', (file) => {
  const rows = readRows(file);

  it('the columns are guessed from their headers', () => {
    const guesses = guessColumns(file.headers, file.rows.slice(0, 20));
    expect(guesses.map(({ target }) => target)).toEqual([
      'displayName',
      'mobile',
      'landline',
      'city',
      'address',
      'email',
      'since',
      'totalToman',
      'tier',
      'note',
    ]);
    expect(guesses.every(({ by, duplicateOf }) => by === 'header' && duplicateOf === null)).toBe(true);
    expect(mappingProblems(guesses.map(({ target }) => target))).toEqual({ repeated: [], missing: [] });
  });

  it('every row has an answer', () => {
    expect(rows).toHaveLength(file.answers.rows);
    expect(file.answers.answers.map(({ row }) => row)).toEqual(rows.map((_, index) => index + 2));
  });

  it('F-21: numbers, date and amount of every row are those of the answers', () => {
    const found = rows.map(({ customer }, index) => ({
      row: index + 2,
      mobile: numberOf(customer, 'mobile'),
      landline: numberOf(customer, 'landline'),
      since: customer.sinceEpochDay,
      rial: customer.totalPurchaseRial,
    }));
    const expected = file.answers.answers.map(({ row, mobile, landline, since, rial }) => ({
      row,
      mobile,
      landline,
      since: epochDayOf(since),
      rial,
    }));
    expect(found).toEqual(expected);
  });

  it('F-21: what is wrong with a row is what the answers say, and nothing else is', () => {
    const found = rows.map(({ issues }) => [...new Set(issues.map(({ code }) => code))].join('+'));
    const codesByAnswer = {
      name: ['name-missing'],
      date: ['date-not-real'],
      // Without an e-mail address there is no way left to reach the person.
      phone: ['phone-unparsed', 'contact-missing+phone-unparsed'],
    };
    for (const { row, reject_or_warn: problem } of file.answers.answers) {
      const codes = problem === null ? [''] : codesByAnswer[problem];
      expect({ row, codes: found[row - 2] }).toEqual({ row, codes: expect.toBeOneOf(codes) });
    }
  });

  it('only rows without a name or without any contact are turned away', () => {
    for (const [index, { rejected, customer }] of rows.entries()) {
      const problem = file.answers.answers[index]?.reject_or_warn;
      expect(rejected).toBe(problem === 'name' || (problem === 'phone' && customer.email === null));
    }
  });

  it('F-15: the people of the file are those of the answers', () => {
    const firstRows = matchRows(rows.map(({ customer }) => customer));
    const firstRowByPerson = new Map<number, number>();
    const expected = file.answers.answers.map(({ person }, index) => {
      const first = firstRowByPerson.get(person) ?? index;
      firstRowByPerson.set(person, first);
      return first;
    });
    expect(firstRows).toEqual(expected);
    expect(new Set(firstRows).size).toBe(file.answers.people);
  });

  it('text is stored as it was typed: letters, formulas and markup', () => {
    for (const [index, { customer }] of rows.entries()) {
      const note = file.rows[index]?.[9] ?? '';
      expect(customer.note ?? '').toBe(note.normalize('NFC'));
      expect(customer.displayName.replace(/\s/g, '')).toBe(
        (file.rows[index]?.[0] ?? '').normalize('NFC').replace(/\s/g, ''),
      );
    }
  });
});
