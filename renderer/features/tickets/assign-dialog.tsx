import { Modal, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import { hasRight } from '../../../shared/rules/rights.ts';
import { searchKeys } from '../../../shared/rules/search-key.ts';
import { api } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { isolated } from '../../ui/isolated.ts';
import { showUndo } from '../../ui/show-undo.tsx';
import { useOffice } from '../customers/use-office.ts';
import classes from './dialogs.module.css';
import type { TicketCard } from './ticket-types.ts';

type AssignDialogProps = { readonly card: TicketCard; readonly onClose: () => void };

type User = ApiOutputs['user']['list'][number];

/** Any part of the name, with either ی or ي and with any spacing. */
function isNamed(name: string, query: string): boolean {
  const wanted = searchKeys(query);
  const found = searchKeys(name);
  return found.spaced.includes(wanted.spaced) || found.joined.includes(wanted.joined);
}

/** Oneself first: taking a ticket is A, Enter. The one who has it already is not offered. */
function candidates(
  users: readonly User[],
  query: string,
  meId: string | null,
  { ownerId, status: ticketStatus }: TicketCard['ticket'],
): readonly User[] {
  const fitting = users.filter(
    ({ id, name, role, status }) =>
      status === 'active' &&
      hasRight(role, 'ticket.own') &&
      // A new ticket opens by being given, even to the one who is named on it.
      (id !== ownerId || ticketStatus === 'new') &&
      isNamed(name, query),
  );
  return [...fitting.filter(({ id }) => id === meId), ...fitting.filter(({ id }) => id !== meId)];
}

export function AssignDialog({ card, onClose }: AssignDialogProps) {
  const { t } = useTranslation();
  const listId = useId();
  const { userId } = useOffice();
  const { ticket, ownerName } = card;
  const [query, setQuery] = useState('');
  const [picked, setPicked] = useState(0);
  const { data: users, error: listError } = useQuery(api.user.list.queryOptions());
  const undo = useMutation(api.ticket.assign.mutationOptions({ onError: notifyError }));
  const assign = useMutation(api.ticket.assign.mutationOptions());
  const shown = candidates(users ?? [], query, userId, ticket);
  const index = Math.min(picked, shown.length - 1);

  function give(user: User | undefined): void {
    if (!user || assign.isPending) return;
    const before = ticket.ownerId;
    assign.mutate(
      { ticketId: ticket.id, ownerId: user.id },
      {
        onSuccess: () => {
          onClose();
          // A ticket without an owner cannot be had back: every ticket that was taken has one.
          if (before === null) return;
          showUndo(t('tickets.done.assigned', { name: isolated(user.name) }), () =>
            undo.mutate({ ticketId: ticket.id, ownerId: before }),
          );
        },
      },
    );
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setPicked(Math.min(shown.length - 1, index + 1));
    else if (event.key === 'ArrowUp') setPicked(Math.max(0, index - 1));
    else if (event.key === 'Enter') give(shown[index]);
    else return;
    event.preventDefault();
  }

  return (
    <Modal opened onClose={onClose} title={<strong>{t('tickets.assign.title')}</strong>} size={400}>
      <div className={classes.form}>
        <TextInput
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={shown[index] ? `${listId}-${index}` : undefined}
          aria-label={t('tickets.assign.filter')}
          placeholder={t('tickets.assign.filter')}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setPicked(0);
          }}
          onKeyDown={onKeyDown}
        />
        {ownerName === null ? null : (
          <p className={classes.rule}>
            {t('tickets.assign.current')}: <bdi>{ownerName}</bdi>
          </p>
        )}
        {listError || assign.error ? <ErrorNotice error={listError ?? assign.error} /> : null}
        <div id={listId} role="listbox" aria-label={t('tickets.assign.title')} className={classes.users}>
          {users && shown.length === 0 ? <p className={classes.rule}>{t('tickets.assign.noMatch')}</p> : null}
          {shown.map((user, position) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
            <div
              key={user.id}
              id={`${listId}-${position}`}
              role="option"
              tabIndex={-1}
              aria-selected={position === index}
              aria-disabled={assign.isPending}
              className={classes.user}
              onMouseMove={() => setPicked(position)}
              onClick={() => give(user)}
            >
              <Avatar name={user.name} size={28} />
              <bdi className={classes.userName}>
                {user.id === userId ? t('tickets.assign.me') : user.name}
              </bdi>
              <span className={classes.userNote}>{t(`common.roles.${user.role}`)}</span>
            </div>
          ))}
        </div>
      </div>
    </Modal>
  );
}
