// One field for everything: customers, tickets and whatever can be done here.
import { Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import { languages } from '../../../shared/lib/language.ts';
import { foldForSearch } from '../../../shared/rules/search-key.ts';
import { type Action, enabledActions, shownKeys } from '../../app/actions.ts';
import { api } from '../../app/api.ts';
import type { Translate } from '../../app/i18n.ts';
import { go } from '../../app/navigation.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { PhoneText } from '../../ui/phone-text.tsx';
import { TicketNumberText } from '../../ui/ticket-number-text.tsx';
import classes from './palette.module.css';
import { paletteStore, selectFirstResult } from './palette-store.ts';

const shownPerKind = 8;

/** A keyboard is often set to another language than the window: «dark» finds «تیره» too. */
const inEveryLanguage = (action: Action, t: Translate): readonly string[] =>
  languages.map((lng) => t(action.labelKey, { lng }));

function useFound(query: string) {
  const wanted = query.trim();
  const input = wanted === '' ? skipToken : { query: wanted, limit: shownPerKind };
  const { data, error } = useQuery(api.search.find.queryOptions({ input }));
  return wanted === '' ? { found: undefined, error: null } : { found: data, error };
}

type Found = ApiOutputs['search']['find'];

function CustomerResults({ customers }: { readonly customers: Found['customers'] }) {
  const { t } = useTranslation();
  if (customers.length === 0) return null;
  return (
    <>
      <div className={classes.group}>{t('shell.palette.customers')}</div>
      {customers.map((customer) => (
        <Spotlight.Action
          key={customer.id}
          onClick={() => go({ screen: 'customers', customerId: customer.id })}
        >
          <span className={classes.row}>
            <bdi>{customer.displayName}</bdi>
            <span className={classes.city}>{customer.city}</span>
            <span className={classes.aside}>
              {customer.openTickets > 0
                ? `${t('shell.palette.openTickets', { count: customer.openTickets })} · `
                : null}
              {customer.phone ? <PhoneText phone={customer.phone} /> : null}
            </span>
          </span>
        </Spotlight.Action>
      ))}
    </>
  );
}

function TicketResults({ tickets }: { readonly tickets: Found['tickets'] }) {
  const { t } = useTranslation();
  if (tickets.length === 0) return null;
  return (
    <>
      <div className={classes.group}>{t('shell.palette.tickets')}</div>
      {tickets.map((ticket) => (
        <Spotlight.Action key={ticket.id} onClick={() => go({ screen: 'queue', ticketId: ticket.id })}>
          <span className={classes.row}>
            <bdi>{ticket.subject}</bdi>
            <span className={classes.aside}>
              <bdi>{ticket.customerName}</bdi> · <TicketNumberText number={ticket.number} />
            </span>
          </span>
        </Spotlight.Action>
      ))}
    </>
  );
}

function ActionResults({ actions }: { readonly actions: readonly Action[] }) {
  const { t } = useTranslation();
  if (actions.length === 0) return null;
  return (
    <>
      <div className={classes.group}>{t('shell.palette.actions')}</div>
      {actions.map((action) => {
        const keys = shownKeys(action);
        return (
          <Spotlight.Action key={action.id} onClick={action.run}>
            <span className={classes.row}>
              <span>{t(action.labelKey)}</span>
              <span className={classes.aside}>{keys ? <Kbd keys={keys} /> : null}</span>
            </span>
          </Spotlight.Action>
        );
      })}
    </>
  );
}

/** What is in the palette exists only while it is open, so that the list of actions is the present one. */
function PaletteBody({ query }: { readonly query: string }) {
  const { t } = useTranslation();
  const { found, error } = useFound(useDeferredValue(query));
  const wanted = foldForSearch(query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the results are what the list on screen is made of
  useEffect(selectFirstResult, [found]);
  const actions = enabledActions()
    .filter((action) => !action.keyOnly)
    .filter((action) => inEveryLanguage(action, t).some((label) => foldForSearch(label).includes(wanted)));
  const isEmpty =
    actions.length === 0 &&
    found?.customers.length === 0 &&
    found.tickets.length === 0 &&
    !found.wrongCheckDigit;
  return (
    <Spotlight.ActionsList>
      {error ? <ErrorNotice error={error} /> : null}
      {found?.wrongCheckDigit ? (
        <div className={classes.warning} role="alert">
          {t('shell.palette.wrongCheckDigit')}
        </div>
      ) : null}
      {found ? <CustomerResults customers={found.customers} /> : null}
      {found ? <TicketResults tickets={found.tickets} /> : null}
      <ActionResults actions={actions} />
      {isEmpty ? <Spotlight.Empty>{t('shell.palette.nothing')}</Spotlight.Empty> : null}
    </Spotlight.ActionsList>
  );
}

export function Palette({ open }: { readonly open: boolean }) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  return (
    <Spotlight.Root
      store={paletteStore}
      classNames={{ action: classes.action }}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      maxHeight={440}
      size={640}
      radius="lg"
      transitionProps={{ duration: 60 }}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      attributes={{ content: { 'aria-label': t('shell.actions.palette') } }}
    >
      <Spotlight.Search
        placeholder={t('shell.search')}
        aria-label={t('shell.search')}
        leftSection={<IconSearch size={18} stroke={1.7} aria-hidden="true" />}
      />
      {open ? <PaletteBody query={query} /> : null}
    </Spotlight.Root>
  );
}
