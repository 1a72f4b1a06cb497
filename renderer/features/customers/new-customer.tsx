import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { parsePhone } from '../../../shared/rules/phone.ts';
import { api } from '../../app/api.ts';
import { go, useNavigation } from '../../app/navigation.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { isolated } from '../../ui/isolated.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { PhoneText } from '../../ui/phone-text.tsx';
import classes from './customers.module.css';
import type { CustomerListItem } from './use-customer-rows.ts';

type NewCustomerState = { readonly prefill: string | null };

const useNewCustomer = create<NewCustomerState>()(() => ({ prefill: null }));

/** Opens the form of a new customer on the customers screen; what was searched for becomes the name or the phone. */
export function openNewCustomer(prefill = ''): void {
  if (useNavigation.getState().place.screen !== 'customers') go({ screen: 'customers' });
  useNewCustomer.setState({ prefill });
}

const close = () => useNewCustomer.setState({ prefill: null });

export function NewCustomerDialog() {
  const { t } = useTranslation();
  const { prefill } = useNewCustomer();
  return (
    <Modal opened={prefill !== null} onClose={close} title={t('customers.create.title')} size={460}>
      {prefill === null ? null : <NewCustomerForm prefill={prefill} />}
    </Modal>
  );
}

const looksLikePhone = (text: string) => /^[\d۰-۹٠-٩+()\s./-]{4,}$/.test(text);
const fewestLetters = 3;
const shownDuplicates = 3;

/** Whoever is already here under what is being typed. */
function useAlreadyHere(typed: string, worthAsking: boolean): readonly CustomerListItem[] {
  const [query] = useDebouncedValue(typed.trim(), 120);
  const { data } = useQuery(
    api.search.find.queryOptions({
      input: { query, limit: shownDuplicates },
      enabled: worthAsking && query !== '',
      placeholderData: undefined,
    }),
  );
  return worthAsking ? (data?.customers ?? []) : [];
}

type AlreadyHereProps = { readonly title: string; readonly customers: readonly CustomerListItem[] };

function AlreadyHere({ title, customers }: AlreadyHereProps) {
  if (customers.length === 0) return null;
  return (
    <Alert color="yellow" variant="light" p="xs" role="status">
      <Text size="sm">{title}</Text>
      {customers.map((customer) => (
        <button
          key={customer.id}
          type="button"
          className={classes.duplicate}
          onClick={() => {
            close();
            go({ screen: 'customers', customerId: customer.id });
          }}
        >
          <bdi>{customer.displayName}</bdi>
          {customer.city === null ? null : <bdi className={classes.small}>{customer.city}</bdi>}
          {customer.phone === null ? null : <PhoneText phone={customer.phone} className={classes.small} />}
        </button>
      ))}
    </Alert>
  );
}

function NewCustomerForm({ prefill }: { readonly prefill: string }) {
  const { t } = useTranslation();
  const startsWithPhone = looksLikePhone(prefill);
  const [name, setName] = useState(startsWithPhone ? '' : prefill);
  const [phone, setPhone] = useState(startsWithPhone ? prefill : '');
  const [second, setSecond] = useState('');
  const [city, setCity] = useState('');
  const [nameMissing, setNameMissing] = useState(false);
  // A second press of the same button is the same customer.
  const [commandId] = useState(() => crypto.randomUUID());
  const samePhone = useAlreadyHere(phone, parsePhone(phone).e164 !== null);
  const sameName = useAlreadyHere(name, name.trim().length >= fewestLetters && samePhone.length === 0);
  const save = useMutation(
    api.customer.create.mutationOptions({
      onSuccess: ({ customerId }) => {
        close();
        notifications.show({
          message: t('customers.create.done', { name: isolated(name.trim()) }),
          autoClose: 3000,
        });
        go({ screen: 'customers', customerId });
      },
    }),
  );

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() === '') {
      setNameMissing(true);
      return;
    }
    const contacts = [phone, second]
      .map((raw) => raw.trim())
      .filter((raw) => raw !== '')
      .map((raw) => ({ raw }));
    save.mutate({
      commandId,
      displayName: name.trim(),
      contacts,
      ...(city.trim() === '' ? {} : { city: city.trim() }),
    });
  }
  const understood = parsePhone(phone);
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('customers.create.lead')}
        </Text>
        <TextInput
          data-autofocus={!startsWithPhone || undefined}
          label={t('customers.create.name')}
          value={name}
          maxLength={200}
          error={nameMissing && name.trim() === '' ? t('customers.create.nameMissing') : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <AlreadyHere title={t('customers.create.duplicateName')} customers={sameName} />
        <TextInput
          label={t('customers.create.phone')}
          placeholder={t('customers.create.phonePlaceholder')}
          value={phone}
          inputMode="tel"
          styles={{ description: { fontSize: 12 } }}
          description={
            understood.e164 === null ? undefined : (
              <>
                <PhoneText phone={understood.e164} />
                {understood.assumedArea === true ? ` · ${t('customers.contacts.assumed')}` : null}
              </>
            )
          }
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          onChange={(event) => setPhone(event.currentTarget.value)}
        />
        <AlreadyHere title={t('customers.create.duplicatePhone')} customers={samePhone} />
        <Group grow gap="sm">
          <TextInput
            label={t('customers.create.second')}
            value={second}
            onChange={(event) => setSecond(event.currentTarget.value)}
          />
          <TextInput
            label={t('customers.create.city')}
            value={city}
            maxLength={200}
            onChange={(event) => setCity(event.currentTarget.value)}
          />
        </Group>
        {save.error ? <ErrorNotice error={save.error} /> : null}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t('customers.create.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} rightSection={<Kbd keys="Enter" />}>
            {t(samePhone.length > 0 ? 'customers.create.submitAnyway' : 'customers.create.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
