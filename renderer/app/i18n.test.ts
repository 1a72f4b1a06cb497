import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { startI18n } from './i18n.ts';

describe('texts that count', () => {
  beforeAll(() => startI18n('fa'));

  it.each(['fa', 'ar', 'en'])('say nothing of a number when there is nothing to count in %s', (language) => {
    const t = i18next.getFixedT(language);
    for (const text of [
      t('notices.databaseCorrupt', { count: 0 }),
      t('notices.databaseReplaced', { count: 0 }),
      t('notices.identityRenewed', { count: 0, old: 'A', new: 'B' }),
      t('notices.codeChanged', { count: 0, old: 'A', new: 'B' }),
    ]) {
      expect(text).not.toMatch(/[0۰٠]/);
      expect(text.length).toBeGreaterThan(40);
    }
  });
});
