import { describe, expect, it } from 'vitest';
import type { EntityId } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { owned, plantedModel } from '../../../test/laws/planted-entities.ts';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations } from './accept.ts';
import { runCommand } from './commit.ts';
import { stateHash } from './state-hash.ts';
import type { Transaction } from './transaction.ts';

const open = () => {
  const { replica } = openTestReplica(':memory:', plantedModel);
  const membership = replica.membership();
  if (membership === null) throw new Error('a member expected');
  const run = <T>(body: (tx: Transaction) => T) =>
    runCommand(replica, { name: 'x', author: { userId: null } }, (tx) => ok(body(tx)));
  const titles = () => replica.db.writer.prepare('SELECT title FROM owned').pluck().all();
  const make = (): EntityId<'owned'> => {
    const made = run((tx) => tx.insert(owned, { title: 'mine' }));
    if (!made.ok) throw new Error(made.error.code);
    return made.value;
  };
  return { replica, run, make, titles, organisationId: membership.organisationId };
};

describe('rows that one device owns', () => {
  it('S78: are written by their owner, and a command of another one that tries to fails whole', () => {
    const { run, make, titles } = open();
    const id = make();
    expect(run((tx) => tx.update(owned, id, { title: 'still mine' })).ok).toBe(true);
    const notOwn = `${id.slice(0, -12)}${'f'.repeat(12)}` as typeof id;
    expect(() => run((tx) => tx.insertWithId(owned, notOwn, { title: 'not mine' }))).toThrow('owner');
    expect(titles()).toEqual(['still mine']);
  });

  it('S78: stand as they were whatever a peer says of them, which is kept and relayed all the same', () => {
    const { replica, make, titles, organisationId } = open();
    const id = make();
    const { hash, operations } = stateHash(replica.db.writer);
    const forged = forgeHistory(organisationId, 1);
    const change = { entity: 'owned', id, fields: { title: 'theirs', deletedAt: 1 } };
    const said = [
      forged.next([{ ...change, kind: 'update', replaces: {} }]),
      forged.next([{ ...change, kind: 'insert' }]),
    ];
    expect(acceptOperations(replica, organisationId, said).ok).toBe(true);
    expect(stateHash(replica.db.writer)).toMatchObject({ hash, operations: operations + 2 });
    expect(titles()).toEqual(['mine']);
  });
});
