import type { AppError } from '../../../shared/contract/errors.ts';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { shownCustomerId } from '../db/customer-alias.ts';
import { findRow } from '../db/find-row.ts';
import type { Transaction } from '../db/transaction.ts';
import { notFound } from './command.ts';

/**
 * The record that is shown for a customer: what is done from now on belongs to it, and stays with it when a merge
 * is undone. Errors: `not-found`.
 */
export const takeCustomer = (tx: Transaction, customerId: CustomerId): Result<CustomerId, AppError> => {
  const shown = shownCustomerId(tx.connection, customerId);
  return findRow(tx.connection, 'customer', shown) === null
    ? err(notFound('customer', customerId))
    : ok(shown);
};
