import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../app/actions.ts';
import { api } from '../../app/api.ts';
import { FullPage } from '../../app/full-page.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Ltr } from '../../ui/ltr.tsx';
import { SecretText } from '../../ui/secret-text.tsx';
import classes from './setup.module.css';

type JoinSecretPageProps = {
  readonly secret: string;
  readonly organisationName: string;
  readonly onDone: () => void;
};

/** Shown once after creating: without it no second PC can join. */
export function JoinSecretPage({ secret, organisationName, onDone }: JoinSecretPageProps) {
  const { t } = useTranslation();
  const { data } = useQuery(api.setup.joinSecret.queryOptions({ gcTime: 0 }));
  const addresses = data?.addresses.join(t('common.listSeparator'));
  useActions([
    { id: 'setup.done', labelKey: 'setup.secret.continue', keys: 'mod+Enter', group: 'general', run: onDone },
  ]);
  return (
    <FullPage>
      <section className={classes.secret}>
        <h1>{t('setup.secret.title', { name: organisationName })}</h1>
        <p>{t('setup.secret.text')}</p>
        <SecretText secret={secret} />
        {addresses ? (
          <p>
            {t('setup.secret.address')}: <Ltr>{addresses}</Ltr>
          </p>
        ) : null}
        <Button onClick={onDone} rightSection={<Kbd keys="mod+Enter" />}>
          {t('setup.secret.continue')}
        </Button>
      </section>
    </FullPage>
  );
}
