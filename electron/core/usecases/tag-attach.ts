import type { tag as tagContract } from '../../../shared/contract/customer.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import { customerTag, tag } from '../../../shared/entities/tag.ts';
import type { EntityId } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { matchesSearch, searchKeys } from '../../../shared/rules/search-key.ts';
import { findRow, findRows } from '../db/find-row.ts';
import type { Transaction } from '../db/transaction.ts';
import { blobOf } from '../db/uuid-blob.ts';
import { type Command, commit, type Outcome } from './command.ts';
import { deriveId } from './derive-id.ts';
import { takeCustomer } from './take-customer.ts';

type Contract = typeof tagContract.attach;

const makeTag = (tx: Transaction, name: string): EntityId<'tag'> => {
  const values = { name, colour: 'grey' } as const;
  const derived = deriveId('tag', searchKeys(name).joined);
  const taken = tx.connection.prepare('SELECT 1 FROM tag WHERE id = ?').get(blobOf(derived)) !== undefined;
  // The tag of this id was renamed or deleted since: this is another one.
  if (taken) return tx.insert(tag, values);
  tx.insertWithId(tag, derived, values);
  return derived;
};

/** Tags a customer, with a new tag where none has that name in any spelling. Errors: `not-found`. */
export const tagAttach = (
  command: Command,
  { customerId: named, name }: InputOf<Contract>,
): Outcome<OutputOf<Contract>> =>
  commit(command, 'tag.attach', undefined, (tx) => {
    const taken = takeCustomer(tx, named);
    if (!taken.ok) return taken;
    const customerId = taken.value;
    const known = findRows(tx.connection, 'tag', 'TRUE', []).find((other) => matchesSearch(name, other.name));
    const tagId = known?.id ?? makeTag(tx, name);
    const id = deriveId('customer_tag', customerId, tagId);
    if (findRow(tx.connection, 'customer_tag', id) === null) {
      tx.insertWithId(customerTag, id, { customerId, tagId });
    } else {
      tx.update(customerTag, id, { removedAt: null });
    }
    return ok({ tagId });
  });
