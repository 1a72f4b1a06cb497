import { Button, Menu, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconChevronDown } from '@tabler/icons-react';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../app/actions.ts';
import { useFormat } from '../../app/format.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import classes from '../tickets/composer.module.css';
import { CallButtons, EarlierCall } from './call-fields.tsx';
import { isolatedNumber } from './isolated-number.ts';
import own from './timeline.module.css';
import type { CustomerCard } from './use-customer.ts';
import { type Composing, useCustomerComposer } from './use-customer-composer.ts';

const tabs = ['call', 'internal'] as const;

/** Where a call or a note about the customer is written down. One instance per customer. */
export function CustomerComposer({ card }: { readonly card: CustomerCard }) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const composing = useCustomerComposer(card.customer.id, (tab) =>
    notifications.show({
      message: t(tab === 'call' ? 'customers.composer.savedCall' : 'customers.composer.savedNote'),
      autoClose: 2500,
    }),
  );
  const { draft, change, facts, timeProblem, save, canSave, isSaving, error } = composing;
  const isCall = draft.tab === 'call';
  const ticket = card.tickets.find(({ id }) => id === facts.ticketId);
  const reopens =
    isCall && draft.direction === 'in' && (ticket?.status === 'resolved' || ticket?.status === 'closed');
  const write = (tab: (typeof tabs)[number]) => () => {
    change({ tab });
    field.current?.focus();
  };
  useActions([
    {
      id: 'customer.call',
      labelKey: 'customers.shortcuts.logCall',
      keys: 'c',
      group: 'customer',
      run: write('call'),
    },
    {
      id: 'customer.note',
      labelKey: 'customers.shortcuts.addNote',
      keys: 'm',
      group: 'customer',
      run: write('internal'),
    },
  ]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    } else if (event.altKey && (event.code === 'Digit1' || event.code === 'Digit2')) {
      event.preventDefault();
      change({ tab: event.code === 'Digit1' ? 'call' : 'internal' });
    } else if (event.key === 'Escape') {
      event.preventDefault();
      field.current?.blur();
    }
  }
  return (
    <section
      className={`${classes.composer} ${own.composer}`}
      aria-label={t('customers.composer.label')}
      onKeyDown={onKeyDown}
    >
      <div className={classes.tabs} role="tablist" aria-label={t('customers.composer.label')}>
        {tabs.map((tab, index) => (
          <button
            key={tab}
            type="button"
            role="tab"
            className={classes.tab}
            data-tab={tab}
            aria-selected={draft.tab === tab}
            aria-keyshortcuts={`Alt+${index + 1}`}
            onClick={write(tab)}
          >
            {t(tab === 'call' ? 'customers.composer.tabCall' : 'customers.composer.tabNote')}
          </button>
        ))}
      </div>
      <Textarea
        ref={field}
        variant="unstyled"
        autosize
        minRows={1}
        maxRows={9}
        maxLength={8000}
        dir="auto"
        aria-label={t(isCall ? 'customers.composer.tabCall' : 'customers.composer.tabNote')}
        placeholder={t(isCall ? 'customers.composer.callPlaceholder' : 'customers.composer.notePlaceholder')}
        value={draft.text}
        readOnly={isSaving}
        onChange={(event) => change({ text: event.currentTarget.value })}
        classNames={{ input: classes.text }}
      />
      {error ? <ErrorNotice error={error} /> : null}
      {reopens ? <p className={classes.hint}>{t('customers.composer.reopens')}</p> : null}
      {isCall && facts.when !== null ? <EarlierCall composing={composing} /> : null}
      {timeProblem === null ? null : (
        <p className={classes.hint} role="alert">
          {t(timeProblem === 'future' ? 'customers.composer.inFuture' : 'customers.composer.noSuchTime')}
        </p>
      )}
      <div className={classes.foot}>
        {isCall ? <CallButtons composing={composing} /> : null}
        <TicketButton composing={composing} card={card} />
        <span className={classes.spring} />
        <span className={classes.status} role="status">
          {draft.text.trim() === '' ? '' : t('customers.composer.draftKept')}
        </span>
        <Button
          size="xs"
          className={own.save}
          onClick={save}
          disabled={!canSave}
          loading={isSaving}
          aria-keyshortcuts="Control+Enter"
          rightSection={<Kbd keys="mod+Enter" />}
        >
          {t('customers.composer.save')}
        </Button>
      </div>
    </section>
  );
}

type TicketButtonProps = { readonly composing: Composing; readonly card: CustomerCard };

/** Which ticket the entry belongs to; nothing to choose when there is none. */
function TicketButton({ composing, card }: TicketButtonProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { facts, changeFacts } = composing;
  if (card.tickets.length === 0) return null;
  const chosen = card.tickets.find(({ id }) => id === facts.ticketId);
  const isolated = (number: string) => isolatedNumber(format.ticketNumber(number));
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          className={classes.fact}
          rightSection={<IconChevronDown size={14} />}
        >
          {chosen ? isolated(chosen.number) : t('customers.composer.noTicket')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        <Menu.Item onClick={() => changeFacts({ ticketId: null })}>
          {t('customers.composer.noTicket')}
        </Menu.Item>
        {card.tickets.map((ticket) => (
          <Menu.Item key={ticket.id} onClick={() => changeFacts({ ticketId: ticket.id })}>
            <bdi>{ticket.subject}</bdi> · {isolated(ticket.number)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
