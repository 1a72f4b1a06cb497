import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { useFormat } from '../../app/format.ts';
import { languageChoices } from '../../app/full-page.tsx';
import { languageOrPersian } from '../../app/i18n.ts';
import { usePreferences, useSetPreferences } from '../../app/locale.tsx';
import { Ltr } from '../../ui/ltr.tsx';
import { SectionTitle } from '../../ui/section-title.tsx';
import classes from './settings.module.css';
import { UserList } from './user-list.tsx';

const themes = ['auto', 'light', 'dark'] as const;

type RowProps = { readonly title: string; readonly text?: string; readonly children: ReactNode };

function Row({ title, text, children }: RowProps) {
  return (
    <div className={classes.row}>
      <div>
        {title}
        {text ? <p>{text}</p> : null}
      </div>
      <div>{children}</div>
    </div>
  );
}

function ThisPc() {
  const { t } = useTranslation();
  const { language, theme } = usePreferences();
  const setPreferences = useSetPreferences();
  return (
    <section className={classes.section}>
      <SectionTitle order={2}>{t('settings.thisPc')}</SectionTitle>
      <Row title={t('settings.language')} text={t('settings.languageText')}>
        <SegmentedControl
          aria-label={t('settings.language')}
          data={languageChoices}
          value={language}
          onChange={(value) => setPreferences({ language: languageOrPersian(value) })}
        />
      </Row>
      <Row title={t('settings.theme')} text={t('settings.themeText')}>
        <SegmentedControl
          aria-label={t('settings.theme')}
          data={themes.map((value) => ({ value, label: t(`shell.themes.${value}`) }))}
          value={theme}
          onChange={(value) => setPreferences({ theme: themes.find((choice) => choice === value) ?? 'auto' })}
        />
      </Row>
    </section>
  );
}

function Organisation() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: status } = useQuery(api.setup.status.queryOptions());
  if (!status?.organisation || !status.device) return null;
  return (
    <section className={classes.section}>
      <SectionTitle order={2}>{t('settings.organisation')}</SectionTitle>
      <Row title={t('settings.organisationName')}>
        <bdi>{status.organisation.name}</bdi>
      </Row>
      <Row title={t('settings.workingWeek')}>
        {t(`setup.weeks.${status.organisation.workingWeek}`)}{' '}
        <span className={classes.quiet}>· {t(`setup.weeks.${status.organisation.workingWeek}Text`)}</span>
      </Row>
      <Row title={t('settings.device')}>
        {format.digits(status.device.code)} · <bdi>{status.device.name}</bdi>
      </Row>
      <Row title={t('settings.version')}>
        <Ltr>{status.appVersion}</Ltr>
      </Row>
    </section>
  );
}

export default function SettingsScreen() {
  const { t } = useTranslation();
  return (
    <div className={classes.screen}>
      <h1 className={classes.title}>{t('settings.title')}</h1>
      <ThisPc />
      <Organisation />
      <UserList />
    </div>
  );
}
