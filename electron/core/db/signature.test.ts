import { describe, expect, it } from 'vitest';
import { team } from '../../../shared/entities/team.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { forgedDevices, forgeHistory } from '../../../test/support/forged-history.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations, type IncomingOperation } from './accept.ts';
import { runCommand } from './commit.ts';
import { acceptedKey } from './device-keys.ts';
import { readLogFrom, readVector } from './operation-log.ts';
import { ownOperationKey } from './own-keys.ts';
import type { Replica } from './replica.ts';
import { signUnsignedHistory } from './sign-history.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const newcomerId = idSchema<'device'>().parse('0197a000-0000-7000-8000-0000000aaaaa');

const refusal = (replica: Replica, batch: readonly IncomingOperation[]): string => {
  const accepted = acceptOperations(replica, organisationId, batch);
  return accepted.ok ? 'accepted' : accepted.error.type;
};

describe('signatures of operations', () => {
  const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, at) => (at === 10 ? byte ^ 1 : byte));

  it.each([
    ['no signature', 'signature-wrong', (one: IncomingOperation) => ({ ...one, signature: null })],
    [
      'a signature with one bit changed',
      'signature-wrong',
      (one: IncomingOperation) => ({ ...one, signature: flipped(one.signature ?? Buffer.alloc(64)) }),
    ],
    [
      'a signature that is cut off',
      'signature-wrong',
      (one: IncomingOperation) => ({ ...one, signature: one.signature?.subarray(0, 32) ?? null }),
    ],
    ['the signature that is its own', 'accepted', (one: IncomingOperation) => one],
  ])('S50: decides on an operation with %s: %s', (_, outcome, change) => {
    const { replica } = openTestReplica(':memory:');
    const history = forgeHistory(organisationId, 1);
    const [first, second] = [history.next([]), history.next([])];
    expect(refusal(replica, [first, change(second)])).toBe(outcome);
    // Nothing of the batch, not even what was right before it.
    expect(readVector(replica.db.writer)).toHaveLength(outcome === 'accepted' ? 1 : 0);
  });

  it('S50: lets no member write in the name of another', () => {
    const { replica } = openTestReplica(':memory:');
    const [victim, forger] = [forgeHistory(organisationId, 1), forgeHistory(organisationId, 2)];
    const genuine = victim.next([]);
    const forged = forger.next([], { device: victim.device });
    expect(refusal(replica, [{ ...forged, key: genuine.key }])).toBe('signature-wrong');
    expect(refusal(replica, [genuine])).toBe('accepted');
    // What is held already is compared as well: a liar cannot make it look like a second history.
    expect(refusal(replica, [{ ...forged, key: genuine.key }])).toBe('signature-wrong');
  });

  it('S50: takes nothing from a device that nobody introduced', () => {
    const { replica } = openTestReplica(':memory:');
    replica.db.writer.sqlite.exec('DELETE FROM device_key');
    expect(refusal(replica, [forgeHistory(organisationId, 1).next([])])).toBe('device-unknown');
  });

  it('S51: takes the first key that it hears of a device, and no later one', () => {
    const { replica } = openTestReplica(':memory:');
    const introducer = forgeHistory(organisationId, 1);
    const [mine = '', theirs = ''] = forgedDevices.slice(50, 52).map(({ operationKey }) => operationKey);
    const row = { entity: 'device', id: newcomerId };
    const introduced = introducer.next([
      { ...row, kind: 'insert', fields: { code: 120, name: 'PC 120', role: 'desk', operationKey: mine } },
    ]);
    const again = introducer.next([{ ...row, kind: 'update', fields: { operationKey: theirs } }]);
    expect(refusal(replica, [introduced, again])).toBe('accepted');
    expect(acceptedKey(replica.db.writer, newcomerId)).toBe(mine);
  });

  it('S51: learns no key from an operation that is refused', () => {
    const { replica } = openTestReplica(':memory:');
    const introducer = forgeHistory(organisationId, 1);
    const fields = { code: 120, name: 'PC 120', role: 'desk', operationKey: ownOperationKey(replica) };
    const introduced = introducer.next([{ entity: 'device', id: newcomerId, kind: 'insert', fields }]);
    expect(refusal(replica, [introduced, { ...introducer.next([]), signature: null }])).toBe(
      'signature-wrong',
    );
    expect(acceptedKey(replica.db.writer, newcomerId)).toBeNull();
  });

  it('S50: signs what a PC wrote before operations were signed, without changing its bytes', () => {
    const { replica } = openTestReplica(':memory:');
    const { writer } = replica.db;
    const write = () =>
      runCommand(replica, { name: 'x', author: { userId: null } }, (tx) => {
        tx.insert(team, { name: 'x', level: 'L1' });
        return ok(null);
      });
    write();
    const [before] = readLogFrom(writer, 0, 1);
    writer.sqlite.exec(
      "UPDATE operation SET signature = NULL; DELETE FROM meta WHERE key = 'operationKey'; DELETE FROM device_key",
    );
    signUnsignedHistory(replica);
    const [after] = readLogFrom(writer, 0, 1);
    if (before === undefined || after === undefined) throw new Error('an operation expected');
    expect(after.bytes.equals(before.bytes)).toBe(true);
    expect(replica.checkSignature(writer, after.key, after.bytes, after.signature)).toBeNull();
  });
});
