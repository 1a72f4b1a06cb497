import { Button, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { api } from '../../app/api.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { TierChip } from '../customers/tier-chip.tsx';
import classes from './dialogs.module.css';
import { type Nature, NatureFields } from './nature-fields.tsx';
import type { MadeTicket } from './ticket-types.ts';

type NewTicketFormProps = {
  readonly customerId: CustomerId;
  readonly onChangeCustomer: () => void;
  readonly onMade: (made: MadeTicket) => void;
};

const usualNature: Nature = { type: 'technical', impact: 'medium', urgency: 'medium' };

/** The subject and Enter are enough; everything else has a usual answer, and one key changes it. */
export function NewTicketForm({ customerId, onChangeCustomer, onMade }: NewTicketFormProps) {
  const { t } = useTranslation();
  const [subject, setSubject] = useState('');
  const [nature, setNature] = useState<Nature>(usualNature);
  const [body, setBody] = useState('');
  const [wasTried, setWasTried] = useState(false);
  // Named once, so that a second Enter, or a retry after a lost answer, makes no second ticket.
  const [commandId] = useState(() => crypto.randomUUID());
  const { data: card } = useQuery(api.customer.get.queryOptions({ input: { customerId } }));
  const create = useMutation(api.ticket.create.mutationOptions({ onSuccess: onMade }));
  const isMissing = subject.trim() === '';

  function submit(): void {
    setWasTried(true);
    if (isMissing || create.isPending) return;
    create.mutate({ commandId, customerId, subject: subject.trim(), ...nature, body: body.trim() });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    const { target } = event;
    if (target instanceof HTMLButtonElement) return;
    if (target instanceof HTMLTextAreaElement && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    submit();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to every field of the form
    <div className={classes.form} data-fields onKeyDown={onKeyDown}>
      <div className={classes.customer}>
        <span className={classes.choiceLabel}>{t('tickets.field.customer')}</span>
        <bdi className={classes.customerName}>
          {card?.customer.id === customerId ? card.customer.displayName : ''}
        </bdi>
        {card ? <TierChip tier={card.customer.tier} /> : null}
        <Button size="compact-sm" variant="subtle" onClick={onChangeCustomer}>
          {t('tickets.form.changeCustomer')}
        </Button>
      </div>
      <TextInput
        data-autofocus
        autoFocus
        size="md"
        maxLength={300}
        label={t('tickets.form.subject')}
        placeholder={t('tickets.form.subjectPlaceholder')}
        error={wasTried && isMissing ? t('tickets.form.subjectMissing') : undefined}
        value={subject}
        onChange={(event) => setSubject(event.currentTarget.value)}
      />
      <NatureFields nature={nature} onChange={setNature} />
      <Textarea
        autosize
        minRows={2}
        maxRows={8}
        maxLength={8000}
        label={t('tickets.form.body')}
        placeholder={t('tickets.form.bodyPlaceholder')}
        value={body}
        onChange={(event) => setBody(event.currentTarget.value)}
      />
      {create.error ? <ErrorNotice error={create.error} /> : null}
      <div className={classes.foot}>
        <span className={classes.hint}>{t('tickets.form.keysHint')}</span>
        <Button onClick={submit} loading={create.isPending} rightSection={<Kbd keys="Enter" />}>
          {t('tickets.form.submit')}
        </Button>
      </div>
    </div>
  );
}
