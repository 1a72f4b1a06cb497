import { describe, expect, it } from 'vitest';
import { type DeviceId, idSchema } from '../../../shared/lib/ids.ts';
import { recordedConnection } from '../../../test/support/recorded-connection.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptedKey } from '../db/device-keys.ts';
import { findRow } from '../db/find-row.ts';
import { ownOperationKey } from '../db/own-keys.ts';
import { admit } from './admission.ts';

const deskId = idSchema<'device'>().parse('0197a000-0000-7000-8000-0000000000d1');
const [oneKey, otherKey] = ['A'.repeat(43), 'B'.repeat(43)] as const;

const hubAnswers = async (
  { replica }: ReturnType<typeof openTestReplica>,
  operationKey: string,
  deviceId: DeviceId = deskId,
): Promise<object | undefined> => {
  const membership = replica.membership();
  if (membership === null) throw new Error('a membership expected');
  const { connection, hear, sent } = recordedConnection();
  const onFault = (cause: unknown) => {
    throw cause;
  };
  admit({ replica, membership, connection, deviceId, organisationName: 'نمونه', onFault });
  hear({ t: 'join', deviceName: 'PC 7', operationKey });
  await new Promise(setImmediate);
  return sent[0]?.message;
};

describe('the admission of a desk', () => {
  it('S51: introduces the desk with its key, and tells it the key of the hub', async () => {
    const hub = openTestReplica(':memory:');
    expect(await hubAnswers(hub, oneKey)).toMatchObject({
      t: 'admitted',
      deviceCode: 101,
      hubOperationKey: ownOperationKey(hub.replica),
    });
    expect(findRow(hub.replica.db.reader, 'device', deskId)?.operationKey).toBe(oneKey);
    expect(acceptedKey(hub.replica.db.reader, deskId)).toBe(oneKey);
  });

  it('S78: takes nobody in whose id ends as a member’s does, and who could write what that one owns', async () => {
    const hub = openTestReplica(':memory:');
    await hubAnswers(hub, oneKey);
    const alike = idSchema<'device'>().parse(`01990000${deskId.slice(8)}`);
    expect(await hubAnswers(hub, otherKey, alike)).toEqual({ t: 'refused', reason: 'same-device' });
  });

  it('S51: takes nobody in under a known id with another key', async () => {
    const hub = openTestReplica(':memory:');
    await hubAnswers(hub, oneKey);
    expect(await hubAnswers(hub, otherKey)).toEqual({ t: 'refused', reason: 'same-device' });
    expect(await hubAnswers(hub, oneKey)).toMatchObject({ t: 'admitted', deviceCode: 101 });
  });
});
