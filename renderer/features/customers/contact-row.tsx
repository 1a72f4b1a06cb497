import { Menu, Tooltip } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { DragEvent, KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import { copyText } from '../tickets/copy-text.ts';
import { ContactIcon, ContactText } from './contact-text.tsx';
import { copiedText, isUnread } from './contact-value.ts';
import classes from './contacts.module.css';
import type { ContactPoint } from './use-customer.ts';

export type ContactActions = {
  readonly edit: () => void;
  readonly remove: () => void;
  readonly toggleOffline: () => void;
  /** Up is -1, down is 1. */
  readonly move: (by: number) => void;
  readonly dragStart: () => void;
  readonly dropHere: () => void;
};

type ContactRowProps = {
  readonly contact: ContactPoint;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Left out for who may only read. */
  readonly actions: ContactActions | undefined;
};

/** The second line: label, extension, and what should be taken with care. */
function ContactRemarks({ contact }: { readonly contact: ContactPoint }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isPlain = contact.label === null && contact.extension === null;
  if (isPlain && !contact.assumedArea && !isUnread(contact)) return null;
  return (
    <span className={classes.contactRemarks}>
      {contact.label === null ? null : <bdi>{contact.label}</bdi>}
      {contact.extension === null ? null : (
        <span>{t('customers.contacts.ext', { ext: format.digits(contact.extension) })}</span>
      )}
      {contact.assumedArea ? (
        <Tooltip multiline w={260} label={t('customers.contacts.assumedHint', { raw: contact.raw })}>
          <span className={classes.caution}>{t('customers.contacts.assumed')}</span>
        </Tooltip>
      ) : null}
      {isUnread(contact) ? (
        <Tooltip multiline w={260} label={t('customers.contacts.unreadHint')}>
          <span className={classes.caution}>{t('customers.contacts.unread')}</span>
        </Tooltip>
      ) : null}
    </span>
  );
}

/** One way to reach the customer. Enter edits, Delete removes, Alt+↑/↓ moves, a click on the value copies it. */
export function ContactRow({ contact, isFirst, isLast, actions }: ContactRowProps) {
  const { t } = useTranslation();
  const text = copiedText(contact);

  const copy = () => copyText(text, t('customers.contacts.copied'));
  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget) return;
    const isArrow = event.key === 'ArrowUp' || event.key === 'ArrowDown';
    if (actions && event.altKey && isArrow) actions.move(event.key === 'ArrowUp' ? -1 : 1);
    else if (actions && event.key === 'Enter') actions.edit();
    else if (actions && event.key === 'Delete') actions.remove();
    else if ((event.ctrlKey || event.metaKey) && event.code === 'KeyC') copy();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  function onDragStart(event: DragEvent): void {
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', text);
    actions?.dragStart();
  }
  return (
    <li
      className={classes.contact}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the row is moved, edited and removed by key
      tabIndex={0}
      data-contact={contact.id}
      draggable={actions !== undefined}
      title={actions && t('customers.contacts.drag')}
      onKeyDown={onKeyDown}
      onDragStart={onDragStart}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        actions?.dropHere();
      }}
    >
      <span className={classes.contactIcon} title={t(`customers.contacts.types.${contact.type}`)}>
        <ContactIcon contact={contact} />
      </span>
      <span className={classes.contactMain}>
        <button
          type="button"
          className={classes.contactValue}
          title={t('customers.contacts.copy', { value: text })}
          onClick={copy}
        >
          <ContactText contact={contact} />
        </button>
        <ContactRemarks contact={contact} />
      </span>
      {contact.worksWithoutInternet ? (
        <span className={classes.offline}>{t('customers.contacts.offline')}</span>
      ) : null}
      {actions ? (
        <ContactMenu
          isFirst={isFirst}
          isLast={isLast}
          offline={contact.worksWithoutInternet}
          copy={copy}
          actions={actions}
        />
      ) : null}
    </li>
  );
}

type ContactMenuProps = Pick<ContactRowProps, 'isFirst' | 'isLast'> & {
  readonly offline: boolean;
  readonly copy: () => void;
  readonly actions: ContactActions;
};

/** The same by pointer. */
function ContactMenu({ isFirst, isLast, offline, copy, actions }: ContactMenuProps) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className={classes.contactMenu} aria-label={t('customers.more')}>
          <IconDots size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={copy}>{t('customers.contacts.copy', { value: '' }).trim()}</Menu.Item>
        <Menu.Item onClick={actions.edit}>{t('customers.contacts.edit')}</Menu.Item>
        <Menu.Item onClick={actions.toggleOffline}>
          {t(offline ? 'customers.contacts.offlineOff' : 'customers.contacts.offlineToggle')}
        </Menu.Item>
        <Menu.Item disabled={isFirst} onClick={() => actions.move(-1)}>
          {t('customers.contacts.moveUp')}
        </Menu.Item>
        <Menu.Item disabled={isLast} onClick={() => actions.move(1)}>
          {t('customers.contacts.moveDown')}
        </Menu.Item>
        <Menu.Item color="red" onClick={actions.remove}>
          {t('customers.contacts.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
