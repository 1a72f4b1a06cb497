import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importTargets } from '../../contract/customer-import.ts';
import type { ImportTarget } from './columns.ts';
import { normaliseRow } from './row.ts';

const options = { rialPerToman: 10 };

function read(cells: Partial<Record<ImportTarget, string>>) {
  const mapping = importTargets.filter((target) => cells[target] !== undefined);
  const values = mapping.map((target) => cells[target] ?? '');
  return { mapping, result: normaliseRow(values, mapping, options) };
}

function accepted(cells: Partial<Record<ImportTarget, string>>) {
  const { result } = read({ displayName: 'علی کریمی', email: 'a@example.ir', ...cells });
  expect(result.ok).toBe(true);
  return result.ok ? result.value : result.error.partial;
}

describe('normaliseRow', () => {
  it('F-21: reads a whole row', () => {
    const mapping: readonly ImportTarget[] = [
      'displayName',
      'displayName',
      'phone',
      'landline',
      'email',
      'city',
      'address',
      'since',
      'totalRial',
      'tier',
      'note',
      'ignore',
    ];
    const cells = [
      ' علي ',
      'کریمی',
      '۰۹۱۲۳۴۵۶۷۸۹ (همسر)',
      '02188776655 داخلی 12',
      'a@example.ir',
      'تهران',
      'خیابان آزادی\r\nپلاک ۵',
      '1405/8/30',
      '۵٬۰۰۰',
      'ویژه',
      '=1+1',
      'هر چه',
    ];
    expect(normaliseRow(cells, mapping, options)).toEqual({
      ok: true,
      value: {
        displayName: 'علي کریمی',
        contacts: [
          {
            type: 'mobile',
            raw: '۰۹۱۲۳۴۵۶۷۸۹ (همسر)',
            e164: '+989123456789',
            extension: null,
            assumedArea: false,
            label: 'همسر',
          },
          {
            type: 'landline',
            raw: '02188776655 داخلی 12',
            e164: '+982188776655',
            extension: '12',
            assumedArea: false,
            label: null,
          },
          {
            type: 'email',
            raw: 'a@example.ir',
            e164: null,
            extension: null,
            assumedArea: false,
            label: null,
          },
        ],
        city: 'تهران',
        address: 'خیابان آزادی\nپلاک ۵',
        email: 'a@example.ir',
        sinceEpochDay: 20_778,
        totalPurchaseRial: 5000,
        tier: 'VIP',
        note: '=1+1',
        warnings: [],
      },
    });
  });

  it('empty and missing cells say nothing', () => {
    const { result } = read({ displayName: 'علی', mobile: '09123456789', city: ' ', since: '', tier: '' });
    expect(result).toMatchObject({
      ok: true,
      value: {
        city: null,
        sinceEpochDay: null,
        totalPurchaseRial: null,
        tier: null,
        note: null,
        warnings: [],
      },
    });
    expect(normaliseRow(['علی', '09123456789'], ['displayName', 'mobile', 'note'], options).ok).toBe(true);
  });

  it.each<[ImportTarget, string, string]>([
    ['since', '1404/12/30', 'date-not-real'],
    ['since', 'پارسال', 'date-unreadable'],
    ['totalToman', 'زیاد', 'amount-unreadable'],
    ['totalToman', '-5', 'amount-negative'],
    ['totalRial', '1.5', 'amount-not-whole-rial'],
    ['totalRial', '99999999999999999', 'amount-too-large'],
    ['tier', 'نقره‌ای', 'tier-unknown'],
    ['mobile', '0912345', 'phone-unparsed'],
    ['mobile', '---', 'phone-unparsed'],
    ['landline', '88776655', 'phone-assumed-area'],
    ['note', 'ی'.repeat(4001), 'text-too-long'],
    ['city', 'ی'.repeat(201), 'text-too-long'],
  ])('F-21: a bad %s is a warning, not a refusal (%#)', (target, value, code) => {
    const customer = accepted({ [target]: value });
    expect(customer.warnings).toEqual([{ code, column: expect.any(Number), value }]);
  });

  it('a warning names the column', () => {
    const { mapping, result } = read({ displayName: 'علی', mobile: '09123456789', since: '1404/12/30' });
    expect(result).toMatchObject({ ok: true, value: { warnings: [{ column: mapping.indexOf('since') }] } });
  });

  it('F-14: an unreadable number is kept as typed, a cell without digits is not', () => {
    expect(accepted({ mobile: '0912345' }).contacts).toContainEqual({
      type: 'mobile',
      raw: '0912345',
      e164: null,
      extension: null,
      assumedArea: false,
      label: null,
    });
    expect(accepted({ mobile: 'ندارد' }).contacts).toHaveLength(1);
  });

  it('several numbers in one cell, and one number in two columns', () => {
    const numbers = (cell: string) => accepted({ phone: cell }).contacts.flatMap(({ e164 }) => e164 ?? []);
    const both = ['+989123456789', '+982188776655'];
    for (const separator of ['،', ' - ', '/', '\n', ' و ', ';']) {
      expect(numbers(`09123456789${separator}02188776655`)).toEqual(both);
    }
    expect(numbers('021/88776655')).toEqual(['+982188776655']);
    expect(accepted({ mobile: '09123456789', phone: '+98 912 345 6789' }).contacts).toHaveLength(2);
  });

  it('the number says whether it is a mobile, not the column', () => {
    expect(accepted({ landline: '09123456789' }).contacts[0]?.type).toBe('mobile');
    expect(accepted({ mobile: '02188776655' }).contacts[0]?.type).toBe('landline');
    expect(accepted({ mobile: '+9647701234567' }).contacts[0]?.type).toBe('mobile');
    expect(accepted({ phone: '1500' }).contacts[0]).toMatchObject({ type: 'other', raw: '1500', e164: null });
  });

  it('an address without @ is no e-mail address, but is kept', () => {
    const { result } = read({ displayName: 'علی', mobile: '09123456789', email: 'telegram: ali' });
    expect(result).toMatchObject({
      ok: true,
      value: {
        email: null,
        contacts: [{ type: 'mobile' }, { type: 'other', raw: 'telegram: ali' }],
        warnings: [{ code: 'email-unreadable' }],
      },
    });
  });

  it('F-21: turned away are rows without a name, without any contact, or out of their columns', () => {
    const codes = (cells: Partial<Record<ImportTarget, string>>) => {
      const { result } = read(cells);
      return result.ok ? [] : result.error.reasons.map(({ code }) => code);
    };
    expect(codes({ displayName: ' ', mobile: '09123456789' })).toEqual(['name-missing']);
    expect(codes({ displayName: 'علی', mobile: '---' })).toEqual(['contact-missing', 'phone-unparsed']);
    expect(codes({ displayName: 'علی', mobile: '' })).toEqual(['contact-missing']);
    expect(codes({ displayName: 'ی'.repeat(201), mobile: '09123456789' })).toEqual(['name-too-long']);
    const wide = normaliseRow(['علی', '09123456789', 'x'], ['displayName', 'mobile'], options);
    expect(wide).toMatchObject({ ok: false, error: { reasons: [{ code: 'row-too-wide', column: null }] } });
    expect(normaliseRow(['علی', '09123456789', ' '], ['displayName', 'mobile'], options).ok).toBe(true);
  });

  it('never fails, and what it accepts can always be stored', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('09123456789', 'علی', ''),
    );
    fc.assert(
      fc.property(
        fc.array(cell, { maxLength: 15 }),
        fc.array(fc.constantFrom(...importTargets), { maxLength: 13 }),
        (cells, mapping) => {
          const result = normaliseRow(cells, mapping, options);
          if (!result.ok) {
            expect(result.error.reasons.length).toBeGreaterThan(0);
            return;
          }
          const { displayName, contacts, totalPurchaseRial } = result.value;
          expect(displayName.trim()).toBe(displayName);
          expect(displayName.length).toBeGreaterThan(0);
          expect(contacts.length).toBeGreaterThan(0);
          expect(contacts.every(({ raw }) => raw !== '')).toBe(true);
          expect(totalPurchaseRial === null || Number.isSafeInteger(totalPurchaseRial)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
