import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { CustomerField } from './customer-field.tsx';
import { NewTicketForm } from './new-ticket-form.tsx';
import { NewTicketMade } from './new-ticket-made.tsx';
import { closeNewTicket, type NewTicketRequest, useNewTicket } from './open-new-ticket.ts';
import type { MadeTicket } from './ticket-types.ts';

/** Mounted once beside the screens: shows the quick form when somebody asks for it. */
export function NewTicketDialog() {
  const { request } = useNewTicket();
  return request === null ? null : <NewTicketSteps request={request} />;
}

/** Whom it is for, what it is about, and then its number. */
function NewTicketSteps({ request }: { readonly request: NewTicketRequest }) {
  const { t } = useTranslation();
  const [customerId, setCustomerId] = useState<CustomerId | null>(request.customerId);
  const [made, setMade] = useState<MadeTicket | null>(null);
  return (
    <Modal opened onClose={closeNewTicket} title={<strong>{t('tickets.form.title')}</strong>} size={560}>
      {made !== null ? (
        <NewTicketMade made={made} />
      ) : customerId === null ? (
        <CustomerField onChoose={({ id }) => setCustomerId(id)} />
      ) : (
        <NewTicketForm
          customerId={customerId}
          onChangeCustomer={() => setCustomerId(null)}
          onMade={setMade}
        />
      )}
    </Modal>
  );
}
