import { IconPlus } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../app/actions.ts';
import { useFormat } from '../../app/format.ts';
import { useRight } from '../../app/use-right.ts';
import { isolated, isolatedNumber } from '../../ui/isolated.ts';
import { SectionTitle } from '../../ui/section-title.tsx';
import { ContactForm } from './contact-form.tsx';
import { ContactRow } from './contact-row.tsx';
import { isPhone } from './contact-value.ts';
import classes from './contacts.module.css';
import pane from './customers.module.css';
import { useContacts } from './use-contacts.ts';
import type { ContactPoint, CustomerCard } from './use-customer.ts';

/** Every way to reach the customer, the preferred one first. */
export function ContactList({ card }: { readonly card: CustomerCard }) {
  const { t } = useTranslation();
  const format = useFormat();
  const customerId = card.customer.id;
  const changes = useContacts(customerId);
  /** The id of the contact being edited, or the new one. */
  const [editing, setEditing] = useState<string | null>(null);
  const [announcement, setAnnouncement] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const dragged = useRef<number | null>(null);
  const { contacts } = card;
  const mayWrite = useRight('customer.write');

  useActions([
    {
      id: 'contact.add',
      labelKey: 'customers.shortcuts.addContact',
      keys: 'shift+c',
      group: 'customer',
      enabled: mayWrite,
      run: () => setEditing('new'),
    },
  ]);

  const shownAs = (contact: ContactPoint) =>
    isPhone(contact) ? isolatedNumber(format.phone(contact.e164 ?? contact.raw)) : isolated(contact.raw);
  const closeNew = () => {
    setEditing(null);
    addButton.current?.focus();
  };
  const focusRow = (id: string) =>
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-contact="${id}"]`)?.focus());
  function move(from: number, to: number): void {
    const contact = contacts[from];
    if (contact === undefined || to < 0 || to >= contacts.length) return;
    changes.move(contacts, from, to);
    setAnnouncement(t('customers.contacts.moved', { value: shownAs(contact), n: to + 1 }));
    focusRow(contact.id);
  }
  return (
    <section className={pane.section}>
      <SectionTitle
        aside={
          mayWrite ? (
            <button
              ref={addButton}
              type="button"
              className={pane.link}
              aria-label={t('customers.contacts.add')}
              onClick={() => setEditing('new')}
            >
              <IconPlus size={12} /> {t('customers.contacts.addShort')}
            </button>
          ) : undefined
        }
      >
        {t('customers.contacts.title')}
      </SectionTitle>
      {contacts.length === 0 ? <p className={pane.nothing}>{t('customers.contacts.none')}</p> : null}
      <ul ref={list} className={classes.contacts}>
        {contacts.map((contact, index) =>
          editing === contact.id ? (
            <li key={contact.id} className={classes.contactEdit}>
              <ContactForm
                contact={contact}
                onSave={(values) => changes.update(contact, values)}
                onClose={() => {
                  setEditing(null);
                  focusRow(contact.id);
                }}
              />
            </li>
          ) : (
            <ContactRow
              key={contact.id}
              contact={contact}
              isFirst={index === 0}
              isLast={index === contacts.length - 1}
              actions={
                !mayWrite
                  ? undefined
                  : {
                      edit: () => setEditing(contact.id),
                      remove: () => changes.remove(contact, shownAs(contact)),
                      toggleOffline: () =>
                        changes.update(contact, { worksWithoutInternet: !contact.worksWithoutInternet }),
                      move: (by) => move(index, index + by),
                      dragStart: () => {
                        dragged.current = index;
                      },
                      dropHere: () => {
                        if (dragged.current !== null) move(dragged.current, index);
                        dragged.current = null;
                      },
                    }
              }
            />
          ),
        )}
      </ul>
      {editing === 'new' ? (
        <ContactForm onSave={changes.add} onClose={closeNew} />
      ) : mayWrite && contacts.length === 1 ? (
        <p className={classes.nag}>{t('customers.contacts.nag')}</p>
      ) : null}
      <span aria-live="polite" className={classes.heard}>
        {announcement}
      </span>
    </section>
  );
}
