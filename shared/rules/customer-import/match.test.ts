import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Matchable, matchRows, namesAlike } from './match.ts';
import type { ImportedContact } from './row.ts';
import { contactKey } from './row-contacts.ts';

function contact(e164: string | null, more: Partial<ImportedContact> = {}): ImportedContact {
  const raw = e164 ?? '';
  return { type: 'mobile', raw, e164, extension: null, assumedArea: false, label: null, ...more };
}

function person(displayName: string, numbers: readonly string[], city: string | null = null): Matchable {
  return { displayName, city, contacts: numbers.map((number) => contact(number)) };
}

describe('matchRows', () => {
  it('F-15: one number and one name, however written, are one person', () => {
    expect(
      matchRows([person('علي كريمي', ['+1']), person('رضا', ['+2']), person('علی‌ کریمی', ['+1', '+3'])]),
    ).toEqual([0, 1, 0]);
  });

  it('F-15: a family with one number stays several people, and so do namesakes', () => {
    expect(
      matchRows([person('علی کریمی', ['+1']), person('زهرا کریمی', ['+1']), person('علی کریمی', ['+2'])]),
    ).toEqual([0, 1, 2]);
  });

  it('a third row can show that two are one person', () => {
    expect(
      matchRows([
        person('علی کریمی', ['+1']),
        person('علی کریمی', ['+2']),
        person('علی کریمی', ['+1', '+2']),
      ]),
    ).toEqual([0, 0, 0]);
  });

  it('a row without a name joins the only person who has its number', () => {
    const nameless = person('', ['+1']);
    expect(matchRows([nameless, person('علی کریمی', ['+1'])])).toEqual([0, 0]);
    expect(matchRows([nameless, person('علی کریمی', ['+1']), person('زهرا کریمی', ['+1'])])).toEqual([
      0, 1, 2,
    ]);
  });

  it('a row without a contact joins the only person of its name in its city', () => {
    const unreachable = person('علی کریمی', [], 'يزد');
    expect(matchRows([person('علی کریمی', ['+1'], 'یزد'), unreachable])).toEqual([0, 0]);
    expect(matchRows([person('علی کریمی', ['+1'], 'قم'), unreachable])).toEqual([0, 1]);
    expect(
      matchRows([person('علی کریمی', ['+1'], 'یزد'), person('علی کریمی', ['+2'], 'یزد'), unreachable]),
    ).toEqual([0, 1, 2]);
    expect(matchRows([person('علی کریمی', ['+1'], null), person('علی کریمی', [], null)])).toEqual([0, 1]);
  });

  it('the order of the rows does not decide who is one person', () => {
    const row = fc.record({
      displayName: fc.constantFrom('', 'علی کریمی', 'علي كريمي', 'کریمی علی', 'علی رضا کریمی', 'زهرا کریمی'),
      city: fc.constantFrom(null, 'یزد', 'قم'),
      contacts: fc.subarray(['+1', '+2', '+3']).map((numbers) => numbers.map((number) => contact(number))),
    });
    const people = (firstRows: readonly number[], order: readonly number[]): readonly string[] =>
      [...new Set(firstRows)]
        .map((first) => order.filter((_, position) => firstRows[position] === first).sort((a, b) => a - b))
        .map(String)
        .sort();
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (rows, random) => {
        const inOrder = rows.map((_, index) => index);
        const weights = [...random.take(rows.length)];
        const shuffled = [...inOrder].sort((a, b) => (weights[a] ?? 0) - (weights[b] ?? 0) || a - b);
        const moved = shuffled.flatMap((index) => rows[index] ?? []);
        expect(people(matchRows(moved), shuffled)).toEqual(people(matchRows(rows), inOrder));
      }),
      { numRuns: 500 },
    );
  });
});

describe('namesAlike', () => {
  it.each<[string, string, boolean]>([
    ['علی کریمی', 'علي  كريمي', true],
    ['علی کریمی', 'کریمی علی', true],
    ['حسام کریمیان دارابی', 'حسام کریمیان', true],
    ['علی کریمی', 'زهرا کریمی', false],
    ['کریمی', 'علی کریمی', false],
    ['علی', 'علیرضا', false],
  ])('«%s» and «%s»: %s', (a, b, alike) => {
    expect(namesAlike(a, b)).toBe(alike);
    expect(namesAlike(b, a)).toBe(alike);
  });
});

describe('contactKey', () => {
  it('is the number however typed, the address in lower case, or the digits that could not be read', () => {
    expect(contactKey(contact('+989123456789', { raw: '۰۹۱۲…' }))).toBe('+989123456789');
    expect(contactKey(contact(null, { type: 'email', raw: 'Ali@Example.ir' }))).toBe('ali@example.ir');
    expect(contactKey(contact(null, { raw: '۰۹۱۲-۳۴۵' }))).toBe('0912345');
    expect(contactKey(contact(null, { type: 'other', raw: 'telegram' }))).toBe('telegram');
    expect(contactKey(contact('+982188776655', { extension: '12' }))).not.toBe(
      contactKey(contact('+982188776655')),
    );
  });
});
