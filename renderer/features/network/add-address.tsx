import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toAsciiDigits } from '../../../shared/rules/digits.ts';
import { api } from '../../app/api.ts';
import { describeError } from '../../app/errors.ts';
import classes from './network.module.css';

export function AddAddress() {
  const { t } = useTranslation();
  const [address, setAddress] = useState('');
  const add = useMutation(
    api.sync.addAddress.mutationOptions({
      onSuccess: () => {
        setAddress('');
        notifications.show({ message: t('network.added') });
      },
    }),
  );
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (address.trim() !== '') add.mutate({ address: toAsciiDigits(address) });
  }
  return (
    <form className={classes.card} onSubmit={submit}>
      <h2>{t('network.addTitle')}</h2>
      <p>{t('network.addText')}</p>
      <div className={classes.row}>
        <TextInput
          aria-label={t('network.address')}
          dir="ltr"
          placeholder="192.168.1.10"
          maxLength={300}
          value={address}
          error={add.isError ? describeError(add.error, t) : undefined}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={add.isPending}>
          {t('network.add')}
        </Button>
      </div>
    </form>
  );
}
