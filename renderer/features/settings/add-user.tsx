import { Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { roles } from '../../../shared/entities/user.ts';
import { api, queryClient } from '../../app/api.ts';
import { describeError, errorCode } from '../../app/errors.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import classes from './settings.module.css';

const emptyForm: { name: string; password: string; role: (typeof roles)[number] } = {
  name: '',
  password: '',
  role: 'agent',
};

export function AddUser() {
  const { t } = useTranslation();
  const [form, setForm] = useState(emptyForm);
  const add = useMutation(
    api.user.create.mutationOptions({
      onSuccess: async ({ name }) => {
        setForm(emptyForm);
        notifications.show({ message: t('settings.userAdded', { name }) });
        await queryClient.invalidateQueries({ queryKey: api.user.key() });
      },
    }),
  );
  const code = errorCode(add.error);
  const problem = add.isError ? describeError(add.error, t) : undefined;
  function submit(event: FormEvent): void {
    event.preventDefault();
    add.mutate(form);
  }
  return (
    <>
      <form className={classes.form} onSubmit={submit} noValidate>
        <TextInput
          label={t('settings.name')}
          maxLength={200}
          autoComplete="off"
          value={form.name}
          error={code === 'name-taken' ? problem : undefined}
          onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
        />
        <Select
          label={t('settings.role')}
          data={roles.map((role) => ({ value: role, label: t(`common.roles.${role}`) }))}
          value={form.role}
          onChange={(value) => setForm({ ...form, role: roles.find((role) => role === value) ?? 'agent' })}
        />
        <PasswordInput
          label={t('settings.password')}
          autoComplete="new-password"
          value={form.password}
          error={code === 'password-too-short' ? problem : undefined}
          onChange={(event) => setForm({ ...form, password: event.currentTarget.value })}
        />
        <Button
          type="submit"
          loading={add.isPending}
          disabled={form.name.trim() === '' || form.password === ''}
        >
          {t('settings.addUser')}
        </Button>
      </form>
      {add.isError && code !== 'name-taken' && code !== 'password-too-short' ? (
        <ErrorNotice error={add.error} />
      ) : null}
    </>
  );
}
