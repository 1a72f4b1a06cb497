import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { isActive } from '../../../shared/rules/ticket-status.ts';
import { api } from '../../app/api.ts';
import { errorCode } from '../../app/errors.ts';
import { useFormat } from '../../app/format.ts';
import { go } from '../../app/navigation.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { SectionTitle } from '../../ui/section-title.tsx';
import { AttachmentList } from '../attachments/attachment-list.tsx';
import { ConflictCard } from '../conflicts/conflict-card.tsx';
import { ContactIcon, ContactText } from '../customers/contact-text.tsx';
import { DataAge } from '../customers/data-age.tsx';
import { TierChip } from '../customers/tier-chip.tsx';
import { useTenureText } from '../customers/use-tenure-text.ts';
import { CustomerHistory } from './customer-history.tsx';
import classes from './customer-pane.module.css';
import { ScoreBars } from './score-bars.tsx';
import type { CustomerCard, TicketCard } from './ticket-types.ts';

type CustomerPaneProps = { readonly card: TicketCard };

/** Who they are, in one glance; the whole card is one click away. */
export function CustomerPane({ card }: CustomerPaneProps) {
  const { t } = useTranslation();
  const { customerId } = card.ticket;
  const { data, error, refetch } = useQuery(api.customer.get.queryOptions({ input: { customerId } }));
  const customer = data?.customer.id === customerId ? data : undefined;
  const conflicts = [...card.conflicts, ...(customer?.conflicts ?? [])];
  return (
    <aside className={classes.pane} aria-label={t('tickets.pane.label')}>
      {customer ? (
        <Identity card={customer} />
      ) : errorCode(error) === 'not-found' ? (
        // A ticket can arrive before its customer: peers send what they have, in their own order.
        <EmptyState title={card.customerName} text={t('tickets.pane.waiting')} />
      ) : error ? (
        <ErrorNotice error={error} retry={() => void refetch()} />
      ) : (
        <ListSkeleton rows={4} rowHeight={48} />
      )}
      {conflicts.map((conflict) => (
        <ConflictCard key={`${conflict.rowId}.${conflict.field}`} conflict={conflict} />
      ))}
      {customer ? <Contacts contacts={customer.contacts} /> : null}
      <AttachmentList ticketId={card.ticket.id} />
      {isActive(card.ticket.status) ? <ScoreBars score={card.score} /> : null}
      {customer ? <CustomerHistory card={customer} ticketId={card.ticket.id} /> : null}
    </aside>
  );
}

function Identity({ card }: { readonly card: CustomerCard }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { id, displayName, city, tier, clvBand, totalPurchaseRial, sinceEpochDay, note } = card.customer;
  const tenure = useTenureText(sinceEpochDay);
  const openCard = (customerId: CustomerId) => go({ screen: 'customers', customerId });
  return (
    <>
      <div className={classes.identity}>
        <Avatar name={displayName} />
        <div className={classes.identityText}>
          <button
            type="button"
            className={classes.name}
            title={t('tickets.action.openCustomer')}
            onClick={() => openCard(id)}
          >
            <bdi>{displayName}</bdi>
          </button>
          <div className={classes.subline}>
            {city === null ? null : <bdi>{city}</bdi>}
            {city !== null && tenure !== null ? ' · ' : null}
            {tenure}
          </div>
          <DataAge dataAsOf={card.dataAsOf} />
        </div>
        <TierChip tier={tier} />
      </div>
      <dl className={classes.facts}>
        <div>
          <dt>{t('customers.facts.value')}</dt>
          <dd>
            {clvBand === 'unknown' ? (
              <span title={t('customers.facts.unknown')}>—</span>
            ) : (
              t(`customers.clv.${clvBand}`)
            )}
          </dd>
        </div>
        <div>
          <dt>{t('customers.facts.total')}</dt>
          <dd>
            {totalPurchaseRial === null ? (
              <span title={t('customers.facts.unknown')}>—</span>
            ) : (
              format.money(totalPurchaseRial)
            )}
          </dd>
        </div>
        <div>
          <dt>{t('tickets.pane.contactsCount')}</dt>
          <dd>{format.number(card.interactionCount)}</dd>
        </div>
      </dl>
      {note === null || note.trim() === '' ? null : (
        <p className={classes.note} dir="auto">
          {note}
        </p>
      )}
    </>
  );
}

function Contacts({ contacts }: { readonly contacts: CustomerCard['contacts'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className={classes.section}>
      <SectionTitle order={2}>{t('customers.contacts.title')}</SectionTitle>
      {contacts.length === 0 ? <p className={classes.muted}>{t('customers.contacts.none')}</p> : null}
      <ul className={classes.contacts}>
        {contacts.map((contact) => {
          const detail = contact.worksWithoutInternet
            ? t('customers.contacts.offline')
            : (contact.label ?? t(`customers.contacts.types.${contact.type}`));
          return (
            <li key={contact.id} className={classes.contact}>
              <span className={classes.contactIcon} title={t(`customers.contacts.types.${contact.type}`)}>
                <ContactIcon contact={contact} />
              </span>
              <span
                className={classes.contactValue}
                data-latin={contact.type === 'email' || contact.type === 'messenger' || undefined}
                title={contact.raw}
              >
                <ContactText contact={contact} />
                {contact.extension === null ? null : (
                  <span className={classes.muted}>
                    {' '}
                    {t('customers.contacts.ext', { ext: format.digits(contact.extension) })}
                  </span>
                )}
              </span>
              <bdi className={classes.contactNote} data-good={contact.worksWithoutInternet || undefined}>
                {detail}
              </bdi>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
