import { describe, expect, it } from 'vitest';
import { type DeviceId, idSchema } from '../../../shared/lib/ids.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { type RecordedConnection, recordedConnection } from '../../../test/support/recorded-connection.ts';
import { openingOf } from '../../../test/support/recorded-session.ts';
import { openTestReplica, organisationId } from '../../../test/support/test-replica.ts';
import { acceptOperations } from '../db/accept.ts';
import { giveUpBranch } from '../db/renewal.ts';
import { type Links, openLinks } from './links.ts';
import { openPeerBook } from './peer-book.ts';

const peerOf = (end: string) => idSchema<'device'>().parse(`0197a000-0000-7000-8000-0000000000${end}`);
const [hubId, neighbourId] = [peerOf('a1'), peerOf('a2')];
const peers = [hubId, neighbourId];

/** @param hubDeviceId the hub; this device itself when it is left out. */
const openTestLinks = (hubDeviceId?: DeviceId) => {
  const opened = openTestReplica(':memory:').replica;
  const own = opened.membership();
  if (own === null) throw new Error('a membership expected');
  const membership: typeof own = hubDeviceId === undefined ? own : { ...own, role: 'desk', hubDeviceId };
  // Time stands still unless told, so that everything happens in one turn.
  const time = createFakeClock();
  const clock = { ...opened.clock, monotonicMs: time.monotonicMs, after: time.after };
  const replica = { ...opened, clock, membership: () => membership };
  const links: Links = openLinks({
    replica,
    membership,
    book: openPeerBook(replica),
    dialler: {
      dial: () => undefined,
      dialOne: () => undefined,
      isPromising: () => false,
      noteAnswer: () => undefined,
      noteSelf: () => undefined,
      noteEnd: () => undefined,
      forgive: () => undefined,
      close: () => undefined,
    },
    appVersion: 'x',
    syncPort: () => 1,
    features: [],
    onClock: () => undefined,
    onChange: () => undefined,
    onLook: () => undefined,
    onRefusal: () => undefined,
    onFault: (cause) => {
      throw cause;
    },
  });
  replica.onCommitted(({ origin }) => (origin === 'mended' ? links.beginAnew() : links.pump()), 'first');
  return { replica, links, time };
};

/** The operations that a peer who holds nothing is sent. */
const sentTo = (connection: RecordedConnection): string[] =>
  connection
    .sentOf('operations')
    .flatMap(({ message }) => (message.t === 'operations' ? message.items : []))
    .map(({ device, seq }) => `${device.slice(-2)}/${seq}`);

/** The peer has taken the batch that it was sent last. */
const acknowledge = (peer: RecordedConnection): void =>
  peer.hear({ t: 'ack', run: 0, batches: 1, vector: [] });

/** A peer that holds nothing and says so. */
const meet = (links: Links, deviceId: DeviceId): RecordedConnection => {
  const recorded = recordedConnection();
  links.adopt(recorded.connection, deviceId, null);
  recorded.hear(openingOf());
  recorded.hear({ t: 'holds', run: 0, vector: [], isLast: true });
  return recorded;
};

describe('neighbours of one hub', () => {
  const beside = (servedBy: DeviceId | null) => {
    const opened = openTestLinks(hubId);
    const [hub, neighbour] = [meet(opened.links, hubId), meet(opened.links, neighbourId)];
    neighbour.hear({ t: 'served', hub: servedBy });
    const history = forgeHistory(organisationId, 7);
    const arrive = (): void => {
      expect(acceptOperations(opened.replica, organisationId, [history.next([])]).ok).toBe(true);
    };
    const close = (): void => {
      opened.links.close();
      opened.replica.db.close();
    };
    return { ...opened, hub, neighbour, history, arrive, close };
  };

  it('S150: name what is new, and pass it on when the other one still has not named it', async () => {
    const { hub, neighbour, history, time, arrive, close } = beside(hubId);
    const named = () =>
      neighbour.sentOf('ack').flatMap(({ message }) => (message.t === 'ack' ? message.vector : []));
    arrive();
    expect([sentTo(hub), sentTo(neighbour)]).toEqual([['07/1'], []]);
    acknowledge(hub);
    await time.advance(5000);
    expect(named()).toEqual([{ device: history.device, epoch: 1, seq: 1 }]);
    expect(sentTo(neighbour)).toEqual([]);
    await time.advance(5000);
    expect(sentTo(neighbour)).toEqual(['07/1']);
    acknowledge(neighbour);
    arrive();
    neighbour.hear({
      t: 'ack',
      run: 0,
      batches: 0,
      vector: [{ device: history.device, epoch: 1, seq: 2 }],
    });
    await time.advance(60_000);
    expect([sentTo(hub), sentTo(neighbour)]).toEqual([['07/1', '07/2'], ['07/1']]);
    expect(named()).toHaveLength(2);
    close();
  });

  it('S150: pass everything on at once when either of them has no hub, or another one', () => {
    for (const servedBy of [null, neighbourId]) {
      const alone = beside(servedBy);
      alone.arrive();
      expect(sentTo(alone.neighbour)).toEqual(['07/1']);
      alone.close();
    }
    const { hub, neighbour, arrive, close } = beside(hubId);
    arrive();
    expect(sentTo(neighbour)).toEqual([]);
    hub.connection.close('gone');
    expect(sentTo(neighbour)).toEqual(['07/1']);
    acknowledge(neighbour);
    arrive();
    expect(sentTo(neighbour)).toEqual(['07/1', '07/2']);
    const said = neighbour.sentOf('served').map(({ message }) => message);
    expect(said).toEqual([
      { t: 'served', hub: hubId },
      { t: 'served', hub: null },
    ]);
    expect(hub.sentOf('served')).toEqual([]);
    close();
  });
});

describe('the sessions with all peers', () => {
  it('S134: begin anew when the end of a history is given up, and nobody is sent what was', async () => {
    const { replica, links } = openTestLinks();
    const meetAll = () => peers.map((deviceId) => meet(links, deviceId));
    const copied = forgeHistory(organisationId, 7);
    const operations = [copied.next([]), copied.next([])];
    for (const operation of operations)
      expect(acceptOperations(replica, organisationId, [operation]).ok).toBe(true);
    const before = meetAll();
    for (const connection of before) expect(sentTo(connection)).toEqual(['07/1', '07/2']);
    // The tail of the log in memory holds the third as well, which goes out only with the next meeting.
    expect(acceptOperations(replica, organisationId, [copied.next([])]).ok).toBe(true);
    const inTurns = { breathe: async () => undefined, onPlace: () => undefined };
    expect((await giveUpBranch(replica, { device: copied.device, epoch: 1 }, 1, inTurns)).ok).toBe(true);
    for (const { closedFor } of before) expect(closedFor).toEqual(['history-mended']);
    const own = replica.membership()?.deviceId.slice(-2);
    for (const connection of meetAll()) expect(sentTo(connection)).toEqual(['07/1', `${own}/1`, `${own}/2`]);
    links.close();
    replica.db.close();
  });
});
