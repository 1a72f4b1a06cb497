import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { Ltr } from '../../ui/ltr.tsx';
import { sampleAccount } from './sample-account.ts';
import classes from './sign-in.module.css';

const mostShown = 8;

type SampleUsersProps = {
  readonly onChoose: (credentials: { readonly name: string; readonly password: string }) => void;
};

/** The made-up people of the sample, each one click away. */
export function SampleUsers({ onChoose }: SampleUsersProps) {
  const { t } = useTranslation();
  const users = useQuery(api.user.list.queryOptions());
  const account = sampleAccount();
  const password = account?.password ?? '';
  const people = (users.data ?? []).filter(({ status }) => status === 'active').slice(0, mostShown);
  if (people.length === 0) return null;
  return (
    <section className={classes.sample} aria-label={t('session.sampleTitle')}>
      <strong>{t('session.sampleTitle')}</strong>
      <p>{t('session.sampleText')}</p>
      <div className={classes.people}>
        {people.map(({ name, role }) => (
          <Button key={name} size="compact-sm" variant="default" onClick={() => onChoose({ name, password })}>
            <bdi>{name}</bdi>&nbsp;· {t(`common.roles.${role}`)}
          </Button>
        ))}
      </div>
      {password ? (
        <p style={{ margin: '10px 0 0' }}>
          {t('session.samplePassword', { password: '' })}
          <Ltr>{password}</Ltr>
        </p>
      ) : null}
    </section>
  );
}
