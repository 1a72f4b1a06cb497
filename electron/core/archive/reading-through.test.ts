import { afterEach, describe, expect, it } from 'vitest';
import { customer } from '../../../shared/entities/customer.ts';
import { ok } from '../../../shared/lib/result.ts';
import { vectorFromEntries } from '../../../shared/sync/version-vector.ts';
import { type Desk, type Office, openOffice } from '../../../test/support/desk.ts';
import { draftSegment } from '../../../test/support/draft-segment.ts';
import { calmly, memorySink, memorySource } from '../../../test/support/memory-file.ts';
import { archiveSize, isLogWhole } from '../db/archive.ts';
import { moveSegment } from '../db/archive-move.ts';
import { packAtOnce } from '../db/archive-segment.ts';
import { runCommand } from '../db/commit.ts';
import { readVector } from '../db/operation-log.ts';
import { rewindHistory } from '../db/rewind.ts';
import { stateHash } from '../db/state-hash.ts';
import { runAtOnce } from '../db/steps.ts';
import { exportChanges } from '../exchange/export-changes.ts';
import { applyFile } from '../exchange/import-changes.ts';
import { openSealedFile } from '../exchange/sealed-file.ts';
import { verifyFile } from '../exchange/verify-file.ts';

const offices: Office[] = [];
afterEach(() => {
  for (const office of offices.splice(0)) office.close();
});

const saves = 60;

/**
 * Two desks: the first one has saved things, and packed the older part of them away.
 * @param shared how many of them the other one has.
 */
const worked = async (isPacked = true, shared = 0): Promise<{ one: Desk; two: Desk }> => {
  const office = await openOffice(2);
  offices.push(office);
  const [one, two] = office.desks;
  if (one === undefined || two === undefined) throw new Error('two desks expected');
  for (let n = 0; n < saves; n += 1) {
    const saved = runCommand(one.replica, { name: 'test', author: { userId: null } }, (tx) => {
      tx.insert(customer, {
        displayName: `مشتری ${n}`,
        kind: 'person',
        language: 'fa',
        tier: 'standard',
        clvBand: 'unknown',
      });
      return ok(null);
    });
    if (!saved.ok) throw new Error(saved.error.code);
    if (n + 1 === shared) office.exchange(one, two);
  }
  const { writer } = one.replica.db;
  while (isPacked) {
    const stable = vectorFromEntries(readVector(writer));
    const draft = draftSegment(writer, stable, { keep: 5, segmentBytes: 4096, leastBytes: 0 });
    if (draft === null) break;
    expect((await moveSegment(writer, draft, await packAtOnce(draft.plain))).ok).toBe(true);
  }
  expect(archiveSize(writer).operations > saves / 2).toBe(isPacked);
  return { one, two };
};

const hashOf = ({ replica }: Desk): string => stateHash(replica.db.reader).hash;

describe('what reads through the archive', () => {
  it('S113: a file for a stick carries what is packed away, from the beginning and from the middle of a segment', async () => {
    for (const shared of [0, 17]) {
      const { one, two } = await worked(true, shared);
      const membership = two.replica.membership();
      if (membership === null) throw new Error('a member expected');
      const base = shared === 0 ? [] : readVector(two.replica.db.reader);
      const { sink, bytes } = memorySink();
      const written = await exportChanges({ replica: one.replica, base, sink, control: calmly() });
      if (!written.ok) throw new Error(written.error.code);
      const { organisationId: id, secret } = membership;
      const file = await openSealedFile(memorySource(bytes()), { id, secret });
      if (!file.ok) throw new Error(file.error.code);
      const contents = await verifyFile(two.replica, file.value, calmly());
      if (!contents.ok) throw new Error(contents.error.code);
      const brought = await applyFile(two.replica, file.value, contents.value, calmly());
      expect(brought).toMatchObject({ ok: true });
      expect(hashOf(two)).toBe(hashOf(one));
    }
  });

  it('S113: the end of a history is taken back out of the archive, and leaves what it leaves without one', async () => {
    const outcomes = [];
    for (const isPacked of [true, false]) {
      const { one } = await worked(isPacked);
      const { writer } = one.replica.db;
      const device = one.replica.membership()?.deviceId;
      const history = readVector(writer).find((entry) => entry.device === device);
      if (history === undefined) throw new Error('an own history expected');
      const seq = history.seq - 40;
      const taken = writer.sqlite.transaction(() =>
        runAtOnce(rewindHistory(writer, history, seq, 0, null)),
      )();
      expect(taken).toHaveLength(40);
      expect(isLogWhole(writer)).toBe(true);
      outcomes.push({
        hash: hashOf(one),
        vector: readVector(writer),
        names: taken.map(({ changes }) => changes),
      });
    }
    expect(outcomes[0]).toEqual(outcomes[1]);
  });
});
