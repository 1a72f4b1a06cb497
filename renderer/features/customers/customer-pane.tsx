import { useTranslation } from 'react-i18next';
import { isolated } from '../../ui/isolated.ts';
import { SectionTitle } from '../../ui/section-title.tsx';
import { AttachmentList } from '../attachments/attachment-list.tsx';
import { ConflictCard } from '../conflicts/conflict-card.tsx';
import { ContactList } from './contact-list.tsx';
import { CustomerDetails } from './customer-details.tsx';
import { CustomerFacts } from './customer-facts.tsx';
import { CustomerPurchases, CustomerTickets } from './customer-history.tsx';
import { CustomerIdentity } from './customer-identity.tsx';
import { CustomerTags } from './customer-tags.tsx';
import classes from './customers.module.css';
import { MergedRecords } from './merged-records.tsx';
import type { CustomerCard } from './use-customer.ts';

type CustomerPaneProps = { readonly card: CustomerCard; readonly onMerge: () => void };

/** Who the customer is: the third pane, beside the conversation. Scrolls on its own. */
export function CustomerPane({ card, onMerge }: CustomerPaneProps) {
  const { t } = useTranslation();
  const { customer } = card;
  return (
    <aside
      className={classes.pane}
      aria-label={t('customers.cardLabel', { name: isolated(customer.displayName) })}
    >
      <CustomerIdentity card={card} />
      <CustomerFacts customer={customer} />
      {card.conflicts.length === 0 ? null : (
        <section className={classes.section}>
          <SectionTitle>{t('customers.conflicts.title')}</SectionTitle>
          {card.conflicts.map((conflict) => (
            <ConflictCard key={`${conflict.rowId}.${conflict.field}`} conflict={conflict} />
          ))}
        </section>
      )}
      <ContactList card={card} />
      <CustomerTags card={card} />
      <AttachmentList customerId={customer.id} />
      <CustomerTickets card={card} />
      <CustomerPurchases purchases={card.purchases} />
      <CustomerDetails customer={customer} />
      <MergedRecords card={card} onMerge={onMerge} />
    </aside>
  );
}
