import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { device } from '../../../shared/entities/device.ts';
import { hubTerm } from '../../../shared/entities/hub-term.ts';
import { tag } from '../../../shared/entities/tag.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { decodeOperation, type Operation } from '../../../shared/sync/operation.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { runCommand } from './commit.ts';
import { findRow } from './find-row.ts';
import { followHub } from './hub-terms.ts';
import { plainOf } from './operation-form.ts';
import { readLogFrom } from './operation-log.ts';
import { reissueOperations } from './reissue.ts';
import { runAtOnce } from './steps.ts';
import { claimSuccession, standFor } from './succession.ts';
import type { Transaction } from './transaction.ts';

const newId = (end: string) => idSchema<'device'>().parse(`0197a000-0000-7000-8000-0000000000${end}`);

describe('the place of a hub', () => {
  const [founder, gone] = [newId('f1'), newId('f2')];
  let opened: ReturnType<typeof openTestReplica>;
  const save = (change: (tx: Transaction) => void) =>
    expect(
      runCommand(opened.replica, { name: 'x', author: { userId: null } }, (tx) => {
        change(tx);
        return ok(null);
      }),
    ).toEqual(ok(null));
  const role = () => opened.replica.membership()?.role;
  const named = () => findRow(opened.replica.db.writer, 'device', founder)?.replacedById;
  const own = () => {
    const id = opened.replica.membership()?.deviceId;
    if (id === undefined) throw new Error('a membership expected');
    return id;
  };
  const nameAnother = () => save((tx) => tx.update(device, founder, { replacedById: gone }));

  beforeEach(() => {
    opened = openTestReplica(':memory:');
    save((tx) => {
      tx.insertWithId(device, own(), { code: 500, name: 'x', role: 'hub' });
      tx.insertWithId(device, founder, { code: 101, name: 'x', role: 'hub', replacedById: own() });
      tx.insertWithId(device, gone, { code: 501, name: 'x', role: 'hub' });
      tx.insert(hubTerm, { term: 1, deviceId: founder });
    });
    standFor(opened.replica.db.writer, founder);
    followHub(opened.replica, () => undefined);
  });
  afterEach(() => opened.close());

  it('S154: is claimed once more by who went on in it, when the one that is named is not there', () => {
    expect(role()).toBe('hub');
    nameAnother();
    expect(role()).toBe('desk');
    claimSuccession(opened.replica, () => false);
    expect([role(), named()]).toEqual(['hub', own()]);
    // Another one that is there has the last word.
    nameAnother();
    claimSuccession(opened.replica, () => false);
    expect([role(), named()]).toEqual(['desk', gone]);
  });

  it('S154: stays with the one that is named when it is there, also once it is off', () => {
    nameAnother();
    for (const isHere of [true, false]) claimSuccession(opened.replica, () => isHere);
    expect([role(), named()]).toEqual(['desk', gone]);
  });

  it('S154: is not claimed from one that says of itself that it is still there', () => {
    save((tx) => tx.update(device, founder, { replacedById: null }));
    claimSuccession(opened.replica, () => false);
    expect([role(), named()]).toEqual(['desk', null]);
  });
});

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
