import { describe, expect, it } from 'vitest';
import { idSchema } from '../../../shared/lib/ids.ts';
import { type ForgedHistory, forgeHistory } from '../../../test/support/forged-history.ts';
import { recordedConnection } from '../../../test/support/recorded-connection.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations, type IncomingOperation } from '../db/accept.ts';
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
  const outbox = openOutbox(recorded.connection, log);
  const batches = () =>
    recorded.sentOf('operations').map(({ message }) => (message.t === 'operations' ? message.items : []));
  const keys = () =>
    batches()
      .flat()
      .map(({ device, seq }) => `${device.slice(-2)}/${seq}`);
  return { outbox, batches, keys, recorded };
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
    expect([outbox.isStarted, keys()]).toEqual([false, []]);
  });

  it('S23: sends the log as it arrived here, from the first operation that the peer lacks', () => {
    const whole = open(log);
    whole.outbox.startFrom([]);
    expect(whole.keys()).toEqual(['01/1', '01/2', '02/1', '01/3']);
    const some = open(log);
    some.outbox.startFrom([{ device: one.device, epoch: 1, seq: 2 }]);
    expect(some.keys()).toEqual(['02/1', '01/3']);
    const ahead = open(log);
    ahead.outbox.startFrom([
      { device: one.device, epoch: 1, seq: 9 },
      { device: other.device, epoch: 1, seq: 1 },
    ]);
    expect(ahead.keys()).toEqual([]);
  });

  it('S23: sends what comes later, and nothing that came from the peer itself', () => {
    const { log: growing, append: grow } = openLog();
    const [mine, theirs] = [forgeHistory(organisationId, 3), forgeHistory(organisationId, 4)];
    const { outbox, keys } = open(growing);
    outbox.startFrom([]);
    const fromPeer = theirs.next([]);
    grow([mine.next([]), fromPeer]);
    outbox.noteHeld([fromPeer.key]);
    outbox.pump();
    expect(keys()).toEqual(['03/1']);
  });

  it('S23: leaves at most four batches unacknowledged, each within its limits', () => {
    const { log: long, append: grow } = openLog();
    grow(manyOf(forgeHistory(organisationId, 5), 1500));
    const { outbox, batches, keys } = open(long);
    outbox.startFrom([]);
    expect(batches().map(({ length }) => length)).toEqual([200, 200, 200, 200]);
    outbox.pump();
    expect(batches()).toHaveLength(4);
    outbox.acknowledged();
    expect(batches()).toHaveLength(5);
    for (let acks = 0; acks < 10; acks += 1) outbox.acknowledged();
    expect(keys()).toEqual(Array.from({ length: 1500 }, (_, n) => `05/${n + 1}`));
  });

  it('cuts batches by their size, and one that is larger goes alone', () => {
    const { log: wide, append: grow } = openLog();
    const history = forgeHistory(organisationId, 6);
    grow([...manyOf(history, 3, 150_000), ...manyOf(history, 1, 500_000)]);
    const { outbox, batches } = open(wide);
    outbox.startFrom([]);
    expect(batches().map(({ length }) => length)).toEqual([2, 1, 1]);
  });

  it('waits while the network is slower than the log', () => {
    let buffered = 5 * 1024 * 1024;
    const { outbox, keys } = open(log, () => buffered);
    outbox.startFrom([]);
    expect(keys()).toEqual([]);
    buffered = 0;
    outbox.pump();
    expect(keys()).toHaveLength(4);
  });

  it('S24: starts again from what the peer says that it holds', () => {
    const { outbox, keys, batches } = open(log);
    outbox.startFrom([{ device: one.device, epoch: 1, seq: 2 }]);
    outbox.startFrom([{ device: one.device, epoch: 1, seq: 1 }]);
    expect(batches()).toHaveLength(2);
    expect(keys().slice(2)).toEqual(['01/2', '02/1', '01/3']);
    outbox.stop();
    outbox.startFrom([]);
    expect(batches()).toHaveLength(2);
  });
});
