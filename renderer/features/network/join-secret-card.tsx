import { Button } from '@mantine/core';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Ltr } from '../../ui/ltr.tsx';
import { SecretText } from '../../ui/secret-text.tsx';
import classes from './network.module.css';

/** Fetched only when asked for, so that it is on no screen by accident. */
export function JoinSecretCard() {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const status = useQuery(api.setup.status.queryOptions());
  const isAdmin = status.data?.user?.role === 'admin';
  const joinSecret = useQuery(
    api.setup.joinSecret.queryOptions({ input: shown ? undefined : skipToken, gcTime: 0 }),
  );
  return (
    <section className={classes.card}>
      <h2>{t('network.secretTitle')}</h2>
      <p>{isAdmin ? t('network.secretText') : t('network.secretOnlyAdmin')}</p>
      {shown && joinSecret.isError ? <ErrorNotice error={joinSecret.error} /> : null}
      {shown && joinSecret.data ? (
        <>
          <SecretText secret={joinSecret.data.secret} />
          <p>
            {t('network.secretAddresses')}: <Ltr>{joinSecret.data.addresses.join(', ')}</Ltr>
          </p>
        </>
      ) : null}
      {isAdmin ? (
        <div>
          <Button variant="default" size="compact-sm" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {shown ? t('network.secretHide') : t('network.secretShow')}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
