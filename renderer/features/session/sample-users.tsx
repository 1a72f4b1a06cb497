import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { samplePassword } from '../../../shared/lib/sample-password.ts';
import { api } from '../../app/api.ts';
import { Ltr } from '../../ui/ltr.tsx';
import classes from './sign-in.module.css';

const mostShown = 8;

type SampleUsersProps = {
  readonly onChoose: (credentials: { readonly name: string; readonly password: string }) => void;
};

/** The made-up people of the sample, each a click and Enter away. */
export function SampleUsers({ onChoose }: SampleUsersProps) {
  const { t } = useTranslation();
  const users = useQuery(api.user.list.queryOptions());
  const people = (users.data ?? []).filter(({ status }) => status === 'active').slice(0, mostShown);
  if (people.length === 0) return null;
  return (
    <section className={classes.sample} aria-label={t('session.sampleTitle')}>
      <strong>{t('session.sampleTitle')}</strong>
      <p>{t('session.sampleText')}</p>
      <div className={classes.people}>
        {people.map(({ name, role }) => (
          <Button
            key={name}
            size="compact-sm"
            variant="default"
            onClick={() => onChoose({ name, password: samplePassword })}
          >
            <bdi>{name}</bdi>&nbsp;· {t(`common.roles.${role}`)}
          </Button>
        ))}
      </div>
      <p className={classes.samplePassword}>
        {t('session.samplePassword')} <Ltr>{samplePassword}</Ltr>
      </p>
    </section>
  );
}
