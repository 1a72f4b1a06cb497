import { expect, it } from 'vitest';
import { device } from '../../../shared/entities/device.ts';
import { hubTerm } from '../../../shared/entities/hub-term.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { runCommand } from './commit.ts';
import { followHub } from './hub-terms.ts';
import type { Transaction } from './transaction.ts';

const successor = idSchema<'device'>().parse('0197a000-0000-7000-8000-0000000000f1');

it('S101: a hub that cannot write down who succeeds it does so later, and what was saved stays saved', () => {
  const { replica, close } = openTestReplica(':memory:');
  const { sqlite } = replica.db.writer;
  let changes = 0;
  // The disk is full from the moment in which the term has been saved.
  replica.onCommitted(() => sqlite.pragma('query_only = ON'), 'first');
  followHub(replica, () => {
    changes += 1;
  });
  const save = (code: number) =>
    runCommand(replica, { name: 'x', author: { userId: null } }, (tx) => {
      if (code === 102) tx.insert(hubTerm, { term: 1, deviceId: successor });
      tx.insert(device, { code, name: 'x', role: 'desk' });
      return ok(null);
    });
  expect(save(102)).toEqual(ok(null));
  expect([changes, replica.membership()?.role]).toEqual([0, 'hub']);
  sqlite.pragma('query_only = OFF');
  replica.onCommitted(() => sqlite.pragma('query_only = OFF'), 'first');
  expect(save(103)).toEqual(ok(null));
  expect([changes, replica.membership()?.role, replica.membership()?.hubDeviceId]).toEqual([
    1,
    'desk',
    successor,
  ]);
  close();
});

it('S57: without a term the hub is who goes on from the one that made the call centre, whatever a copy thinks', () => {
  const { replica, close } = openTestReplica(':memory:');
  const own = replica.membership()?.deviceId;
  if (own === undefined) throw new Error('a membership expected');
  const hubs: unknown[] = [];
  followHub(replica, () => hubs.push([replica.membership()?.role, replica.membership()?.hubDeviceId]));
  const save = (change: (tx: Transaction) => void) =>
    expect(
      runCommand(replica, { name: 'x', author: { userId: null } }, (tx) => {
        change(tx);
        return ok(null);
      }),
    ).toEqual(ok(null));
  save((tx) => tx.insertWithId(device, own, { code: 101, name: 'x', role: 'hub' }));
  expect(hubs).toEqual([]);
  // Two PCs were started from its backup: one of them was admitted last.
  save((tx) => {
    tx.insertWithId(device, successor, { code: 500, name: 'x', role: 'hub' });
    tx.insert(device, { code: 501, name: 'x', role: 'hub' });
    tx.update(device, own, { replacedById: successor });
  });
  expect(hubs).toEqual([['desk', successor]]);
  // The original is still there.
  save((tx) => tx.update(device, own, { replacedById: null }));
  expect(hubs.at(-1)).toEqual(['hub', own]);
  close();
});
