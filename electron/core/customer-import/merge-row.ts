import type { CustomerId } from '../../../shared/lib/ids.ts';
import type { ImportTarget } from '../../../shared/rules/customer-import/columns.ts';
import type { ImportedContact, ImportedCustomer } from '../../../shared/rules/customer-import/row.ts';
import { contactKey } from '../../../shared/rules/customer-import/row-contacts.ts';
import { matchesSearch } from '../../../shared/rules/search-key.ts';

/** What an import can say about a customer beside name and contacts. Null is "not known". */
export type Facts = Pick<
  ImportedCustomer,
  'city' | 'address' | 'sinceEpochDay' | 'totalPurchaseRial' | 'tier' | 'note'
>;

/** A customer of the database whom rows of the file may be about. */
export interface StoredCustomer {
  readonly id: CustomerId;
  readonly displayName: string;
  readonly facts: Facts;
  readonly contacts: readonly ImportedContact[];
  /** Keys of contacts that somebody removed: an import does not bring them back. */
  readonly removedKeys: readonly string[];
}

/** A customer as the rows read so far leave it. */
export interface Person {
  readonly displayName: string;
  readonly stored: StoredCustomer | null;
  readonly facts: Facts;
  /** Facts that the import fills in; only these are written for a stored customer. */
  readonly filled: Partial<Facts>;
  readonly addedContacts: readonly ImportedContact[];
  readonly rowCount: number;
}

/** A value of the file that is not taken over, because another one stands there already. */
export interface KeptDifference {
  readonly targets: readonly ImportTarget[];
}

export interface FoldedRow {
  readonly person: Person;
  readonly changed: boolean;
  readonly differences: readonly KeptDifference[];
}

const targetsByFact: Readonly<Record<keyof Facts, readonly ImportTarget[]>> = {
  city: ['city'],
  address: ['address'],
  sinceEpochDay: ['since'],
  totalPurchaseRial: ['totalToman', 'totalRial'],
  tier: ['tier'],
  note: ['note'],
};
const factNames = ['city', 'address', 'sinceEpochDay', 'totalPurchaseRial', 'tier', 'note'] as const;

const factsOf = ({ city, address, sinceEpochDay, totalPurchaseRial, tier, note }: Facts): Facts => ({
  city,
  address,
  sinceEpochDay,
  totalPurchaseRial,
  tier,
  note,
});

export const newPerson = (row: ImportedCustomer): Person => ({
  displayName: row.displayName,
  stored: null,
  facts: factsOf(row),
  filled: {},
  addedContacts: row.contacts,
  rowCount: 1,
});

export const storedPerson = (stored: StoredCustomer): Person => ({
  displayName: stored.displayName,
  stored,
  facts: stored.facts,
  filled: {},
  addedContacts: [],
  rowCount: 0,
});

/**
 * Folds a row into the customer that it is about: empty facts are filled and missing contacts added, but what
 * is known already stays, and a different value of the file is reported. Folding a row twice changes nothing
 * the second time, so a file can be imported again.
 */
export const foldRow = (person: Person, row: ImportedCustomer): FoldedRow => {
  const known = new Set([
    ...(person.stored?.contacts ?? []).map(contactKey),
    ...(person.stored?.removedKeys ?? []),
    ...person.addedContacts.map(contactKey),
  ]);
  const missing = row.contacts.filter((contact) => !known.has(contactKey(contact)));
  const filled: Record<string, Facts[keyof Facts]> = {};
  const differences: KeptDifference[] = [];
  for (const fact of factNames) {
    const before = person.facts[fact];
    const found = row[fact];
    if (found === null) continue;
    if (before === null) filled[fact] = found;
    else if (!sameFact(before, found)) differences.push({ targets: targetsByFact[fact] });
  }
  if (!matchesSearch(person.displayName, row.displayName)) differences.push({ targets: ['displayName'] });
  const changed = missing.length > 0 || Object.keys(filled).length > 0;
  const rowCount = person.rowCount + 1;
  return {
    changed,
    differences,
    person: changed
      ? {
          ...person,
          facts: { ...person.facts, ...filled },
          filled: { ...person.filled, ...filled },
          addedContacts: [...person.addedContacts, ...missing],
          rowCount,
        }
      : { ...person, rowCount },
  };
};

/** Texts are the same when they read the same, on whichever keyboard they were typed. */
const sameFact = (a: string | number, b: string | number): boolean =>
  typeof a === 'string' && typeof b === 'string' ? a === b || matchesSearch(a, b) : a === b;
