import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { Composer } from '../composer/composer.tsx';
import { useOffice } from '../customers/use-office.ts';
import classes from './conversation.module.css';
import { ConversationHead } from './conversation-head.tsx';
import { TicketDialogs } from './ticket-dialogs.tsx';
import type { TicketCard } from './ticket-types.ts';
import { Timeline } from './timeline.tsx';
import { useTicketSteps } from './use-ticket-steps.ts';

type ConversationProps = {
  readonly card: TicketCard;
  /** False while another ticket is being read: this one is still seen, and cannot be acted on. */
  readonly isCurrent: boolean;
  readonly now: number;
};

/** What was saved appears just above. */
const nothingToSay = (): void => undefined;

/** What happened and what to do next. */
export function Conversation({ card, isCurrent, now }: ConversationProps) {
  const { t } = useTranslation();
  const { userId } = useOffice();
  const { customerId } = card.ticket;
  // The pane beside it reads the same.
  const { data: customer } = useQuery(api.customer.get.queryOptions({ input: { customerId } }));
  const contacts = customer?.customer.id === customerId ? customer.contacts : [];
  const steps = useTicketSteps(isCurrent ? card : undefined);
  return (
    <section className={classes.pane} aria-label={t('tickets.timeline.label')} aria-busy={!isCurrent}>
      <ConversationHead card={card} now={now} steps={steps} />
      {card.needsReview ? (
        <div className={classes.notices}>
          <p className={classes.review}>{t('tickets.needsReview')}</p>
        </div>
      ) : null}
      <Timeline
        key={card.ticket.id}
        items={card.timeline}
        meId={userId ?? undefined}
        contacts={contacts}
        now={now}
      />
      {steps.mayWrite ? (
        <Composer
          key={`composer-${card.ticket.id}`}
          customerId={card.ticket.customerId}
          ticketId={card.ticket.id}
          tickets={[card.ticket]}
          contacts={contacts}
          minRows={2}
          onSaved={nothingToSay}
        />
      ) : (
        <p className={classes.readOnly}>{t('tickets.readOnly')}</p>
      )}
      {isCurrent ? <TicketDialogs card={card} dialog={steps.dialog} onClose={steps.closeDialog} /> : null}
    </section>
  );
}
