import { describe, expect, it } from 'vitest';
import { idSchema } from '../../../shared/lib/ids.ts';
import { type ForgedHistory, forgeHistory } from '../../../test/support/forged-history.ts';
import { recordedConnection } from '../../../test/support/recorded-connection.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations, type IncomingOperation } from '../db/accept.ts';
import { openLogTail } from './log-tail.ts';
import { openOutbox } from './outbox.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');

const openLog = () => {
  const { replica } = openTestReplica(':memory:');
  const append = (operations: readonly IncomingOperation[]): void => {
    const accepted = acceptOperations(replica, organisationId, operations);
    if (!accepted.ok) throw new Error(accepted.error.type);
  };
  return { log: replica.db.reader, append };
};

const manyOf = (history: ForgedHistory, count: number, padding = 0): IncomingOperation[] =>
  Array.from({ length: count }, () => history.next([], { command: 'x', padding: 'x'.repeat(padding) }));

const open = (log: ReturnType<typeof openLog>['log'], bufferedBytes = () => 0) => {
  const recorded = recordedConnection({ bufferedBytes });
  const tail = openLogTail({ reader: log, writer: log });
  const outbox = openOutbox(recorded.connection, log, tail, (piece) => piece());
  const batches = () =>
    recorded.sentOf('operations').map(({ message }) => (message.t === 'operations' ? message.items : []));
  const keys = () =>
    batches()
      .flat()
      .map(({ device, seq }) => `${device.slice(-2)}/${seq}`);
  return { outbox, tail, batches, keys, recorded };
};

describe('the outbox of a session', () => {
  const [one, other] = [forgeHistory(organisationId, 1), forgeHistory(organisationId, 2)];
  const { log, append } = openLog();
  append([one.next([]), one.next([])]);
  append([other.next([])]);
  append([one.next([])]);

  it('S23: sends nothing before it knows what the peer holds', () => {
    const { outbox, keys } = open(log);
    outbox.pump();
    expect(keys()).toEqual([]);
  });

  it('S23: sends the log as it arrived here, from the first operation that the peer lacks', () => {
    const whole = open(log);
    whole.outbox.startFrom([], 0);
    expect(whole.keys()).toEqual(['01/1', '01/2', '02/1', '01/3']);
    const some = open(log);
    some.outbox.startFrom([{ device: one.device, epoch: 1, seq: 2 }], 0);
    expect(some.keys()).toEqual(['02/1', '01/3']);
    const ahead = open(log);
    const more = [
      { device: one.device, epoch: 1, seq: 9 },
      { device: other.device, epoch: 1, seq: 1 },
    ];
    ahead.outbox.startFrom(more, 0);
    expect(ahead.keys()).toEqual([]);
  });

  it('S23: sends what comes later, and nothing that came from the peer itself', () => {
    const { log: growing, append: grow } = openLog();
    const [mine, theirs] = [forgeHistory(organisationId, 3), forgeHistory(organisationId, 4)];
    const { outbox, tail, keys } = open(growing);
    outbox.startFrom([], 0);
    const fromPeer = theirs.next([]);
    grow([mine.next([]), fromPeer]);
    outbox.noteHeld([fromPeer.key]);
    tail.refresh();
    outbox.pump();
    expect(keys()).toEqual(['03/1']);
  });

  it('S23: leaves at most four batches unacknowledged, each within its limits', () => {
    const { log: long, append: grow } = openLog();
    grow(manyOf(forgeHistory(organisationId, 5), 1500));
    const { outbox, batches, keys } = open(long);
    outbox.startFrom([], 0);
    expect(batches().map(({ length }) => length)).toEqual([200, 200, 200, 200]);
    outbox.pump();
    expect(batches()).toHaveLength(4);
    outbox.acknowledged(0, 1);
    expect(batches()).toHaveLength(5);
    for (let acks = 0; acks < 10; acks += 1) outbox.acknowledged(0, 1);
    expect(keys()).toEqual(Array.from({ length: 1500 }, (_, n) => `05/${n + 1}`));
  });

  it('cuts batches by their size, and one that is larger goes alone', () => {
    const { log: wide, append: grow } = openLog();
    const history = forgeHistory(organisationId, 6);
    grow([...manyOf(history, 3, 150_000), ...manyOf(history, 1, 500_000)]);
    const { outbox, batches } = open(wide);
    outbox.startFrom([], 0);
    expect(batches().map(({ length }) => length)).toEqual([2, 1]);
    outbox.acknowledged(0, 1);
    outbox.acknowledged(0, 1);
    expect(batches().map(({ length }) => length)).toEqual([2, 1, 1]);
  });

  it('S42: what is less than a batch waits for the acknowledgement of the one before, and goes with what came since', () => {
    const { log: growing, append: grow } = openLog();
    const history = forgeHistory(organisationId, 7);
    const { outbox, tail, batches } = open(growing);
    outbox.startFrom([], 0);
    for (const operation of manyOf(history, 4)) {
      grow([operation]);
      tail.refresh();
      outbox.pump();
    }
    expect(batches().map(({ length }) => length)).toEqual([1]);
    // Of an earlier request: what it acknowledges is not what is under way.
    outbox.acknowledged(1, 1);
    expect(batches()).toHaveLength(1);
    outbox.acknowledged(0, 1);
    expect(batches().map(({ length }) => length)).toEqual([1, 3]);
  });

  it('S42: reads and encodes a commit once for all sessions, and keeps little of it', () => {
    const { log: growing, append: grow } = openLog();
    const history = forgeHistory(organisationId, 8);
    const tail = openLogTail({ reader: growing, writer: growing });
    const frames: Uint8Array[] = [];
    const outboxes = Array.from({ length: 20 }, () => {
      const { connection } = recordedConnection({ send: (frame) => frames.push(frame) });
      const outbox = openOutbox(connection, growing, tail, (piece) => piece());
      outbox.startFrom([], 0);
      return outbox;
    });
    grow([history.next([])]);
    tail.refresh();
    for (const outbox of outboxes) outbox.pump();
    expect([frames.length, new Set(frames).size]).toEqual([20, 1]);
    // What stands in the tail is read without the database.
    const [first] = tail.read(1, 10);
    expect(tail.read(1, 10)[0]).toBe(first);
    grow(manyOf(history, 30, 150_000));
    tail.refresh();
    const newest = tail.read(1, 1000).at(-1);
    expect(newest?.key.seq).toBe(31);
    expect(tail.read(1, 1000)[0]).not.toBe(first);
    expect(tail.read(31, 1)[0]).toBe(tail.read(31, 1)[0]);
  });

  it('S42: reads no more of the log from the disk than a batch takes, however large its operations are', () => {
    const { log: wide, append: grow } = openLog();
    grow(manyOf(forgeHistory(organisationId, 9), 20, 150_000));
    const tail = openLogTail({ reader: wide, writer: wide });
    const read: number[] = [];
    const counted = {
      ...tail,
      read: (...asked: Parameters<typeof tail.read>) => {
        const stretch = tail.read(...asked);
        read.push(stretch.length);
        return stretch;
      },
    };
    const { recorded } = open(wide);
    const outbox = openOutbox(recorded.connection, wide, counted, (piece) => piece());
    outbox.startFrom([], 0);
    for (let acks = 0; acks < 20; acks += 1) outbox.acknowledged(0, 1);
    expect(recorded.sentOf('operations')).toHaveLength(10);
    expect(Math.max(...read)).toBe(3);
  });

  it('waits while the network is slower than the log', () => {
    let buffered = 5 * 1024 * 1024;
    const { outbox, keys } = open(log, () => buffered);
    outbox.startFrom([], 0);
    expect(keys()).toEqual([]);
    buffered = 0;
    outbox.pump();
    expect(keys()).toHaveLength(4);
  });

  it('S24: starts again from what the peer says that it holds', () => {
    const { outbox, keys, batches } = open(log);
    outbox.startFrom([{ device: one.device, epoch: 1, seq: 2 }], 0);
    outbox.startFrom([{ device: one.device, epoch: 1, seq: 1 }], 1);
    expect(batches()).toHaveLength(2);
    expect(keys().slice(2)).toEqual(['01/2', '02/1', '01/3']);
    outbox.stop();
    outbox.startFrom([], 0);
    expect(batches()).toHaveLength(2);
  });
});
