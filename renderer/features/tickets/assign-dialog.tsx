import { Modal } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import { hasRight } from '../../../shared/rules/rights.ts';
import { searchKeys } from '../../../shared/rules/search-key.ts';
import { api } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { isolated } from '../../ui/isolated.ts';
import { PickList } from '../../ui/pick-list.tsx';
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
  const { userId } = useOffice();
  const { ticket, ownerName } = card;
  const [query, setQuery] = useState('');
  const { data: users, error: listError } = useQuery(api.user.list.queryOptions());
  const undo = useMutation(api.ticket.assign.mutationOptions({ onError: notifyError }));
  const assign = useMutation(api.ticket.assign.mutationOptions());
  const shown = candidates(users ?? [], query, userId, ticket);

  function give(user: User): void {
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

  return (
    <Modal opened onClose={onClose} title={<strong>{t('tickets.assign.title')}</strong>} size={400}>
      <div className={classes.form}>
        <PickList
          label={t('tickets.assign.title')}
          fieldLabel={t('tickets.assign.filter')}
          query={query}
          onQuery={setQuery}
          items={shown.map((user) => ({
            ...user,
            shownName: user.id === userId ? t('tickets.assign.me') : undefined,
            note: t(`common.roles.${user.role}`),
          }))}
          nothing={users ? t('tickets.assign.noMatch') : null}
          isPending={assign.isPending}
          onPick={give}
        >
          {ownerName === null ? null : (
            <p className={classes.rule}>
              {t('tickets.assign.current')}: <bdi>{ownerName}</bdi>
            </p>
          )}
          {listError || assign.error ? <ErrorNotice error={listError ?? assign.error} /> : null}
        </PickList>
      </div>
    </Modal>
  );
}
