import type { AppError } from '../../../shared/contract/errors.ts';
import type { CustomerId, TicketId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { findRow } from '../db/find-row.ts';
import type { Transaction } from '../db/transaction.ts';
import { type Command, notFound } from './command.ts';
import { type TicketAtHand, takeTicket } from './ticket-step.ts';

/** The customer, and the ticket if any, that an interaction is about; a ticket of somebody else is not found. */
export const takeTarget = (
  tx: Transaction,
  command: Command,
  { customerId, ticketId }: { readonly customerId: CustomerId; readonly ticketId: TicketId | null },
): Result<TicketAtHand | null, AppError> => {
  if (findRow(tx.connection, 'customer', customerId) === null) return err(notFound('customer', customerId));
  if (ticketId === null) return ok(null);
  const taken = takeTicket(tx, command, ticketId);
  if (taken.ok && taken.value.stored.customerId !== customerId) return err(notFound('ticket', ticketId));
  return taken;
};
