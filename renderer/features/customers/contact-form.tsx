import { Button, Checkbox, Group, Select, TextInput } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contactTypes } from '../../../shared/entities/contact-point.ts';
import { parsePhone } from '../../../shared/rules/phone.ts';
import { useFormat } from '../../app/format.ts';
import { PhoneText } from '../../ui/phone-text.tsx';
import { compactField } from './compact-field.ts';
import classes from './contacts.module.css';
import { isDialled } from './is-dialled.ts';
import type { NewContact } from './use-contacts.ts';
import type { ContactPoint } from './use-customer.ts';

type ContactFormProps = {
  /** Missing for a new one. */
  readonly contact?: ContactPoint;
  readonly onSave: (values: NewContact) => void;
  readonly onClose: () => void;
};

type ContactType = (typeof contactTypes)[number];

/** What the number is understood as, before it is saved. */
function Understood({ typed }: { readonly typed: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!/[\d۰-۹٠-٩]{3}/.test(typed) || /@/.test(typed)) return null;
  const phone = parsePhone(typed);
  if (phone.e164 === null) return null;
  return (
    <span className={classes.understood}>
      <PhoneText phone={phone.e164} />
      {phone.assumedArea === true ? ` · ${t('customers.contacts.assumed')}` : null}
      {phone.ext === null ? null : ` · ${t('customers.contacts.ext', { ext: format.digits(phone.ext) })}`}
    </span>
  );
}

export function ContactForm({ contact, onSave, onClose }: ContactFormProps) {
  const { t } = useTranslation();
  const [raw, setRaw] = useState(contact?.raw ?? '');
  const [label, setLabel] = useState(contact?.label ?? '');
  const [type, setType] = useState<ContactType | null>(contact?.type ?? null);
  const [worksOffline, setWorksOffline] = useState(contact?.worksWithoutInternet);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (raw.trim() === '') return;
    onSave({
      raw: raw.trim(),
      label: label.trim() === '' ? null : label.trim(),
      ...(type === null ? {} : { type }),
      worksWithoutInternet: worksOffline ?? isDialled(raw),
    });
    onClose();
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    event.preventDefault();
    onClose();
  }
  return (
    <form className={classes.contactForm} onSubmit={submit} onKeyDown={onKeyDown}>
      <TextInput
        {...compactField}
        autoFocus
        aria-label={t('customers.contacts.value')}
        placeholder={t('customers.contacts.valuePlaceholder')}
        value={raw}
        maxLength={300}
        description={<Understood typed={raw} />}
        inputWrapperOrder={['input', 'description']}
        onChange={(event) => {
          setRaw(event.currentTarget.value);
          // A changed value may be of another kind; the core looks again.
          if (contact !== undefined && event.currentTarget.value !== contact.raw) setType(null);
        }}
      />
      <Group gap={8} wrap="nowrap">
        <TextInput
          {...compactField}
          style={{ flex: 1 }}
          aria-label={t('customers.contacts.label')}
          placeholder={t('customers.contacts.labelPlaceholder')}
          value={label}
          maxLength={60}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Select
          {...compactField}
          style={{ inlineSize: 118 }}
          aria-label={t('customers.contacts.type')}
          placeholder={t('customers.contacts.typeAuto')}
          data={contactTypes.map((value) => ({ value, label: t(`customers.contacts.types.${value}`) }))}
          value={type}
          clearable
          onChange={setType}
        />
      </Group>
      <Checkbox
        size="xs"
        label={t('customers.contacts.offlineToggle')}
        checked={worksOffline ?? isDialled(raw)}
        onChange={(event) => setWorksOffline(event.currentTarget.checked)}
      />
      <Group gap={8} justify="flex-end">
        <Button size="compact-sm" variant="default" onClick={onClose}>
          {t('customers.edit.cancel')}
        </Button>
        <Button size="compact-sm" type="submit" disabled={raw.trim() === ''}>
          {contact === undefined ? t('customers.contacts.saveAdd') : t('customers.contacts.saveEdit')}
        </Button>
      </Group>
    </form>
  );
}
