import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import { useFormat } from '../../app/format.ts';
import { isolatedNumber } from '../../ui/isolated.ts';
import classes from './composer.module.css';
import type { Composing } from './use-composer.ts';

/** A ticket of the customer, as far as an entry needs to know it. */
export type TicketChoice = Pick<
  ApiOutputs['customer']['get']['tickets'][number],
  'id' | 'number' | 'subject' | 'status'
>;

type TicketButtonProps = { readonly composing: Composing; readonly tickets: readonly TicketChoice[] };

/** Which ticket the entry belongs to; nothing to choose when there is none. */
export function TicketButton({ composing, tickets }: TicketButtonProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { facts, changeFacts } = composing;
  if (tickets.length === 0) return null;
  const chosen = tickets.find(({ id }) => id === facts.ticketId);
  const inSentence = (number: string) => isolatedNumber(format.ticketNumber(number));
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          className={classes.ticket}
          rightSection={<IconChevronDown size={14} />}
        >
          {chosen ? inSentence(chosen.number) : t('tickets.composer.noTicket')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        <Menu.Item onClick={() => changeFacts({ ticketId: null })}>
          {t('tickets.composer.noTicket')}
        </Menu.Item>
        {tickets.map((ticket) => (
          <Menu.Item key={ticket.id} onClick={() => changeFacts({ ticketId: ticket.id })}>
            <bdi>{ticket.subject}</bdi> · {inSentence(ticket.number)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
