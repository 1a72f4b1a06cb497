import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { describeError } from '../../app/errors.ts';
import classes from './network.module.css';

/** For the day on which the hub is gone for good; whoever does it shows the secret again. */
export function TakeHub() {
  const { t } = useTranslation();
  const [secret, setSecret] = useState('');
  const status = useQuery(api.setup.status.queryOptions());
  const take = useMutation(
    api.sync.takeHub.mutationOptions({
      onSuccess: () => {
        setSecret('');
        notifications.show({ message: t('network.hubTaken') });
      },
    }),
  );
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (secret.trim() !== '') take.mutate({ secret });
  }
  if (status.data?.user?.role !== 'admin') return null;
  return (
    <form className={classes.card} onSubmit={submit}>
      <h2>{t('network.hubGoneTitle')}</h2>
      <p>{t('network.hubGoneText')}</p>
      {/* Below each other: a secret that is not seen whole is not typed right. */}
      <TextInput
        aria-label={t('network.hubGoneSecret')}
        dir="ltr"
        placeholder="XXXXX-XXXXX-XXXXX-XXXXX"
        autoComplete="off"
        maxLength={200}
        value={secret}
        error={take.isError ? describeError(take.error, t) : undefined}
        onChange={(event) => setSecret(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" variant="default" loading={take.isPending}>
          {t('network.hubTake')}
        </Button>
      </div>
    </form>
  );
}
