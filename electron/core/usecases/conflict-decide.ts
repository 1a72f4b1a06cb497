import type { conflict as conflictContract } from '../../../shared/contract/conflict.ts';
import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import { contactPoint } from '../../../shared/entities/contact-point.ts';
import { entityByName } from '../../../shared/entities/index.ts';
import { ticketEvent } from '../../../shared/entities/ticket-event.ts';
import type { ContactPointId, TicketId, UserId } from '../../../shared/lib/ids.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { readContact } from '../../../shared/rules/read-contact.ts';
import type { Write } from '../../../shared/sync/register.ts';
import { findOpenConflict, type OpenConflict } from '../db/conflicts.ts';
import { findRow } from '../db/find-row.ts';
import type { Transaction } from '../db/transaction.ts';
import { type Command, commit, done, type Outcome } from './command.ts';
import { phoneOptions } from './contact-fields.ts';
import { updateDeadlines } from './ticket-deadlines.ts';

/** What follows from a chosen value: derived fields, deadlines, the ticket's story. */
const follow = (
  tx: Transaction,
  command: Command,
  { entity, rowId, field }: OpenConflict,
  chosen: Write,
): void => {
  if (entity === 'contact_point' && field === 'raw' && typeof chosen.value === 'string') {
    const id = rowId as ContactPointId;
    const stored = findRow(tx.connection, 'contact_point', id);
    const isPhone = stored?.type === 'mobile' || stored?.type === 'landline';
    const type = isPhone ? undefined : stored?.type;
    const { warning: _, ...fields } = readContact(chosen.value, type, phoneOptions(tx.connection));
    tx.update(contactPoint, id, fields);
  }
  if (entity !== 'ticket') return;
  const ticketId = rowId as TicketId;
  const ticket = findRow(tx.connection, 'ticket', ticketId);
  if (ticket === null) return;
  if (field === 'impact' || field === 'urgency') updateDeadlines(tx, ticket, { [field]: chosen.value });
  const ownerId = field === 'ownerId' && typeof chosen.value === 'string' ? (chosen.value as UserId) : null;
  tx.insert(ticketEvent, {
    ticketId,
    kind: ownerId === null ? 'edited' : 'assigned',
    ownerId,
    agentId: command.user.id,
    at: tx.nowMs,
  });
};

/**
 * Chooses one of the values that stand beside each other; it replaces them all, on every desk.
 * Errors: `conflict-gone` when somebody decided already, or the value named is not among them.
 */
export const conflictDecide = (
  command: Command,
  { entity, rowId, field, stamp }: InputOf<typeof conflictContract.decide>,
): Outcome<typeof done> =>
  commit(command, 'conflict.decide', undefined, (tx) => {
    const open = findOpenConflict(tx.connection, entity, rowId, field);
    const chosen = open?.writes.find((write) => write.stamp === stamp);
    if (open === null || chosen === undefined) return err({ code: 'conflict-gone' });
    const stamps = open.writes.map((write) => write.stamp);
    tx.decide(entityByName(open.entity), rowId, field, chosen.value, stamps);
    follow(tx, command, open, chosen);
    return ok(done);
  });
