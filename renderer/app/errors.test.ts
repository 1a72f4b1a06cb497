import { ORPCError } from '@orpc/client';
import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AppErrorCode, appErrors } from '../../shared/contract/errors.ts';
import { describeError } from './errors.ts';
import { startI18n } from './i18n.ts';

const dataByCode: Partial<Record<AppErrorCode, object>> = {
  'right-missing': { right: 'user.create' },
  'not-found': { entity: 'ticket', id: 'x' },
  'input-not-valid': { field: 'name', problem: 'empty' },
  'name-taken': { name: 'Sara' },
  'password-too-short': { minimum: 10 },
  'contact-unusable': { raw: 'abc' },
  'transition-not-allowed': { from: 'open', to: 'closed' },
  'close-not-confirmed': { attempts: 1, workingDays: 1 },
  'merge-undo-too-late': { days: 30 },
  'budget-exceeded': { availableRial: 500_000 },
  'grant-too-low': { availableRial: 500_000 },
  'grant-single-limit': { limitRial: 500_000 },
  'ticket-number-check-digit': { number: '102-00042-5' },
  'hub-unreachable': { address: '10.0.0.1:47100' },
  'address-unreadable': { address: '::' },
  'file-not-found': { path: '/a.csv' },
  'file-unreadable': { path: '/a.csv' },
  'file-too-large': { sizeBytes: 2_147_483_648, limitBytes: 209_715_200 },
  'file-not-a-table': { kind: 'pdf' },
  'file-truncated': { row: 7 },
  'columns-duplicate': { columns: ['نام', 'نام'] },
  'columns-missing': { targets: ['displayName'] },
  'too-many-rows': { rows: 3_000_000, limit: 1_000_000 },
};

const codes = Object.keys(appErrors).filter((code): code is AppErrorCode => Object.hasOwn(appErrors, code));

describe('describeError', () => {
  beforeAll(() => startI18n('fa'));

  it.each(['fa', 'ar', 'en'])('says something filled and of its own for every code in %s', (language) => {
    const t = i18next.getFixedT(language);
    const texts = codes.map((code) =>
      describeError(new ORPCError(code, { defined: true, data: dataByCode[code] }), t),
    );
    for (const [index, text] of texts.entries()) {
      expect(text, codes[index]).not.toContain('{{');
      expect(text, codes[index]).not.toMatch(/errors\.|undefined|\[object/);
      expect(text.length, codes[index]).toBeGreaterThan(20);
    }
    expect(new Set(texts).size).toBe(codes.length);
  });

  it('puts numbers in the digits of the language and sizes in megabytes', () => {
    const error = new ORPCError('file-too-large', { defined: true, data: dataByCode['file-too-large'] });
    expect(describeError(error, i18next.getFixedT('fa'))).toContain('۲٬۰۴۸ مگابایت');
    expect(describeError(error, i18next.getFixedT('en'))).toContain('2,048 MB');
  });

  it('keeps each device of a list apart, codes in the digits of the language', () => {
    const error = new ORPCError('exchange-gap', {
      defined: true,
      data: { operations: 12, devices: ['میز نیما', 'Front desk', '104'] },
    });
    expect(describeError(error, i18next.getFixedT('fa'))).toContain(
      '۱۲ تغییر از \u2068میز نیما\u2069، \u2068Front desk\u2069، \u2068۱۰۴\u2069',
    );
  });

  it('calls a device that nobody knows unknown, and leaves no gap in the sentence', () => {
    const error = new ORPCError('attachment-not-here', { defined: true, data: { devices: [] } });
    expect(describeError(error, i18next.getFixedT('fa'))).toContain('دستگاه ناشناخته');
  });

  it.each([
    ['fa', 'سند PDF'],
    ['ar', 'مستند PDF'],
    ['en', 'a PDF document'],
  ])('says in words what a file is that holds no list, in %s', (language, words) => {
    const t = i18next.getFixedT(language);
    const notATable = (kind: string) =>
      describeError(new ORPCError('file-not-a-table', { defined: true, data: { kind } }), t);
    expect(notATable('pdf')).toContain(words);
    expect(notATable('tape')).toContain(t('errors.fileKinds.other'));
  });

  it('calls columns and fields as the window calls them', () => {
    const t = i18next.getFixedT('fa');
    const missing = new ORPCError('columns-missing', { defined: true, data: { targets: ['displayName'] } });
    expect(describeError(missing, t)).toContain(t('import.columns.targets.displayName'));
    const field = new ORPCError('input-not-valid', {
      defined: true,
      data: { field: 'contacts.0.raw', problem: 'too long' },
    });
    expect(describeError(field, t)).toContain(t('errors.fieldNames.raw'));
  });

  it('does not take an undefined failure for one of the contract', () => {
    const t = i18next.getFixedT('en');
    expect(describeError(new ORPCError('not-found'), t)).toBe(t('errors.unexpected'));
    expect(describeError(new Error('boom'), t)).toBe(t('errors.unexpected'));
  });

  it('tells a core that ended under the call from a refusal', () => {
    const t = i18next.getFixedT('en');
    expect(describeError(new DOMException('closed', 'AbortError'), t)).toBe(t('errors.coreLost'));
  });
});
