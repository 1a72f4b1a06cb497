import type { AppError } from '../../../shared/contract/errors.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { Result } from '../../../shared/lib/result.ts';
import type { MessageOf } from '../../../shared/sync/messages.ts';
import { historyKey, type VectorEntry } from '../../../shared/sync/version-vector.ts';
import { hashAt, readHeads, shortHash } from '../db/heads.ts';
import { type History, readHead } from '../db/operation-log.ts';
import { isRejoining } from '../db/rejoining.ts';
import {
  admitAnew,
  completeRenewal,
  giveUpBranch,
  prepareRenewal,
  type Renewed,
  readRenewal,
  renewalKey,
} from '../db/renewal.ts';
import type { Replica } from '../db/replica.ts';
import { createPace } from '../db/steps.ts';
import { claimSuccession, correctSuccession } from '../db/succession.ts';
import type { Frame } from './frame.ts';
import { type HistorySearch, type Parting, searchParting, tellOperation } from './history-search.ts';
import { digestOf } from './holdings.ts';
import type { Timer } from './ports.ts';
import type { SessionFeature, SessionPeer } from './session-feature.ts';

const headsPerMessage = 2000;
/** Of histories that a peer may tell of in one session: far more than a call centre ever has. */
const mostHeads = 50_000;
/** How long a peer may take to find out that its branch is the one that is given up. */
const giveUpWithinMs = 5000;

export interface HistoryTalkOptions {
  readonly replica: Replica;
  /** What a peer has said that it holds durably. */
  readonly heldBy: (deviceId: DeviceId) => readonly VectorEntry[];
  /** This PC is another device from now on: its sessions begin anew. */
  readonly onRenewed: (renewed: Renewed) => void;
  /** Told which place of the log was read while a history is mended, and null when that is over. */
  readonly onPlace?: (received: number | null) => void;
  readonly onFault: (cause: unknown) => void;
}

interface Talk {
  readonly peer: SessionPeer;
  /** Who is the hub, as each side has told the other. */
  readonly ownHub: DeviceId | undefined;
  peerHub: DeviceId | undefined;
  /** How far the peer's copy of this PC's history is known to be this one's. */
  ownAgreed: number;
  /** Whether it was this one's when they met; null when the peer had nothing of it. */
  isOwnSame: boolean | null;
  headsHeard: number;
  searches: HistorySearch[];
  /** Partings that were found and wait for their turn to be decided. */
  undecided: number;
  /** Lets operations flow to this peer again. */
  release: (() => void) | null;
  /** Runs while the peer is expected to give up its branch of a history. */
  patience: Timer | null;
}

export interface HistoryTalk {
  readonly feature: SessionFeature;
  /** How far other connected PCs are known to hold what this PC wrote in its epoch. */
  witnessed(): { readonly byHub: number; readonly byOthers: number };
  /** Another PC with this one's id is here: until it is gone, whichever of them is the copy asks the other. */
  noteTwin(): () => void;
  /** Sends nothing more under this identity, which this PC is about to give up. */
  holdAll(): void;
  /** Takes on the identity that was asked for, which the original of this copy has admitted. */
  complete(byTwin: { readonly deviceId: DeviceId; readonly code: number }): void;
  close(): Promise<void>;
}

/**
 * Finds at first contact whether a history went on in two ways, because a PC was restored from a backup or its disk
 * copied, and mends it without losing either (docs/spec/sync.md, S52 to S57).
 */
export const openHistoryTalk = ({
  replica,
  heldBy,
  onRenewed,
  onPlace = () => undefined,
  onFault,
}: HistoryTalkOptions): HistoryTalk => {
  const { db } = replica;
  const talks = new Map<SessionPeer, Talk>();
  let twins = 0;
  let isClosed = false;
  /** What changes histories, one after the other: each looks through the log before, while others go on. */
  let mending: Promise<void> = Promise.resolve();

  const inTurns = createPace(replica.clock.monotonicMs, () => isClosed, onPlace);
  const inTurn = (work: () => Promise<void>): void => {
    mending = mending.then(async () => {
      try {
        // A long writer may hold the database; what is decided is decided between two commands.
        await db.gate.pass();
        if (!isClosed) await work();
      } catch (cause) {
        if (!isClosed) onFault(cause);
      } finally {
        if (!isClosed) onPlace(null);
      }
    });
  };

  const own = (): (History & { readonly hub: DeviceId }) | null => {
    const membership = replica.membership();
    return membership === null
      ? null
      : { device: membership.deviceId, epoch: membership.epoch, hub: membership.hubDeviceId };
  };
  const isOwn = (history: History): boolean => {
    const mine = own();
    // Who lost its database has no history of its own until the others have told it.
    return mine !== null && historyKey(mine) === historyKey(history) && !isRejoining(db.writer);
  };
  const hold = (talk: Talk): void => {
    talk.release ??= talk.peer.holdOperations();
  };
  const settle = (talk: Talk): void => {
    const isWaiting = talk.searches.length + talk.undecided > 0 || talk.patience !== null;
    if (isWaiting || readRenewal(db.writer) !== null) return;
    talk.release?.();
    talk.release = null;
  };

  /** Nothing that this PC writes in the meantime reaches anybody: it will be written again. */
  const holdAll = (): void => {
    for (const each of talks.values()) hold(each);
  };
  const askForRenewal = (talk: Talk): void => {
    const renewal = readRenewal(db.writer);
    if (renewal === null) return;
    holdAll();
    // Sessions with others end again and again while two PCs have one id: the one with the twin stays.
    if (twins > 0) return;
    const admitting = (hubTalk() ?? talk).peer;
    admitting.send({ t: 'renew', deviceId: renewal.deviceId, operationKey: renewalKey(renewal) });
  };
  const hubTalk = (): Talk | undefined =>
    [...talks.values()].find(({ peer }) => peer.deviceId === own()?.hub);
  /** How far a peer's copy of this PC's history is this one's: when they met, and what it has acknowledged since. */
  const heldOfOwn = ({ peer, ownAgreed, isOwnSame }: Talk): number => {
    const mine = own();
    if (mine === null || isOwnSame !== true) return ownAgreed;
    const held = heldBy(peer.deviceId).find((entry) => historyKey(entry) === historyKey(mine));
    return Math.max(ownAgreed, held?.seq ?? 0);
  };

  /**
   * The peer's branch is the one that is given up, and it does not know that yet: sent what follows ours, it would
   * refuse that and end the session before it has found out, again and again.
   */
  const awaitGivingUp = (talk: Talk): void => {
    hold(talk);
    talk.patience?.cancel();
    talk.patience = replica.clock.after(giveUpWithinMs, () => {
      talk.patience = null;
      settle(talk);
    });
  };

  const onParting = async (talk: Talk, { history, agreed, theirs }: Parting): Promise<void> => {
    const mine = own();
    if (mine === null) return;
    const head = readHead(db.writer, history);
    const forked = head.seq > agreed && theirs !== null;
    if (isOwn(history)) {
      if (theirs === null) return;
      // Where the hub has what was written here, the other one is the copy.
      const hub = hubTalk();
      if (forked && hub !== undefined && hub !== talk && heldOfOwn(hub) > agreed) return awaitGivingUp(talk);
      prepareRenewal(replica, agreed);
      return askForRenewal(talk);
    }
    // Whose history it is finds out for itself.
    if (!forked) return;
    if (history.device === mine.device && !isRejoining(db.writer)) {
      // It was restored, and has begun a new epoch since. With the hub it is decided who is right.
      const hub = hubTalk();
      if (hub !== undefined && hub !== talk) return awaitGivingUp(talk);
      const ownAgreed = talk.isOwnSame === false ? Number.MAX_SAFE_INTEGER : heldOfOwn(talk);
      prepareRenewal(replica, ownAgreed, { epoch: history.epoch, agreed });
      return askForRenewal(talk);
    }
    if (history.device === talk.peer.deviceId) return awaitGivingUp(talk);
    const ours = hashAt(db.writer, history, agreed + 1);
    // Both sides must come to the same answer: where they do not name the same hub, the hashes give it.
    const hub = (talk.peerHub ?? talk.ownHub) === talk.ownHub ? talk.ownHub : undefined;
    const loses =
      talk.peer.deviceId === hub ||
      (mine.device !== hub && ours !== null && shortHash(ours) > (theirs ?? ''));
    if (!loses) return awaitGivingUp(talk);
    // All sessions begin anew with it; where the disk is full, at least this one does.
    if (!(await giveUpBranch(replica, history, agreed, inTurns)).ok) talk.peer.close('storage');
  };

  const search = (talk: Talk, history: History, theirSeq: number): void => {
    if (talk.searches.some((known) => historyKey(known.history) === historyKey(history))) return;
    hold(talk);
    const onFound = (parting: Parting | null): void => {
      talk.searches = talk.searches.filter((known) => historyKey(known.history) !== historyKey(history));
      if (parting === null) return settle(talk);
      talk.undecided += 1;
      inTurn(async () => {
        if (talks.has(talk.peer)) await onParting(talk, parting);
        talk.undecided -= 1;
        if (talks.has(talk.peer)) settle(talk);
      });
    };
    talk.searches.push(searchParting(replica, talk.peer, history, theirSeq, onFound));
  };

  const onHeads = (talk: Talk, { entries, hub }: MessageOf<'heads'>): void => {
    talk.peerHub = hub;
    talk.headsHeard += entries.length;
    if (talk.headsHeard > mostHeads) return talk.peer.refuse('broken-rule');
    for (const { device, epoch, seq, hash } of entries) {
      const history = { device, epoch };
      const head = readHead(db.writer, history);
      const isSame = seq <= head.seq && (seq === 0 || isHashAt(history, seq, hash));
      if (isOwn(history)) talk.isOwnSame = isSame;
      if (isOwn(history) && isSame) talk.ownAgreed = seq;
      if (isSame || (seq > head.seq && !isOwn(history))) continue;
      search(talk, history, seq);
      talk.peer.send({ t: 'history-differs', device, epoch, seq: head.seq });
    }
  };
  const isHashAt = (history: History, seq: number, hash: string): boolean => {
    const held = hashAt(db.writer, history, seq);
    // What is not in the log any more was the same when it was.
    return held === null || shortHash(held) === hash;
  };

  const onRenew = (talk: Talk, { deviceId, operationKey }: MessageOf<'renew'>): void => {
    db.gate
      .pass()
      .then(() => {
        const membership = replica.membership();
        if (membership === null || !talks.has(talk.peer)) return;
        const admitted: Result<number, AppError> = admitAnew(replica, membership, talk.peer.deviceId, {
          deviceId,
          operationKey,
        });
        if (admitted.ok) return;
        if (admitted.error.code === 'device-codes-exhausted') talk.peer.refuse('codes-exhausted');
        else talk.peer.refuse('unknown-device');
      })
      .catch(onFault);
  };

  const onMessage = (talk: Talk, frame: Frame): void => {
    const { message, payload } = frame;
    if (message.t === 'heads') return onHeads(talk, message);
    if (message.t === 'history-ask') return tellOperation(replica, talk.peer, message);
    if (message.t === 'history-differs') {
      const { device, epoch, seq } = message;
      // It answers what this PC said of how its histories end.
      if (readHead(db.writer, { device, epoch }).seq === 0) return;
      return search(talk, { device, epoch }, seq);
    }
    if (message.t === 'renew') return onRenew(talk, message);
    if (message.t !== 'history-tell') return;
    for (const known of talk.searches)
      if (historyKey(known.history) === historyKey(message)) known.onTell(message, payload);
  };

  const complete = async (byTwin: Parameters<HistoryTalk['complete']>[0] | null): Promise<void> => {
    const renewed = await completeRenewal(replica, inTurns, byTwin);
    if (renewed.ok && renewed.value !== null) onRenewed(renewed.value);
  };
  /** The row that was asked for may be here, or one that calls this PC replaced. */
  const onDeviceRows = (): void => {
    inTurn(async () => {
      await complete(null);
      await db.gate.pass();
      if (readRenewal(db.writer) !== null) return;
      correctSuccession(replica);
      claimSuccession(replica, (deviceId) => [...talks.keys()].some((peer) => peer.deviceId === deviceId));
      replica.refreshMembership();
    });
  };
  const forgetListeners = [
    replica.onCommitted(({ touched }) => {
      if (!touched.has('device')) return;
      // The hub's row may say who goes on in its place.
      replica.refreshMembership();
      onDeviceRows();
    }),
    replica.onTwin(() => {
      const mine = own();
      if (mine === null || readRenewal(db.writer) !== null) return;
      // One of these peers has just sent it; each answers only for what it has.
      const next = readHead(db.writer, mine).seq + 1;
      for (const talk of talks.values()) search(talk, { device: mine.device, epoch: mine.epoch }, next);
    }),
  ];

  return {
    feature: {
      kinds: ['heads', 'history-ask', 'history-tell', 'history-differs', 'renew'],
      open: (peer) => {
        const heads = readHeads(db.writer);
        const isSame = peer.opened.holds === digestOf(heads);
        const mine = own();
        const ownAgreed = isSame && mine !== null ? readHead(db.writer, mine).seq : 0;
        const isOwnSame = isSame ? true : null;
        const waiting = { searches: [], undecided: 0, release: null, patience: null };
        const hubs = { ownHub: mine?.hub, peerHub: undefined };
        const talk: Talk = { peer, ...hubs, ownAgreed, isOwnSame, headsHeard: 0, ...waiting };
        talks.set(peer, talk);
        if (!isSame) {
          for (let from = 0; from < Math.max(1, heads.length); from += headsPerMessage)
            peer.send({
              t: 'heads',
              entries: heads.slice(from, from + headsPerMessage),
              ...(mine !== null && { hub: mine.hub }),
            });
        }
        // Whom it had asked may have gone before it answered.
        if (readRenewal(db.writer) !== null) askForRenewal(talk);
        return {
          onMessage: (frame) => onMessage(talk, frame),
          onClose: () => {
            talk.patience?.cancel();
            talks.delete(peer);
          },
        };
      },
    },
    witnessed: () => {
      const hub = hubTalk();
      const others = [...talks.values()].filter((talk) => talk !== hub).map(heldOfOwn);
      return { byHub: hub === undefined ? 0 : heldOfOwn(hub), byOthers: Math.max(0, ...others) };
    },
    noteTwin: () => {
      twins += 1;
      return () => {
        twins -= 1;
      };
    },
    holdAll,
    complete: (byTwin) => inTurn(() => complete(byTwin)),
    close: async () => {
      isClosed = true;
      for (const forget of forgetListeners) forget();
      await mending;
    },
  };
};
