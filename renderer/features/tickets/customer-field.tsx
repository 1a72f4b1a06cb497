import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import { api } from '../../app/api.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PhoneText } from '../../ui/phone-text.tsx';
import { openNewCustomer } from '../customers/new-customer.tsx';
import { TierChip } from '../customers/tier-chip.tsx';
import classes from './dialogs.module.css';
import { closeNewTicket } from './open-new-ticket.ts';

type FoundCustomer = ApiOutputs['search']['find']['customers'][number];

type CustomerFieldProps = { readonly onChoose: (customer: FoundCustomer) => void };

const shownMatches = 6;
const pauseMs = 60;

/** Finds a customer by any part of a name or any form of a number: type, arrows, Enter. */
export function CustomerField({ onChoose }: CustomerFieldProps) {
  const { t } = useTranslation();
  const listId = useId();
  const [query, setQuery] = useState('');
  const [picked, setPicked] = useState(0);
  const [wanted] = useDebouncedValue(query.trim(), pauseMs);
  const [isEntered, setIsEntered] = useState(false);
  const { data, error, isPlaceholderData } = useQuery(
    api.search.find.queryOptions({ input: { query: wanted, limit: 20 }, enabled: wanted !== '' }),
  );
  const found = wanted === '' ? [] : (data?.customers ?? []).slice(0, shownMatches);
  const index = Math.min(picked, found.length - 1);
  const chosen = found[index];
  /** Whether what is shown answers what was typed: a person who types and hits Enter must not get another. */
  const isAnswer = data !== undefined && !isPlaceholderData && wanted === query.trim();

  useEffect(() => {
    if (!isEntered || !isAnswer) return;
    setIsEntered(false);
    if (chosen) onChoose(chosen);
  }, [isEntered, isAnswer, chosen, onChoose]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setPicked(Math.min(found.length - 1, index + 1));
    else if (event.key === 'ArrowUp') setPicked(Math.max(0, index - 1));
    else if (event.key === 'Enter' && query.trim() !== '') setIsEntered(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className={classes.form}>
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-activedescendant={found[index] ? `${listId}-${index}` : undefined}
        label={t('tickets.field.customer')}
        placeholder={t('tickets.form.customerSearch')}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setPicked(0);
          setIsEntered(false);
        }}
        onKeyDown={onKeyDown}
      />
      {error ? <ErrorNotice error={error} /> : null}
      {wanted !== '' && isAnswer && found.length === 0 ? (
        <div className={classes.foot}>
          <span className={classes.hint}>{t('tickets.form.noCustomer')}</span>
          <Button
            variant="light"
            onClick={() => {
              closeNewTicket();
              openNewCustomer(wanted);
            }}
          >
            {t('customers.new')}
          </Button>
        </div>
      ) : null}
      <div id={listId} role="listbox" aria-label={t('tickets.field.customer')} className={classes.users}>
        {found.map((customer, position) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={customer.id}
            id={`${listId}-${position}`}
            role="option"
            tabIndex={-1}
            aria-selected={position === index}
            className={classes.user}
            onMouseMove={() => setPicked(position)}
            onClick={() => onChoose(customer)}
          >
            <bdi className={classes.userName}>{customer.displayName}</bdi>
            <TierChip tier={customer.tier} />
            <span className={classes.userNote}>
              {customer.phone === null ? <bdi>{customer.city}</bdi> : <PhoneText phone={customer.phone} />}
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}
