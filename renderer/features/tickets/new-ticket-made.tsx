import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../app/actions.ts';
import { go } from '../../app/navigation.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { TicketNumberText } from '../../ui/ticket-number-text.tsx';
import { copyText } from './copy-text.ts';
import classes from './dialogs.module.css';
import { closeNewTicket } from './open-new-ticket.ts';
import type { MadeTicket } from './ticket-types.ts';

type NewTicketMadeProps = { readonly made: MadeTicket };

/** The number, large enough to read out: it is final from this moment, with or without a network. */
export function NewTicketMade({ made }: NewTicketMadeProps) {
  const { t } = useTranslation();

  function copy(): void {
    copyText(made.number, t('tickets.done.copied'));
  }

  function open(): void {
    closeNewTicket();
    go({ screen: 'queue', ticketId: made.ticketId });
  }

  useActions(
    [
      { id: 'newTicket.copy', labelKey: 'tickets.form.copy', group: 'ticket', keys: 'y', run: copy },
      { id: 'newTicket.open', labelKey: 'tickets.form.open', group: 'ticket', keys: 'o', run: open },
    ],
    'dialog',
  );

  return (
    <div className={classes.made}>
      <strong role="status">{t('tickets.form.created')}</strong>
      <TicketNumberText number={made.number} className={classes.madeNumber} />
      <p className={classes.rule}>{t('tickets.form.createdHint')}</p>
      <div className={classes.foot}>
        <Button variant="default" onClick={copy} rightSection={<Kbd keys="y" />}>
          {t('tickets.form.copy')}
        </Button>
        <Button variant="default" onClick={open} rightSection={<Kbd keys="o" />}>
          {t('tickets.form.open')}
        </Button>
        <Button autoFocus onClick={closeNewTicket} rightSection={<Kbd keys="Enter" />}>
          {t('tickets.form.done')}
        </Button>
      </div>
    </div>
  );
}
