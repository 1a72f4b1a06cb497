import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { device } from '../../../shared/entities/device.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { type Desk, type Office, openOffice } from '../../../test/support/desk.ts';
import { recordedConnection } from '../../../test/support/recorded-connection.ts';
import { runCommand } from '../db/commit.ts';
import { readVector } from '../db/operation-log.ts';
import type { LinkState } from './links.ts';
import { openPeerBook, type PeerBook } from './peer-book.ts';
import { readPeerHealth, readSyncStatus } from './sync-status.ts';

const linkTo = (deviceId: DeviceId): LinkState => ({
  roundTripMs: 3,
  session: {
    deviceId,
    connection: recordedConnection().connection,
    isOpen: true,
    sinceMs: 0,
    pump: () => undefined,
    tell: () => undefined,
    peer: null,
    close: () => undefined,
  },
});

describe('what a desk says of the network', () => {
  let office: Office;
  let hub: Desk;
  let desk: Desk;
  let other: Desk;
  let book: PeerBook;
  beforeEach(async () => {
    office = await openOffice(3);
    const [first, second, third] = office.desks;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three desks');
    [hub, desk, other] = [first, second, third];
    book = openPeerBook(desk.replica);
  });
  afterEach(() => office.close());

  const idOf = ({ replica }: Desk): DeviceId => {
    const id = replica.membership()?.deviceId;
    if (id === undefined) throw new Error('a member expected');
    return id;
  };
  const holds = (whose: Desk): void =>
    book.noteVector(idOf(whose), readVector(whose.replica.db.reader), true);
  const connectedTo = (...desks: readonly Desk[]) => ({ book, links: () => desks.map(idOf).map(linkTo) });
  const work = (at: Desk) => at.client(office.users.agent).customer.create({ displayName: 'مریم رحیمی' });

  it('counts as only here what nobody else is known to hold, also when nobody is connected', async () => {
    holds(hub);
    const onlyHere = () => readSyncStatus(desk.replica, connectedTo()).onlyHere;
    expect(onlyHere()).toBe(0);
    await work(desk);
    await work(desk);
    expect(onlyHere()).toBe(2);
    office.exchange(desk, other);
    expect(onlyHere()).toBe(2);
    holds(other);
    expect(onlyHere()).toBe(0);
    expect(readSyncStatus(desk.replica, null).onlyHere).toBeGreaterThan(2);
  });

  it('sees the hub or not, when it was seen last, and by how much its clock is off the office’s', () => {
    book.noteSeen(idOf(hub), {});
    const seenAt = office.clock.nowMs();
    const now = (...desks: readonly Desk[]) => readSyncStatus(desk.replica, connectedTo(...desks));
    expect(now()).toMatchObject({ peers: 0, clockOffsetMs: null });
    expect(now(other, hub)).toMatchObject({ hubSeen: true, peers: 2 });
    expect(now(other)).toMatchObject({ hubSeen: false, hubLastSeenAt: seenAt, peers: 1 });
    const officeMs = desk.replica.clock.wallMs() + 40;
    desk.replica.clock.hear({ officeMs, hops: 0, ageMs: 0, roundTripMs: 0 });
    expect(now()).toMatchObject({ clockOffsetMs: 40 });
    const own = readSyncStatus(hub.replica, { book: openPeerBook(hub.replica), links: () => [] });
    expect(own).toMatchObject({ role: 'hub', hubSeen: true, clockOffsetMs: 0 });
  });

  it('shows each device, itself first, with what it lacks and what it has more', async () => {
    holds(hub);
    holds(other);
    await work(desk);
    await work(other);
    await work(other);
    holds(other);
    book.noteSeen(idOf(other), { appVersion: '9.9.9' });
    const health = readPeerHealth(desk.replica, connectedTo(other), '1.2.3');
    expect(health.map(({ code, self, connected }) => [code, self, connected])).toEqual([
      [102, true, true],
      [101, false, false],
      [103, false, true],
    ]);
    expect(health.map(({ behind, ahead }) => [behind, ahead])).toEqual([
      [0, 0],
      [1, 0],
      [1, 2],
    ]);
    expect(health.map(({ appVersion, roundTripMs }) => [appVersion, roundTripMs])).toEqual([
      ['1.2.3', null],
      [null, null],
      ['9.9.9', 3],
    ]);
  });

  it('S57: shows a device that went on as another one no more, unless it is still here', () => {
    const gone = idOf(other);
    const replaced = runCommand(desk.replica, { name: 'x', author: { userId: null } }, (tx) => {
      tx.update(device, gone, { replacedById: idOf(hub) });
      return ok(null);
    });
    expect(replaced.ok).toBe(true);
    const shown = (links: Parameters<typeof readPeerHealth>[1]) =>
      readPeerHealth(desk.replica, links, '0.0.0').map(({ deviceId }) => deviceId);
    expect(shown(connectedTo(hub))).toEqual([idOf(desk), idOf(hub)]);
    expect(shown(connectedTo(other))).toContain(gone);
  });
});
