import {
  IconAt,
  IconDeviceMobile,
  IconHome,
  IconMessage,
  IconPhone,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Ltr } from '../../ui/ltr.tsx';
import { PhoneText } from '../../ui/phone-text.tsx';
import { isPhone } from './contact-value.ts';
import type { ContactPoint } from './use-customer.ts';

const iconByType: Readonly<Record<ContactPoint['type'], TablerIcon>> = {
  mobile: IconDeviceMobile,
  landline: IconPhone,
  email: IconAt,
  messenger: IconMessage,
  address: IconHome,
  other: IconMessage,
};

type ContactProps = { readonly contact: ContactPoint };

/** What kind of way it is, as a picture with a name. */
export function ContactIcon({ contact: { type } }: ContactProps) {
  const { t } = useTranslation();
  const Icon = iconByType[type];
  const name = t(`customers.contacts.types.${type}`);
  return <Icon size={15} role="img" aria-label={name} />;
}

/** The number, address or name itself, in its own direction. */
export function ContactText({ contact }: ContactProps) {
  if (isPhone(contact)) return <PhoneText phone={contact.e164 ?? contact.raw} />;
  return contact.type === 'address' ? <bdi>{contact.raw}</bdi> : <Ltr>{contact.raw}</Ltr>;
}
