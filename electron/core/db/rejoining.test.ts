import { describe, expect, it } from 'vitest';
import { tag } from '../../../shared/entities/tag.ts';
import { ok } from '../../../shared/lib/result.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations } from './accept.ts';
import { runCommand } from './commit.ts';
import { readLogFrom, readVector } from './operation-log.ts';
import { markRejoining } from './rejoining.ts';

describe('a PC whose database was lost', () => {
  it('S67: takes its own history from others as anybody’s; one that was put back leaves it to its next identity', () => {
    for (const isLost of [true, false]) {
      const { replica, close } = openTestReplica(':memory:');
      const { writer } = replica.db;
      for (const name of ['یک', 'دو', 'سه'])
        runCommand(replica, { name: 'tag.create', author: { userId: null } }, (tx) => {
          tx.insert(tag, { name, colour: 'red' });
          return ok(null);
        });
      const organisationId = replica.membership()?.organisationId;
      if (organisationId === undefined) throw new Error('no call centre');
      const log = readLogFrom(writer, 0, 10);
      const vector = readVector(writer);
      for (const table of ['operation', 'head', 'tag']) writer.sqlite.exec(`DELETE FROM ${table}`);
      if (isLost) markRejoining(writer);
      let twins = 0;
      replica.onTwin(() => {
        twins += 1;
      });
      expect(acceptOperations(replica, organisationId, log).ok).toBe(true);
      expect(readVector(writer)).toEqual(isLost ? vector : []);
      expect(twins).toBe(isLost ? 0 : 3);
      close();
    }
  });
});
