import { afterEach, describe, expect, it } from 'vitest';
import { device } from '../../../shared/entities/device.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import type { Message } from '../../../shared/sync/messages.ts';
import { type VectorEntry, vectorFromEntries } from '../../../shared/sync/version-vector.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { openTestReplica, type TestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations } from '../db/accept.ts';
import { archiveSize } from '../db/archive.ts';
import { packAtOnce } from '../db/archive-segment.ts';
import { runCommand } from '../db/commit.ts';
import { writeMembership } from '../db/meta.ts';
import { readLogFrom, readVector } from '../db/operation-log.ts';
import type { RememberedPeer } from '../db/peers.ts';
import { readStable, writeStable } from '../db/stable.ts';
import type { SessionPeer } from '../sync/session-feature.ts';
import { createArchiveService } from './archive-service.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const hubId = idSchema<'device'>().parse('0197a000-0000-7000-8000-000000000101');
const deskId = idSchema<'device'>().parse('0197a000-0000-7000-8000-000000000102');
const otherId = idSchema<'device'>().parse('0197a000-0000-7000-8000-000000000103');
const minuteMs = 60_000;

describe('the keeping of the archive', () => {
  const opened: TestReplica[] = [];
  afterEach(() => {
    for (const test of opened.splice(0)) test.close();
  });

  interface Given {
    readonly role?: 'hub' | 'desk';
    /** Of each of 60 operations. */
    readonly noteLength?: number;
    readonly peers?: readonly RememberedPeer[];
  }
  const open = ({ role = 'hub', noteLength = 10, peers = [] }: Given = {}) => {
    const test = openTestReplica(':memory:');
    opened.push(test);
    const clock = createFakeClock();
    const { nowMs, monotonicMs, after, jump } = clock.forNode();
    const replica = { ...test.replica, clock: { ...test.replica.clock, nowMs, monotonicMs, after } };
    const membership = replica.membership();
    if (membership === null) throw new Error('a membership expected');
    writeMembership(replica.db.writer, { ...membership, role, deviceId: role === 'hub' ? hubId : deskId });
    replica.refreshMembership();
    const history = forgeHistory(organisationId, 1);
    const fields = { displayName: 'ر'.repeat(noteLength) };
    const operations = Array.from({ length: 60 }, (_, n) =>
      history.next([
        { entity: 'tag', id: `0197a000-0000-7000-8000-0000000001${n + 10}`, kind: 'insert', fields },
      ]),
    );
    const taken = acceptOperations(replica, organisationId, operations);
    if (!taken.ok) throw new Error(taken.error.type);
    const faults: unknown[] = [];
    const service = createArchiveService({
      replica,
      peers: () => peers,
      pack: packAtOnce,
      onFault: (cause) => faults.push(cause),
    });
    const meet = (deviceId = deskId) => {
      const sent: Message[] = [];
      const refusals: string[] = [];
      const peer: SessionPeer = {
        deviceId,
        opened: {
          t: 'open',
          organisationId,
          epoch: 1,
          schema: 1,
          appVersion: '',
          syncPort: 0,
          holds: '',
        },
        send: (message) => sent.push(message),
        bufferedBytes: () => 0,
        holdOperations: () => () => undefined,
        refuse: (reason) => refusals.push(reason),
        close: () => undefined,
      };
      const hooks = service.feature.open(peer);
      const say = (vector: VectorEntry[], isLast = true) =>
        hooks.onMessage({ message: { t: 'stable', vector, isLast }, payload: Buffer.alloc(0) });
      return { sent, say, refusals, leave: () => hooks.onClose?.() };
    };
    return { replica, clock, jump, service, meet, faults };
  };

  it('S110: the hub tells each peer within a minute, and again only what is new', async () => {
    const { replica, clock, meet } = open();
    const first = meet();
    await clock.advance(minuteMs);
    const all = readVector(replica.db.reader);
    expect(first.sent).toEqual([{ t: 'stable', vector: all, isLast: true }]);
    expect(readStable(replica.db.reader)).toEqual(all);
    first.leave();
    const again = meet();
    const other = meet(otherId);
    await clock.advance(5 * minuteMs);
    expect([again.sent.length, other.sent.length, first.sent.length]).toEqual([0, 1, 1]);
    acceptOperations(replica, organisationId, [forgeHistory(organisationId, 2).next([])]);
    await clock.advance(minuteMs);
    expect([again.sent.length, other.sent.length]).toEqual([1, 2]);
  });

  it('S110: waits as long as ever for a device whose absence only a clock that was set makes long', async () => {
    const dayMs = 24 * 60 * minuteMs;
    const seenAt = createFakeClock().nowMs() - 14 * dayMs + 10 * minuteMs;
    const away: RememberedPeer = {
      deviceId: otherId,
      addresses: [],
      lastSeenAt: seenAt,
      appVersion: null,
      clockOffsetMs: null,
      vector: [],
    };
    const { replica, clock, jump } = open({ peers: [away] });
    const added = runCommand(replica, { name: 'test', author: { userId: null } }, (tx) => {
      tx.insertWithId(device, otherId, { code: 103, name: 'میز ۱۰۳', role: 'desk' });
      return ok(null);
    });
    expect(added.ok).toBe(true);
    jump(390 * dayMs);
    await clock.advance(2 * minuteMs);
    expect(readStable(replica.db.reader)).toEqual([]);
    jump(-390 * dayMs);
    await clock.advance(10 * minuteMs);
    expect(readStable(replica.db.reader)).toEqual(readVector(replica.db.reader));
  });

  it('S110: a desk tells nothing, and believes the hub of the day and nobody else', async () => {
    const { replica, clock, meet } = open({ role: 'desk' });
    const all = readVector(replica.db.reader);
    const neighbour = meet(otherId);
    neighbour.say(all);
    await clock.advance(minuteMs);
    expect([readStable(replica.db.reader), neighbour.sent]).toEqual([[], []]);
    const hub = meet(hubId);
    hub.say(all.slice(0, 0), false);
    expect(readStable(replica.db.reader)).toEqual([]);
    hub.say(all);
    expect(readStable(replica.db.reader)).toEqual(all);
    // The last word counts, also when it is less: a device has come back.
    hub.say([]);
    expect(readStable(replica.db.reader)).toEqual([]);
  });

  it('S111: packs by itself what is enough for a segment, while an import waits for nobody', async () => {
    const { replica, clock, service, faults } = open({ noteLength: 20_000 });
    const log = readLogFrom(replica.db.reader, 0, 100);
    const release = await replica.db.gate.hold();
    await clock.advance(3 * minuteMs);
    expect(service.size().operations).toBe(0);
    release();
    await clock.advance(minuteMs);
    // 60 operations are fewer than those that are always left.
    expect(service.size().operations).toBe(0);
    writeStable(replica.db.writer, readVector(replica.db.reader));
    const compacting = service.compactNow();
    await clock.advanceUntil(() => service.size().operations === log.length, minuteMs);
    await clock.advance(minuteMs);
    await compacting;
    expect(readLogFrom(replica.db.reader, 0, 100)).toEqual(log);
    expect(archiveSize(replica.db.reader).bytes).toBeLessThan(archiveSize(replica.db.reader).plainBytes);
    expect(vectorFromEntries(readVector(replica.db.reader)).size).toBe(1);
    expect(faults).toEqual([]);
    await service.close();
  });

  it('S115: gives the freed pages back, a few at a time', async () => {
    const { replica, clock, service } = open({ noteLength: 20_000 });
    const pages = (): number => Number(replica.db.writer.sqlite.pragma('page_count', { simple: true }));
    const before = pages();
    const compacting = service.compactNow();
    await clock.advance(minuteMs);
    await compacting;
    expect(Number(replica.db.writer.sqlite.pragma('freelist_count', { simple: true }))).toBe(0);
    expect(pages()).toBeLessThan(before / 2);
    await service.close();
  });
});
