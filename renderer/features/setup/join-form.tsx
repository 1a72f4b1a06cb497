import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import { toAsciiDigits } from '../../../shared/rules/digits.ts';
import { useActions } from '../../app/actions.ts';
import { api, queryClient } from '../../app/api.ts';
import { useFormat } from '../../app/format.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Ltr } from '../../ui/ltr.tsx';
import { JoinProgressCard } from './join-progress.tsx';
import classes from './setup.module.css';

const lookEveryMs = 1500;
const statusEveryMs = 400;

type Hub = ApiOutputs['setup']['hubs'][number];

type FoundHubsProps = { readonly chosen: string; readonly onChoose: (hub: Hub) => void };

function FoundHubs({ chosen, onChoose }: FoundHubsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const hubs = useQuery(api.setup.hubs.queryOptions({ refetchInterval: lookEveryMs }));
  return (
    <div>
      <p className={classes.fieldTitle} style={{ margin: '0 0 6px' }}>
        {t('setup.join.found')}
      </p>
      <div className={classes.hubs} role="status">
        {hubs.data?.map((hub) => (
          <button
            key={hub.address}
            type="button"
            className={classes.hub}
            aria-pressed={hub.address === chosen}
            onClick={() => onChoose(hub)}
          >
            <span>
              <strong>
                <bdi>{hub.organisationName}</bdi>
              </strong>
              <small>
                {t('setup.join.hubLine', { device: hub.deviceName, code: format.digits(hub.deviceCode) })}
              </small>
            </span>
            <Ltr>{hub.address}</Ltr>
          </button>
        ))}
        {hubs.data?.length ? null : (
          <p className={classes.searching}>
            {t('setup.join.searching')} {hubs.data ? t('setup.join.noneYet') : null}
          </p>
        )}
      </div>
    </div>
  );
}

type JoinFormProps = { readonly onJoined: () => void; readonly onBack: () => void };

export function JoinForm({ onJoined, onBack }: JoinFormProps) {
  const { t } = useTranslation();
  const [address, setAddress] = useState('');
  const [secret, setSecret] = useState('');
  const [deviceName, setDeviceName] = useState('');
  const join = useMutation(
    api.setup.join.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries();
        onJoined();
      },
    }),
  );
  const status = useQuery(
    api.setup.status.queryOptions({ refetchInterval: join.isPending ? statusEveryMs : false }),
  );
  useActions([
    {
      id: 'setup.back',
      labelKey: 'common.back',
      keys: 'Escape',
      group: 'general',
      enabled: !join.isPending,
      run: onBack,
    },
  ]);
  if (join.isPending) return <JoinProgressCard join={status.data?.join ?? null} />;

  function submit(event: FormEvent): void {
    event.preventDefault();
    const name = deviceName.trim();
    join.mutate({
      address: toAsciiDigits(address),
      secret: toAsciiDigits(secret),
      ...(name === '' ? {} : { deviceName: name }),
    });
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <h1>{t('setup.choice.join')}</h1>
      <FoundHubs chosen={address} onChoose={(hub) => setAddress(hub.address)} />
      <TextInput
        label={t('setup.join.address')}
        dir="ltr"
        placeholder="192.168.1.10"
        autoFocus
        maxLength={300}
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <TextInput
        label={t('setup.join.secret')}
        description={t('setup.join.secretText')}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        dir="ltr"
        autoComplete="off"
        maxLength={200}
        value={secret}
        onChange={(event) => setSecret(event.currentTarget.value)}
      />
      <TextInput
        label={`${t('setup.join.deviceName')} (${t('common.optional')})`}
        placeholder={t('setup.join.deviceNamePlaceholder')}
        maxLength={100}
        value={deviceName}
        onChange={(event) => setDeviceName(event.currentTarget.value)}
      />
      {join.isError ? <ErrorNotice error={join.error} /> : null}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onBack}>
          {t('common.back')}
        </Button>
        <Button type="submit" disabled={address.trim() === '' || secret.trim() === ''}>
          {t('setup.join.submit')}
        </Button>
      </div>
    </form>
  );
}
