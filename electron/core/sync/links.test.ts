import { describe, expect, it } from 'vitest';
import { idSchema } from '../../../shared/lib/ids.ts';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { type RecordedConnection, recordedConnection } from '../../../test/support/recorded-connection.ts';
import { openingOf } from '../../../test/support/recorded-session.ts';
import { openTestReplica, organisationId } from '../../../test/support/test-replica.ts';
import { acceptOperations } from '../db/accept.ts';
import { giveUpBranch } from '../db/renewal.ts';
import { type Links, openLinks } from './links.ts';
import { openPeerBook } from './peer-book.ts';

const peers = ['a1', 'a2'].map((end) =>
  idSchema<'device'>().parse(`0197a000-0000-7000-8000-0000000000${end}`),
);

const openTestLinks = () => {
  const opened = openTestReplica(':memory:').replica;
  // Time stands still, so that everything happens in one turn.
  const replica = { ...opened, clock: { ...opened.clock, monotonicMs: () => 0 } };
  const membership = replica.membership();
  if (membership === null) throw new Error('a membership expected');
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
  return { replica, links };
};

/** The operations that a peer who holds nothing is sent. */
const sentTo = (connection: RecordedConnection): string[] =>
  connection
    .sentOf('operations')
    .flatMap(({ message }) => (message.t === 'operations' ? message.items : []))
    .map(({ device, seq }) => `${device.slice(-2)}/${seq}`);

describe('the sessions with all peers', () => {
  it('S134: begin anew when the end of a history is given up, and nobody is sent what was', async () => {
    const { replica, links } = openTestLinks();
    const meetAll = (): RecordedConnection[] =>
      peers.map((deviceId) => {
        const recorded = recordedConnection();
        links.adopt(recorded.connection, deviceId, null);
        recorded.hear(openingOf());
        recorded.hear({ t: 'holds', run: 0, vector: [], isLast: true });
        return recorded;
      });
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
