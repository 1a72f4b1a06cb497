import type { TwinFacts } from '../../../shared/sync/messages/twin.ts';
import type { MessageOf } from '../../../shared/sync/messages.ts';
import { readHeads } from '../db/heads.ts';
import type { History } from '../db/operation-log.ts';
import { admitAnew, prepareRenewal, readRenewal, renewalKey } from '../db/renewal.ts';
import type { Replica } from '../db/replica.ts';
import { type HistorySearch, searchParting, tellOperation } from './history-search.ts';
import type { HistoryTalk } from './history-talk.ts';
import type { SessionFeature, SessionPeer } from './session-feature.ts';

export interface TwinTalkOptions {
  readonly replica: Replica;
  readonly histories: Pick<HistoryTalk, 'witnessed' | 'noteTwin' | 'holdAll' | 'complete'>;
  readonly onFault: (cause: unknown) => void;
}

/** Where the histories of two PCs of one device id part, as one of them sees it. */
interface Common {
  /** The last operation that both have. */
  readonly agreed: number;
  readonly mine: number;
  readonly theirs: number;
}

/** What the facts say of how likely a PC is the original, the weightiest first. */
const evidence = (facts: TwinFacts, agreed: number): number[] => [
  Number(facts.heldByHub > agreed),
  Number(facts.heldByOthers > agreed),
  facts.ageMs,
];

/**
 * Which of two PCs with one device id takes on another identity: the same answer on both (docs/spec/sync.md, S58).
 * What the other lacks of the common history ends the question: it cannot go on with it.
 */
export const isCopy = (mine: TwinFacts, theirs: TwinFacts, common: Common): boolean => {
  if (mine.epoch !== theirs.epoch) return mine.epoch < theirs.epoch;
  const [iLack, theyLack] = [common.theirs > common.agreed, common.mine > common.agreed];
  if (iLack !== theyLack) return iLack;
  const others = evidence(theirs, common.agreed);
  for (const [n, weight] of evidence(mine, common.agreed).entries()) {
    const other = others[n] ?? 0;
    if (weight !== other) return weight < other;
  }
  return mine.run > theirs.run;
};

/** No operation begins like this: what is signed here can never pass as one. */
const signedBytes = (nonce: string, facts: TwinFacts): Buffer =>
  Buffer.from(`paydar twin\n${nonce}\n${JSON.stringify(facts)}`);

/**
 * What two PCs with one device id talk about, and nothing else: one of them is a copy, and goes on as another device
 * that the original admits. So a copy is found also where nobody else is there to tell.
 */
export const openTwinTalk = ({ replica, histories, onFault }: TwinTalkOptions): SessionFeature => {
  const { db, random, clock } = replica;
  const run = Buffer.from(random.bytes(32)).toString('base64url');
  const startedMs = clock.monotonicMs();

  const ownFacts = (): TwinFacts | null => {
    const membership = replica.membership();
    if (membership === null) return null;
    const ends = readHeads(db.writer).filter(({ device }) => device === membership.deviceId);
    const { byHub, byOthers } = histories.witnessed();
    return {
      run,
      ageMs: Math.floor(clock.monotonicMs() - startedMs),
      isRenewing: readRenewal(db.writer) !== null,
      epoch: membership.epoch,
      ends: ends.map(({ epoch, seq, hash }) => ({ epoch, seq, hash })),
      heldByHub: byHub,
      heldByOthers: byOthers,
    };
  };
  const endOf = ({ ends }: TwinFacts, epoch: number) => ends.find((end) => end.epoch === epoch);
  const ask = (peer: SessionPeer): void => {
    const renewal = readRenewal(db.writer);
    if (renewal === null) return;
    histories.holdAll();
    peer.send({ t: 'renew', deviceId: renewal.deviceId, operationKey: renewalKey(renewal) });
  };
  /** A long writer may hold the database; what is decided is decided between two commands. */
  const between = (peer: SessionPeer, isOpen: () => boolean, decide: () => void): void => {
    db.gate
      .pass()
      .then(() => {
        if (isOpen()) decide();
      })
      .catch((cause: unknown) => {
        onFault(cause);
        peer.close('failed');
      });
  };

  const open: SessionFeature['open'] = (peer) => {
    const deviceId = peer.deviceId;
    const nonce = Buffer.from(random.bytes(32)).toString('base64url');
    let isOpen = true;
    let told: TwinFacts | null = null;
    let search: HistorySearch | null = null;

    const onCommon = (mine: TwinFacts, theirs: TwinFacts, common: Common): void =>
      between(
        peer,
        () => isOpen,
        () => {
          if (!isCopy(mine, theirs, common)) return;
          // What was agreed with others is known already to who was asked for another identity before.
          if (readRenewal(db.writer) === null) prepareRenewal(replica, common.agreed);
          ask(peer);
        },
      );
    const compare = (mine: TwinFacts, theirs: TwinFacts): void => {
      // One of two asks, by what both have heard: two that admitted each other would leave nobody who goes on.
      if (mine.isRenewing !== theirs.isRenewing) return mine.isRenewing ? ask(peer) : undefined;
      const history: History = { device: deviceId, epoch: mine.epoch };
      const [own, other] = [endOf(mine, mine.epoch), endOf(theirs, mine.epoch)];
      const lengths = { mine: own?.seq ?? 0, theirs: other?.seq ?? 0 };
      if (own?.seq === other?.seq && own?.hash === other?.hash)
        return onCommon(mine, theirs, { agreed: lengths.mine, ...lengths });
      search = searchParting(replica, peer, history, lengths.theirs, (parting) => {
        const agreed = parting?.agreed ?? Math.min(lengths.mine, lengths.theirs);
        onCommon(mine, theirs, { agreed, ...lengths });
      });
    };

    const onAsk = (message: MessageOf<'twin-ask'>): void => {
      told = ownFacts();
      if (told === null) return;
      const signature = replica.sign(db.writer, signedBytes(message.nonce, told)).toString('base64url');
      peer.send({ t: 'twin-tell', facts: told, signature });
    };
    const onTell = ({ facts, signature }: MessageOf<'twin-tell'>): void => {
      if (told === null) return peer.refuse('broken-rule');
      const key = { device: deviceId, epoch: facts.epoch, seq: 1 };
      const bytes = signedBytes(nonce, facts);
      // Who knows the secret may say that it is this PC; the key shows whether it is.
      if (replica.checkSignature(db.writer, key, bytes, Buffer.from(signature, 'base64url')) !== null)
        return peer.refuse('same-device');
      compare(told, facts);
    };
    const onRenew = (next: MessageOf<'renew'>): void =>
      between(
        peer,
        () => isOpen,
        () => {
          const membership = replica.membership();
          if (membership === null) return;
          const code = admitAnew(replica, membership, deviceId, next);
          if (code.ok) peer.send({ t: 'renew-told', deviceId: next.deviceId, code: code.value });
          else
            peer.refuse(code.error.code === 'device-codes-exhausted' ? 'codes-exhausted' : 'unknown-device');
        },
      );
    const onRenewTold = (answer: MessageOf<'renew-told'>): void =>
      between(
        peer,
        () => isOpen,
        () => {
          histories.complete(answer);
        },
      );

    // Operations follow once both are who they are.
    peer.holdOperations();
    const forgetTwin = histories.noteTwin();
    peer.send({ t: 'twin-ask', nonce });
    return {
      onMessage: ({ message, payload }) => {
        if (message.t === 'twin-ask') onAsk(message);
        if (message.t === 'twin-tell') onTell(message);
        if (message.t === 'history-ask') tellOperation(replica, peer, message);
        if (message.t === 'history-tell') search?.onTell(message, payload);
        if (message.t === 'renew') onRenew(message);
        if (message.t === 'renew-told') onRenewTold(message);
      },
      onClose: () => {
        isOpen = false;
        forgetTwin();
      },
    };
  };
  return { kinds: ['twin-ask', 'twin-tell', 'history-ask', 'history-tell', 'renew', 'renew-told'], open };
};
