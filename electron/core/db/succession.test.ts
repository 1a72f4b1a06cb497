import { describe, expect, it } from 'vitest';
import { tag } from '../../../shared/entities/tag.ts';
import { ok } from '../../../shared/lib/result.ts';
import { decodeOperation, type Operation } from '../../../shared/sync/operation.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { runCommand } from './commit.ts';
import { plainOf } from './operation-form.ts';
import { readLogFrom } from './operation-log.ts';
import { reissueOperations } from './reissue.ts';
import { runAtOnce } from './steps.ts';

describe('what a device said of itself', () => {
  it('S57: that it is still there is not written again by the identity that goes on in its place', () => {
    const { replica, close } = openTestReplica(':memory:');
    const { writer } = replica.db;
    for (const name of ['device.still-here', 'tag.create'])
      runCommand(replica, { name, author: { userId: null } }, (tx) => {
        tx.insert(tag, { name, colour: 'red' });
        return ok(null);
      });
    const written = readLogFrom(writer, 0, 10).flatMap((stored): Operation[] => {
      const read = decodeOperation(plainOf(stored)?.toString('utf8') ?? '');
      return read.ok ? [read.value] : [];
    });
    expect(written.map(({ command }) => command)).toEqual(['device.still-here', 'tag.create']);
    expect(runAtOnce(reissueOperations(replica, writer, written, new Map()))).toBe(1);
    close();
  });
});
