import { afterEach, describe, expect, it } from 'vitest';
import { idSchema } from '../../../shared/lib/ids.ts';
import type { CheckpointFacts } from '../../../shared/sync/messages/checkpoint.ts';
import { vectorFromEntries } from '../../../shared/sync/version-vector.ts';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { recordedConnection } from '../../../test/support/recorded-connection.ts';
import { createTestFiles } from '../../../test/support/table-files.ts';
import { openTestReplica, type TestReplica } from '../../../test/support/test-replica.ts';
import { prepareCopy, verifyCopy } from '../checkpoint/copy.ts';
import { acceptOperations } from '../db/accept.ts';
import { archiveSize } from '../db/archive.ts';
import { packAtOnce } from '../db/archive-segment.ts';
import { openConnection } from '../db/connection.ts';
import { shippedModel } from '../db/data-model.ts';
import { copyDatabase } from '../db/database-copy.ts';
import { readLogFrom, readVector } from '../db/operation-log.ts';
import type { Replica } from '../db/replica.ts';
import { writeStable } from '../db/stable.ts';
import { openLogTail } from '../sync/log-tail.ts';
import { openOutbox } from '../sync/outbox.ts';
import { createArchiver, wholeArchive } from './archiver.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');

describe('what a peer gets of the archive', () => {
  const opened: TestReplica[] = [];
  const files = createTestFiles();
  afterEach(() => {
    for (const test of opened.splice(0)) test.close();
  });

  /** 300 operations of two devices, all but the last ten of them packed away. */
  const archived = async (path: string): Promise<Replica> => {
    const test = openTestReplica(path);
    opened.push(test);
    const { replica } = test;
    const histories = [1, 2].map((n) => forgeHistory(organisationId, n));
    const operations = Array.from({ length: 150 }, () => histories.map((history) => history.next([]))).flat();
    const taken = acceptOperations(replica, organisationId, operations);
    if (!taken.ok) throw new Error(taken.error.type);
    writeStable(replica.db.writer, readVector(replica.db.writer));
    await createArchiver(replica, packAtOnce).run({ ...wholeArchive, keep: 10, segmentBytes: 8192 });
    expect(archiveSize(replica.db.reader).operations).toBe(290);
    return replica;
  };

  it('S114: a device that was away for long gets by the log all that it lacks, from any place on', async () => {
    const { db } = await archived(':memory:');
    const all = readLogFrom(db.reader, 0, 1000);
    for (const held of [0, 1, 77, 149]) {
      const { connection, sent } = recordedConnection();
      const theirs = readVector(db.reader).map((entry) => ({ ...entry, seq: held }));
      const outbox = openOutbox(connection, db.reader, openLogTail(db), (piece) => piece());
      outbox.startFrom(theirs, 0);
      outbox.acknowledged(0, 1);
      const items = sent.flatMap(({ message }) => (message.t === 'operations' ? message.items : []));
      const missing = all.filter(({ key }) => key.seq > held);
      expect(items.map(({ device, seq }) => `${device} ${seq}`)).toEqual(
        missing.map(({ key }) => `${key.device} ${key.seq}`),
      );
      const bytes = Buffer.concat(sent.map(({ payload }) => payload));
      expect(bytes.length).toBe(
        missing.reduce((sum, { bytes: body, signature }) => sum + body.length + (signature?.length ?? 0), 0),
      );
    }
  });

  it('S114: a copy holds the archive, and one whose log has a hole is refused', async () => {
    const replica = await archived(files.path('hub.sqlite'));
    const path = files.path('copy.sqlite');
    copyDatabase(replica.db.reader, path);
    const copy = openConnection(path, { readonly: false, model: shippedModel });
    const made = prepareCopy(copy);
    const facts: CheckpointFacts = {
      ...made,
      organisationId,
      size: 1,
      plainSize: 1,
      maker: idSchema<'device'>().parse('0197a000-0000-7000-8000-000000000101'),
    };
    expect(verifyCopy(copy, facts).ok).toBe(true);
    expect(readLogFrom(copy, 0, 1000)).toEqual(readLogFrom(replica.db.reader, 0, 1000));
    expect(vectorFromEntries(readVector(copy)).size).toBe(2);
    copy.prepare('DELETE FROM operation WHERE received = 295').run();
    expect(verifyCopy(copy, facts)).toEqual({ ok: false, error: { type: 'state-differs' } });
    copy.close();
  });
});
