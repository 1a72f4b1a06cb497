import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './full-page.module.css';
import { languageOrPersian } from './i18n.ts';
import { usePreferences, useSetPreferences } from './locale.tsx';

/** Each language names itself, so that nobody has to read another one to find it. */
export const languageChoices = [
  { value: 'fa', label: 'فارسی' },
  { value: 'ar', label: 'العربية' },
  { value: 'en', label: 'English' },
];

/** What is shown before there is a desk: first run, sign-in, failures. The language can be changed on each. */
export function FullPage({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const setPreferences = useSetPreferences();
  return (
    <div className={classes.page}>
      <header className={classes.bar}>
        <span className={classes.wordmark}>{t('shell.wordmark')}</span>
        <SegmentedControl
          size="xs"
          aria-label={t('shell.user.language')}
          data={languageChoices}
          value={language}
          onChange={(value) => setPreferences({ language: languageOrPersian(value) })}
        />
      </header>
      <main className={classes.content}>{children}</main>
    </div>
  );
}
