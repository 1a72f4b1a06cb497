import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { device } from '../../../shared/entities/device.ts';
import { ok } from '../../../shared/lib/result.ts';
import { type Desk, type Office, openOffice } from '../../../test/support/desk.ts';
import { runCommand } from './commit.ts';
import { followOwnCode, separateCodes } from './device-codes.ts';
import { findRows } from './find-row.ts';
import { writeMembership } from './meta.ts';
import { stateHash } from './state-hash.ts';

const membershipOf = ({ replica }: Desk) => {
  const membership = replica.membership();
  if (membership === null) throw new Error('a member expected');
  return membership;
};

describe('a code that two hubs have given', () => {
  let office: Office;
  beforeEach(async () => {
    office = await openOffice(4);
  });
  afterEach(() => office.close());
  const deskAt = (at: number): Desk => {
    const desk = office.desks[at];
    if (desk === undefined) throw new Error(`no desk ${at}`);
    return desk;
  };
  const newTicket = async (desk: Desk): Promise<string> => {
    const api = desk.client(office.users.agent);
    const { customerId } = await api.customer.create({ displayName: 'مریم رحیمی' });
    const ticket = { customerId, subject: 'قبض', type: 'general', impact: 'low', urgency: 'low' } as const;
    return (await api.ticket.create({ ...ticket, body: '', channel: 'phone' })).number;
  };

  it('S117, S118: is told apart by the hub, and the later device renumbers what it numbered', async () => {
    const [hub, first, later] = [deskAt(0), deskAt(2), deskAt(3)];
    const given = membershipOf(first).deviceCode;
    runCommand(hub.replica, { name: 'x', author: { userId: null } }, (tx) => {
      tx.update(device, membershipOf(later).deviceId, { code: given });
      return ok(null);
    });
    writeMembership(later.replica.db.writer, { ...membershipOf(later), deviceCode: given });
    later.replica.refreshMembership();
    const told = [await newTicket(first), await newTicket(later)];
    expect(told[0]).toBe(told[1]);
    office.exchange(hub, first);
    office.exchange(hub, later);

    // Only the hub gives codes, and once.
    expect([separateCodes(first.replica), separateCodes(hub.replica)]).toEqual([ok(0), ok(1)]);
    expect(separateCodes(hub.replica)).toEqual(ok(0));
    office.exchange(hub, first);
    office.exchange(hub, later);
    expect(followOwnCode(first.replica)).toBeNull();
    const followed = followOwnCode(later.replica);
    const { deviceCode } = membershipOf(later);
    expect(followed).toMatchObject(ok({ oldCode: given, newCode: deviceCode, reissued: 1 }));
    expect(deviceCode).not.toBe(given);
    expect(followOwnCode(later.replica)).toBeNull();
    const next = await newTicket(later);
    for (const desk of [first, later, hub, first]) office.exchange(hub, desk);

    const tickets = findRows(hub.replica.db.reader, 'ticket', '1', []);
    expect(new Set([...tickets.map(({ number }) => number), next]).size).toBe(3);
    expect(tickets.filter(({ formerNumber }) => formerNumber === told[1])).toHaveLength(1);
    const found = await hub.client(office.users.agent).search.find({ query: told[1] ?? '' });
    expect(JSON.stringify(found)).toContain(tickets.find(({ formerNumber }) => formerNumber !== null)?.id);
    const hashes = [hub, first, later].map(({ replica }) => stateHash(replica.db.reader).hash);
    expect(new Set(hashes).size).toBe(1);
  });
});
