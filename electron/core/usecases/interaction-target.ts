import type { AppError } from '../../../shared/contract/errors.ts';
import type { CustomerId, TicketId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { shownCustomerId } from '../db/customer-alias.ts';
import type { Transaction } from '../db/transaction.ts';
import { type Command, notFound } from './command.ts';
import { takeCustomer } from './take-customer.ts';
import { type TicketAtHand, takeTicket } from './ticket-step.ts';

export interface Target {
  /** The record that it belongs to: the ticket's own, also where that one was merged. */
  readonly customerId: CustomerId;
  readonly ticket: TicketAtHand | null;
}

/** The customer, and the ticket if any, that an interaction is about; a ticket of somebody else is not found. */
export const takeTarget = (
  tx: Transaction,
  command: Command,
  { customerId, ticketId }: { readonly customerId: CustomerId; readonly ticketId: TicketId | null },
): Result<Target, AppError> => {
  const customer = takeCustomer(tx, customerId);
  if (!customer.ok) return customer;
  if (ticketId === null) return ok({ customerId: customer.value, ticket: null });
  const taken = takeTicket(tx, command, ticketId);
  if (!taken.ok) return taken;
  const owner = taken.value.stored.customerId;
  if (shownCustomerId(tx.connection, owner) !== customer.value) return err(notFound('ticket', ticketId));
  return ok({ customerId: owner, ticket: taken.value });
};
