import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { team } from '../../../shared/entities/team.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import type { Message, MessageOf } from '../../../shared/sync/messages.ts';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { openingOf } from '../../../test/support/recorded-session.ts';
import { openTestReplica, type TestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations } from '../db/accept.ts';
import { runCommand } from '../db/commit.ts';
import { findRows } from '../db/find-row.ts';
import { hashAt, readHeads } from '../db/heads.ts';
import { writeMembership } from '../db/meta.ts';
import { readLogFrom } from '../db/operation-log.ts';
import { readRenewal } from '../db/renewal.ts';
import type { Replica } from '../db/replica.ts';
import { type HistoryTalk, openHistoryTalk } from './history-talk.ts';
import type { FeatureHooks, SessionPeer } from './session-feature.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const peerId = idSchema<'device'>().parse('0197a000-0000-7000-8000-0000000000f7');

const write = (replica: Replica, name: string): void => {
  const written = runCommand(replica, { name: 'x', author: { userId: null } }, (tx) => {
    tx.insert(team, { name, level: 'L1' });
    return ok(null);
  });
  if (!written.ok) throw new Error(written.error.code);
};

interface Conversation {
  readonly sent: { readonly message: Message; readonly payload: Buffer }[];
  readonly refused: string[];
  readonly held: () => number;
  readonly peer: SessionPeer;
}

const conversation = (): Conversation => {
  const sent: Conversation['sent'] = [];
  const refused: string[] = [];
  let held = 0;
  const peer: SessionPeer = {
    deviceId: peerId,
    opened: openingOf({ holds: 'something else' }),
    send: (message, payload = []) => sent.push({ message, payload: Buffer.concat(payload) }),
    bufferedBytes: () => 0,
    holdOperations: () => {
      held += 1;
      return () => {
        held -= 1;
      };
    },
    refuse: (reason) => refused.push(reason),
    close: () => undefined,
  };
  return { sent, refused, held: () => held, peer };
};

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a PC and its own past', () => {
  let folder: string;
  let open: TestReplica[];
  let talks: HistoryTalk[];

  const replicaIn = (file: string): Replica => {
    const opened = openTestReplica(join(folder, file));
    open.push(opened);
    return opened.replica;
  };
  const talkOf = (replica: Replica): HistoryTalk => {
    const onFault = (cause: unknown) => {
      throw cause;
    };
    const talk = openHistoryTalk({ replica, heldBy: () => [], onRenewed: () => undefined, onFault });
    talks.push(talk);
    return talk;
  };
  /** The same PC before and after it wrote once more. */
  const past = (): { before: Replica; after: Replica } => {
    const early = openTestReplica(join(folder, 'a.sqlite'));
    write(early.replica, 'first');
    write(early.replica, 'second');
    early.close();
    copyFileSync(join(folder, 'a.sqlite'), join(folder, 'b.sqlite'));
    const [before, after] = [replicaIn('a.sqlite'), replicaIn('b.sqlite')];
    write(after, 'third');
    return { before, after };
  };
  const meet = (replica: Replica, claimed: MessageOf<'heads'>['entries']) => {
    const said = conversation();
    const hooks = talkOf(replica).feature.open(said.peer);
    hooks.onMessage({ message: { t: 'heads', entries: claimed }, payload: Buffer.alloc(0) });
    return { ...said, hooks };
  };
  /** Lets the other replica answer until nobody asks any more. */
  const answerFrom = async (other: Replica, { sent }: Conversation, hooks: FeatureHooks): Promise<void> => {
    const answers = conversation();
    const answering = talkOf(other).feature.open(answers.peer);
    for (let next = 0; next < sent.length; next += 1) {
      const said = sent[next];
      if (said?.message.t !== 'history-ask') continue;
      answering.onMessage(said);
      const told = answers.sent.at(-1);
      if (told !== undefined) hooks.onMessage(told);
    }
    await settled();
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paydar-past-'));
    open = [];
    talks = [];
  });
  afterEach(() => {
    for (const talk of talks) talk.close();
    for (const { close } of open) close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('S52: is shown by a peer that holds more of its history, signed by itself', async () => {
    const { before, after } = past();
    const meeting = meet(before, readHeads(after.db.writer));
    await answerFrom(after, meeting, meeting.hooks);
    expect(readRenewal(before.db.writer)).toMatchObject({ agreed: 2 });
    expect(meeting.sent.at(-1)?.message.t).toBe('renew');
  });

  it.each([
    ['nothing', [], Buffer.alloc(0)],
    ['what it did not sign', ['broken-rule'], Buffer.from('{"v":1}'.padEnd(80, ' '))],
  ])('S52: is not talked out of its history by a peer that shows %s', async (_, refused, payload) => {
    const { before, after } = past();
    const meeting = meet(before, readHeads(after.db.writer));
    const asked = meeting.sent.find(({ message }) => message.t === 'history-ask')?.message;
    if (asked?.t !== 'history-ask') throw new Error('a question expected');
    const sizes = { size: Math.max(0, payload.length - 64), signatureSize: Math.min(64, payload.length) };
    meeting.hooks.onMessage({ message: { ...asked, t: 'history-tell', ...sizes }, payload });
    await settled();
    expect(meeting.refused).toEqual(refused);
    expect(readRenewal(before.db.writer)).toBeNull();
  });

  it('S55: works on until it is admitted, sends nothing of it, and asks again for the same after a restart', async () => {
    const { before, after } = past();
    const meeting = meet(before, readHeads(after.db.writer));
    await answerFrom(after, meeting, meeting.hooks);
    write(before, 'meanwhile');
    expect(meeting.held()).toBe(1);
    expect(findRows(before.db.writer, 'team', '1', [])).toHaveLength(3);
    const next = conversation();
    talkOf(before).feature.open(next.peer);
    expect(next.held()).toBe(1);
    expect(next.sent.at(-1)?.message).toEqual(meeting.sent.at(-1)?.message);
  });

  it('S53: goes on as another device also when it has begun a new epoch since it was restored', async () => {
    const { before, after } = past();
    write(before, 'other');
    const membership = before.membership();
    if (membership === null) throw new Error('a membership expected');
    writeMembership(before.db.writer, { ...membership, epoch: 2 });
    before.refreshMembership();
    write(before, 'last');
    const meeting = meet(before, readHeads(after.db.writer));
    await answerFrom(after, meeting, meeting.hooks);
    const renewal = readRenewal(before.db.writer);
    expect(renewal).toMatchObject({ agreed: 0, former: [{ epoch: 1, agreed: 2 }] });
    expect(meeting.sent.at(-1)?.message.t).toBe('renew');
    if (renewal === null) throw new Error('a renewal expected');

    const names = () =>
      findRows(before.db.writer, 'team', '1', [])
        .map(({ name }) => name)
        .sort();
    const takeAll = () =>
      acceptOperations(before, membership.organisationId, readLogFrom(after.db.writer, 0, 10));
    // What admits it stands behind operations that have no place here yet.
    expect(takeAll()).toEqual(ok(null));
    expect(names()).toEqual(['first', 'last', 'other', 'second']);
    talks[0]?.complete({ deviceId: renewal.deviceId, code: 777 });
    await expect.poll(() => before.membership()?.deviceId).toBe(renewal.deviceId);
    expect(takeAll()).toEqual(ok(null));
    expect(names()).toEqual(['first', 'last', 'other', 'second', 'third']);
  });

  /** A hub and a desk that hold two branches of another device's history. */
  const branches = () => {
    const [hub, desk] = ['hub.sqlite', 'desk.sqlite'].map((file, n) => {
      const replica = replicaIn(file);
      const history = forgeHistory(organisationId, 1);
      const row = { entity: 'team', id: '0197a000-0000-7000-8000-0000000000e1', kind: 'insert' };
      const operations = Array.from({ length: 2 - n }, (_, at) =>
        history.next(at === 0 ? [{ ...row, fields: { name: file, level: 'L1' } }] : []),
      );
      expect(acceptOperations(replica, organisationId, operations)).toMatchObject({ ok: true });
      return replica;
    });
    if (hub === undefined || desk === undefined) throw new Error('two replicas expected');
    return { hub, desk };
  };

  it('S56: sends nothing to who is about to give up its branch, which would end the session before that', async () => {
    const { hub, desk } = branches();
    const meeting = meet(hub, readHeads(desk.db.writer));
    await answerFrom(desk, meeting, meeting.hooks);
    expect(meeting.sent.map(({ message }) => message.t)).toEqual(['heads', 'history-ask', 'history-differs']);
    expect(meeting.held()).toBe(1);
    meeting.hooks.onClose?.();
  });

  it.each([
    ['gives up nothing to who names it as the hub', true],
    ['compares the branches with who names another hub, as that one does', false],
  ])('S56: a hub %s', async (_, isSameHub) => {
    const { hub, desk } = branches();
    const [history] = readHeads(hub.db.writer);
    if (history === undefined) throw new Error('a history expected');
    const [ours, theirs] = [hub, desk].map(({ db }) => hashAt(db.writer, history, 1)?.toString('hex') ?? '');
    const said = conversation();
    const hooks = talkOf(hub).feature.open(said.peer);
    const entries = readHeads(desk.db.writer);
    const named = isSameHub ? hub.membership()?.deviceId : peerId;
    const message = { t: 'heads', entries, ...(named && { hub: named }) } as const;
    hooks.onMessage({ message, payload: Buffer.alloc(0) });
    await answerFrom(desk, said, hooks);
    const held = () => hashAt(hub.db.writer, history, 1)?.toString('hex') ?? null;
    const isGivenUp = !isSameHub && (ours ?? '') > (theirs ?? '');
    // It goes in turns.
    for (let turn = 0; turn < 50; turn += 1) await settled();
    await expect.poll(held).toBe(isGivenUp ? null : ours);
    hooks.onClose?.();
  });
});
