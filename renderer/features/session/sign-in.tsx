// Who is at the desk: name and password, checked on this PC.
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import { samplePassword } from '../../../shared/lib/sample-password.ts';
import { api, queryClient } from '../../app/api.ts';
import { useFormat } from '../../app/format.ts';
import { FullPage } from '../../app/full-page.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { lastName, rememberName } from './last-name.ts';
import { SampleUsers } from './sample-users.tsx';
import classes from './sign-in.module.css';

type Credentials = { readonly name: string; readonly password: string };

const firstCredentials = (isSample: boolean): Credentials => ({
  name: lastName(),
  password: isSample ? samplePassword : '',
});

type SignInProps = { readonly status: ApiOutputs['setup']['status'] };

export function SignIn({ status }: SignInProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ name, password }, setCredentials] = useState(() => firstCredentials(status.sample));
  const submitButton = useRef<HTMLButtonElement>(null);
  const signIn = useMutation(
    api.session.signIn.mutationOptions({
      onSuccess: async (user) => {
        rememberName(user.name);
        await queryClient.invalidateQueries();
      },
    }),
  );
  function submit(event: FormEvent): void {
    event.preventDefault();
    signIn.mutate({ name, password });
  }
  /** Enter is the next key. */
  function choose(credentials: Credentials): void {
    setCredentials(credentials);
    submitButton.current?.focus();
  }
  return (
    <FullPage>
      <form className={classes.card} onSubmit={submit} noValidate>
        <div>
          <h1>
            <bdi>{status.organisation?.name ?? t('session.title')}</bdi>
          </h1>
          <p className={classes.device}>
            {status.device ? t('shell.user.device', { code: format.digits(status.device.code) }) : null}
            {status.device?.name ? (
              <>
                {' · '}
                <bdi>{status.device.name}</bdi>
              </>
            ) : null}
          </p>
        </div>
        <TextInput
          label={t('session.name')}
          autoComplete="username"
          autoFocus={name === ''}
          value={name}
          onChange={(event) => setCredentials({ name: event.currentTarget.value, password })}
        />
        <PasswordInput
          label={t('session.password')}
          autoComplete="current-password"
          autoFocus={name !== ''}
          value={password}
          onChange={(event) => setCredentials({ name, password: event.currentTarget.value })}
        />
        {signIn.isError ? <ErrorNotice error={signIn.error} /> : null}
        <Button ref={submitButton} type="submit" loading={signIn.isPending} disabled={name.trim() === ''}>
          {t('session.signIn')}
        </Button>
        <p className={classes.offline}>{t('session.offline')}</p>
      </form>
      {status.sample ? <SampleUsers onChoose={choose} /> : null}
    </FullPage>
  );
}
