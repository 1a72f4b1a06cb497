import { describe, expect, it } from 'vitest';
import { vectors } from '../../test/fixtures/vectors.ts';
import { readContact } from './read-contact.ts';

describe('reading a contact', () => {
  it.each(vectors.phones)('F-14: «%s» gives the number of the domain model', (raw, phone) => {
    const read = readContact(raw, undefined, {});
    expect(read.e164).toBe(phone.e164 ?? null);
    expect(read.extension).toBe(phone.e164 ? phone.ext : null);
    expect(read.assumedArea).toBe(phone.assumedArea ?? false);
  });

  it.each([
    ['۰۹۱۲ ۳۴۵ ۶۷۸۹', 'mobile'],
    ['021-88776655', 'landline'],
    ['maryam@example.ir', 'email'],
    ['@maryam', 'messenger'],
    ['1500', 'other'],
    ['کوچهٔ بهار', 'other'],
    ['0912345', 'mobile'],
    ['0212345', 'landline'],
  ] as const)('«%s» is a %s when nobody says what it is', (raw, type) => {
    expect(readContact(raw, undefined, {}).type).toBe(type);
  });

  it('what a person chose stays, and a number that cannot be read is saved with a warning', () => {
    expect(readContact('0912345', 'mobile', {})).toEqual({
      type: 'mobile',
      e164: null,
      extension: null,
      assumedArea: false,
      warning: 'phone-unparsed',
    });
    expect(readContact('09123456789', 'messenger', {})).toMatchObject({ type: 'messenger', e164: null });
    expect(readContact('+964 770 123 4567', 'other', {})).toMatchObject({ e164: '+9647701234567' });
  });

  it('a local number that is also a neighbour’s mobile is warned about when the country is unknown', () => {
    expect(readContact('0770 123 4567', undefined, { country: null }).warning).toBe('phone-ambiguous');
  });
});
