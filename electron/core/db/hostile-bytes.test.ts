import { describe, expect, it } from 'vitest';
import { organisation } from '../../../shared/entities/organisation.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations, type IncomingOperation } from './accept.ts';
import { stateHash } from './state-hash.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const tagId = '0197a000-0000-7000-8000-00000000a001';
const row = { entity: 'tag', id: tagId };

/** What became of operations that came one by one: the state, or why one was refused. */
const outcomeOf = (operations: readonly IncomingOperation[]): string => {
  const { replica } = openTestReplica(':memory:');
  for (const operation of operations) {
    const taken = acceptOperations(replica, organisationId, [operation]);
    if (!taken.ok) return taken.error.type;
  }
  return stateHash(replica.db.reader).hash;
};

describe('a member that writes its operations in an odd way', () => {
  it('S138: hides no row from who looks for it in the log', () => {
    const [base, liar, late] = [1, 2, 3].map((n) => forgeHistory(organisationId, n));
    if (base === undefined || liar === undefined || late === undefined) throw new Error('no members');
    const made = base.next([{ ...row, kind: 'insert', fields: { name: 'الف', colour: 'red' } }]);
    const odd = liar.next([{ ...row, kind: 'update', fields: { colour: 'blue' } }], {}, (text) =>
      text.replace(tagId, `${tagId.slice(0, -1)}\\u0031`),
    );
    const other = late.next([{ ...row, kind: 'update', fields: { name: 'ب' } }]);
    const word = base.next([
      {
        entity: 'restamp',
        id: '0197a000-0000-7000-8000-00000000a002',
        kind: 'insert',
        fields: {
          deviceId: late.device,
          epoch: 1,
          seq: 1,
          stamp: late.stamp(),
          hlc: '0190000000000000',
        },
      },
    ]);
    // The word makes who has the other already look for the row in its log.
    const looked = outcomeOf([made, odd, other, word]);
    expect(looked).toBe(outcomeOf([made, odd, word, other]));
    expect(looked).toBe('operation-unreadable');
  });

  it('S140: makes no name longer by blanks than a name may be', () => {
    const { name } = organisation.fields;
    const padded = `${' '.repeat(200)}x`;
    expect([name.accepts(padded), name.accepts(` x `), name.accepts('   ')]).toEqual([false, true, false]);
    expect(name.schema.safeParse(padded).success).toBe(false);
  });
});
