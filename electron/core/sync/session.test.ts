import { describe, expect, it } from 'vitest';
import { idSchema } from '../../../shared/lib/ids.ts';
import type { Message } from '../../../shared/sync/messages.ts';
import type { VectorEntry } from '../../../shared/sync/version-vector.ts';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { openingOf, openRecordedSession } from '../../../test/support/recorded-session.ts';
import { openTestReplica, organisationId } from '../../../test/support/test-replica.ts';
import { acceptOperations, type IncomingOperation } from '../db/accept.ts';
import { readVector } from '../db/operation-log.ts';
import type { Connection } from './ports.ts';
import type { SessionFeature, SessionPeer } from './session-feature.ts';

const holding = (vector: VectorEntry[], run = 0): Message => ({ t: 'holds', run, vector, isLast: true });

/** @param lookMs what the clock goes on by with each look at it: at 0 every batch fits into one slice. */
const open = (
  features: readonly SessionFeature[] = [],
  bufferedBytes = () => 0,
  lookMs = 0,
  parts: Partial<Connection> = {},
) => {
  const opened = openTestReplica(':memory:').replica;
  let nowMs = 0;
  const monotonicMs = (): number => {
    nowMs += lookMs;
    return nowMs;
  };
  const replica = { ...opened, clock: { ...opened.clock, monotonicMs } };
  const recorded = openRecordedSession(replica, { features, connection: { bufferedBytes, ...parts } });
  const deliver = (...operations: readonly IncomingOperation[]) => deliverIn(0, ...operations);
  const deliverIn = async (run: number, ...operations: readonly IncomingOperation[]): Promise<void> => {
    recorded.hearOperations(run, operations);
    // A slice takes a turn at most.
    for (let turn = 0; turn <= operations.length; turn += 1) await new Promise(setImmediate);
  };
  return { ...recorded, replica, deliver, deliverIn };
};

describe('a session with a peer', () => {
  const refused = (reason: string) => [{ type: 'refused', reason }];

  /** More than goes along with others where time is over. */
  const large = { padding: 'x'.repeat(9000) };

  it.each([
    ['in one slice', 0, large, 1],
    ['in slices of one operation', 20, large, 2],
    ['in one slice of small operations when time is over at once', 20, {}, 1],
  ])('S24, S43: acknowledges what its own database holds by then, %s', async (_, lookMs, more, slices) => {
    const { replica, deliver, hear, sentOf } = open([], () => 0, lookMs);
    const history = forgeHistory(organisationId, 1);
    hear(openingOf());
    const heldAtAck: VectorEntry[][] = [];
    replica.onCommitted(() => heldAtAck.push(readVector(replica.db.reader)));
    await deliver(history.next([], more), history.next([], more));
    const entry = { device: history.device, epoch: 1, seq: 2 };
    const acks = sentOf('ack').map(({ message }) => (message.t === 'ack' ? message : null));
    expect(acks.at(-1)).toEqual({ t: 'ack', run: 0, batches: 1, vector: [entry] });
    expect(heldAtAck).toEqual(acks.map((ack) => ack?.vector));
    expect(heldAtAck).toHaveLength(slices);
  });

  it('S24: asks once for what is missing, however many batches were under way, and goes on from there', async () => {
    const { replica, deliver, deliverIn, hear, sentOf, closedFor } = open();
    const history = forgeHistory(organisationId, 1);
    const [first, second, ...later] = Array.from({ length: 6 }, () => history.next([]));
    if (first === undefined || second === undefined) throw new Error('operations expected');
    hear(openingOf());
    await deliver(first);
    for (const operation of later) await deliver(operation);
    const held = [{ device: history.device, epoch: 1, seq: 1 }];
    const asked = () => sentOf('holds').slice(1);
    expect(asked().map(({ message }) => message)).toEqual([holding(held, 1)]);
    expect(readVector(replica.db.reader)).toEqual(held);
    await deliverIn(1, second, ...later);
    expect(readVector(replica.db.reader)).toEqual([{ ...held[0], seq: 6 }]);
    expect([asked().length, sentOf('ack').length, closedFor]).toEqual([1, 2, []]);
  });

  it('S24: ends when the peer starts where it was asked to and something is still missing', async () => {
    const { deliver, deliverIn, hear, sentOf, closedFor } = open();
    const history = forgeHistory(organisationId, 1);
    history.next([]);
    const second = history.next([]);
    hear(openingOf());
    await deliver(second);
    expect([sentOf('holds').length, closedFor]).toEqual([2, []]);
    await deliverIn(1, second);
    expect([sentOf('holds').length, closedFor]).toEqual([2, ['gap']]);
  });

  it('S6: acknowledges again what it holds already, and applies nothing', async () => {
    const { replica, deliver, hear, sentOf } = open();
    const operation = forgeHistory(organisationId, 1).next([]);
    hear(openingOf());
    await deliver(operation);
    let commits = 0;
    replica.onCommitted(() => {
      commits += 1;
    });
    await deliver(operation);
    expect([sentOf('ack').length, commits]).toEqual([2, 0]);
  });

  it.each([
    ['speaks before it has opened', 'broken-rule', holding([])],
    [
      'belongs to another call centre',
      'other-organisation',
      openingOf({ organisationId: idSchema<'organisation'>().parse('0197a000-0000-7000-8000-00000000ffff') }),
    ],
    [
      'joins in the middle of a session',
      'broken-rule',
      { t: 'join', deviceName: 'x', operationKey: 'A'.repeat(43) },
    ],
  ] satisfies [string, string, Message][])('ends for a peer that %s', (_, reason, message) => {
    const { hear, ends, sentOf } = open();
    hear(message);
    expect(sentOf('refused').map((frame) => frame.message)).toEqual([{ t: 'refused', reason }]);
    expect(ends).toEqual(refused(reason));
  });

  it('takes nothing any more once it was ended here, however long the network takes to end', async () => {
    const { session, replica, deliver, hear, sentOf, faults } = open([], () => 0, 20, {
      close: () => undefined,
    });
    const history = forgeHistory(organisationId, 1);
    hear(openingOf());
    replica.onCommitted(() => session.close('closing'));
    await deliver(history.next([], large), history.next([], large));
    expect(readVector(replica.db.reader)).toEqual([{ device: history.device, epoch: 1, seq: 1 }]);
    expect(session.peer).toBeNull();
    replica.db.close();
    hear({ t: 'ping', sentMs: 1 });
    await deliver(history.next([]));
    expect([faults, sentOf('refused')]).toEqual([[], []]);
  });

  it('S28: goes on with a peer that says what only newer versions know', async () => {
    const { hearBytes, hear, deliver, sentOf, closedFor } = open();
    hear(openingOf());
    const text = '{"t":"snapshot","of":"everything"}';
    hearBytes(Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]));
    await deliver(forgeHistory(organisationId, 1).next([]));
    expect([sentOf('ack').length, closedFor]).toEqual([1, []]);
  });

  it('S9: ends for a peer whose history is another one than was seen before', async () => {
    const { deliver, hear, ends } = open();
    const [history, again] = [forgeHistory(organisationId, 1), forgeHistory(organisationId, 1)];
    hear(openingOf());
    await deliver(history.next([]));
    again.next([], { command: 'another past' });
    await deliver(again.next([]));
    expect(ends).toEqual(refused('history-forked'));
  });

  describe('with a feature', () => {
    const addresses: Message = { t: 'addresses', peers: [] };
    /** Hears addresses, and keeps the peer that it was given. */
    const listening = (onMessage: () => void = () => undefined) => {
      const heard: string[] = [];
      const peers: SessionPeer[] = [];
      const feature: SessionFeature = {
        kinds: ['addresses'],
        open: (peer) => {
          peers.push(peer);
          heard.push('open');
          return {
            onMessage: ({ message }) => {
              heard.push(message.t);
              onMessage();
            },
            onClose: () => heard.push('close'),
          };
        },
      };
      return { feature, heard, peers };
    };

    it('S40: hands the feature its own kinds, from the opening to the end', async () => {
      const { feature, heard } = listening();
      const { hear, connection } = open([feature]);
      expect(heard).toEqual([]);
      hear(openingOf());
      hear(addresses);
      hear({ t: 'ping', sentMs: 1 });
      connection.close('over');
      hear(addresses);
      expect(heard).toEqual(['open', 'addresses', 'close']);
    });

    it('S40: passes over a kind that no feature of this PC wants', () => {
      const { hear, closedFor } = open();
      hear(openingOf());
      hear(addresses);
      expect(closedFor).toEqual([]);
    });

    it('S40: ends the session, not the core, when a feature fails', () => {
      const { feature, heard } = listening(() => {
        throw new Error('planted');
      });
      const { hear, faults, closedFor } = open([feature]);
      hear(openingOf());
      hear(addresses);
      expect([faults.length, closedFor, heard.at(-1)]).toEqual([1, ['failed'], 'close']);
    });

    it('S42: lets a peer go that never reads what a feature sends', () => {
      let buffered = 16 * 1024 * 1024;
      const { feature, peers } = listening();
      const { hear, closedFor, sentOf } = open([feature], () => buffered);
      hear(openingOf());
      peers[0]?.send({ t: 'ping', sentMs: 1 });
      expect([sentOf('ping').length, closedFor]).toEqual([1, []]);
      buffered += 1;
      peers[0]?.send({ t: 'ping', sentMs: 2 });
      expect([sentOf('ping').length, closedFor]).toEqual([1, ['too slow']]);
    });

    it('S40: sends no operations while a feature holds them back', async () => {
      const { feature, peers } = listening();
      const release: (() => void)[] = [];
      const busy: SessionFeature = {
        kinds: [],
        open: (peer) => {
          release.push(peer.holdOperations());
          return { onMessage: () => undefined };
        },
      };
      const { replica, hear, sentOf } = open([feature, busy]);
      const operation = forgeHistory(organisationId, 1).next([]);
      expect(acceptOperations(replica, organisationId, [operation]).ok).toBe(true);
      hear(openingOf());
      hear(holding([]));
      peers[0]?.send({ t: 'ping', sentMs: 5 });
      expect([sentOf('ping').length, sentOf('operations').length]).toEqual([1, 0]);
      for (const go of release) go();
      expect(sentOf('operations')).toHaveLength(1);
    });
  });
});
