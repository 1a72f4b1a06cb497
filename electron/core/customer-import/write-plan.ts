import type { AppError } from '../../../shared/contract/errors.ts';
import { contactPoint } from '../../../shared/entities/contact-point.ts';
import { customer } from '../../../shared/entities/customer.ts';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import type { Language } from '../../../shared/lib/language.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { ImportedContact } from '../../../shared/rules/customer-import/row.ts';
import { isTelephone } from '../../../shared/rules/read-contact.ts';
import type { Bulk } from '../db/bulk.ts';
import type { Transaction } from '../db/transaction.ts';
import type { PlannedWrite } from './plan-import.ts';

/**
 * Rows written in one synchronous piece. Some 150 customers with their contacts and log take about ten
 * milliseconds, and their operation stays far below the limits of number and size. The search follows by itself.
 */
const writesPerSlice = 150;

/** Writes a plan into an open bulk command, slice by slice. The caller commits, or rolls back when it fails. */
export const writePlan = async (
  bulk: Bulk,
  writes: readonly PlannedWrite[],
  language: Language,
  signal: AbortSignal,
  onProgress: (writesDone: number) => void,
): Promise<Result<null, AppError>> => {
  for (let at = 0; at < writes.length; at += writesPerSlice) {
    if (signal.aborted) return err({ code: 'import-cancelled' });
    const slice = writes.slice(at, at + writesPerSlice);
    const written = bulk.slice((transaction) => {
      for (const write of slice) writeOne(transaction, write, language);
    });
    if (!written.ok) return written;
    onProgress(Math.min(at + writesPerSlice, writes.length));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return signal.aborted ? err({ code: 'import-cancelled' }) : ok(null);
};

const writeOne = (transaction: Transaction, write: PlannedWrite, language: Language): void => {
  if (write.kind === 'patch') {
    if (Object.keys(write.patch).length > 0) transaction.update(customer, write.id, write.patch);
    insertContacts(transaction, write.id, write.contacts, write.contactsBefore);
    return;
  }
  const { tier, ...facts } = write.facts;
  const id = transaction.insert(customer, {
    displayName: write.displayName,
    kind: 'person',
    language,
    tier: tier ?? 'standard',
    clvBand: 'unknown',
    ...facts,
  });
  insertContacts(transaction, id, write.contacts, 0);
};

const insertContacts = (
  transaction: Transaction,
  customerId: CustomerId,
  contacts: readonly ImportedContact[],
  before: number,
): void => {
  for (const [index, contact] of contacts.entries()) {
    transaction.insert(contactPoint, {
      customerId,
      type: contact.type,
      raw: contact.raw,
      e164: contact.e164,
      extension: contact.extension,
      assumedArea: contact.assumedArea,
      label: contact.label,
      preferredOrder: before + index,
      worksWithoutInternet: isTelephone(contact),
    });
  }
};
