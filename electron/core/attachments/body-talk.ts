import { attachmentChunkBytes } from '../../../shared/entities/attachment.ts';
import type { Clock, Timer } from '../../../shared/lib/clock.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { MessageOf } from '../../../shared/sync/messages.ts';
import type { SessionFeature, SessionPeer } from '../sync/session-feature.ts';
import type { BodyStore } from './body-store.ts';

const answerWithinMs = 20_000;
/** Above this the network is the bottleneck, and operations would wait behind chunks. */
const mostBufferedBytes = 512 * 1024;
/** An honest peer has one chunk under way. */
const mostWaitingWants = 8;
const mostHashes = 500;

export interface BodyTalkDeps {
  readonly clock: Clock;
  readonly store: BodyStore;
  /** Resolves once the store knows what is here. */
  readonly ready: () => Promise<void>;
  /** A peer said what it holds, and what it does not. */
  readonly onHeld: (deviceId: DeviceId, held: readonly string[], lacking: readonly string[]) => void;
  readonly onPeer: (deviceId: DeviceId) => void;
  readonly onFault: (cause: unknown) => void;
}

/** Why no chunk came: the session ended, the peer has it no more, or it does not answer. */
type NoChunk = 'gone' | 'lacking' | 'silent';

/** What peers say to each other about bodies: who holds which, and their chunks, one at a time. */
export interface BodyTalk {
  readonly feature: SessionFeature;
  peers(): readonly DeviceId[];
  ask(deviceId: DeviceId, hashes: readonly string[]): void;
  /** Tells every peer of a body that is here from now on. */
  announce(hash: string): void;
  /** Fetches one chunk. */
  request(deviceId: DeviceId, hash: string, chunk: number): Promise<Buffer | NoChunk>;
  /** Gives up whatever is waited for. */
  close(): void;
}

interface Pending {
  readonly hash: string;
  readonly chunk: number;
  readonly timer: Timer;
  readonly resolve: (answer: Buffer | NoChunk) => void;
}

export const createBodyTalk = ({ clock, store, ready, onHeld, onPeer, onFault }: BodyTalkDeps): BodyTalk => {
  const peers = new Map<DeviceId, SessionPeer>();
  const pending = new Map<DeviceId, Pending>();

  const settle = (deviceId: DeviceId, answer: Buffer | NoChunk): void => {
    const waiting = pending.get(deviceId);
    if (waiting === undefined) return;
    pending.delete(deviceId);
    waiting.timer.cancel();
    waiting.resolve(answer);
  };

  const openPeer: SessionFeature['open'] = (peer) => {
    const { deviceId } = peer;
    const wants: MessageOf<'body-want'>[] = [];
    let isServing = false;
    let closed = false;

    const serve = async (): Promise<void> => {
      if (isServing) return;
      isServing = true;
      while (!closed && peer.bufferedBytes() < mostBufferedBytes) {
        const want = wants.shift();
        if (want === undefined) break;
        const { hash, chunk } = want;
        const isHere = store.has(hash);
        const bytes = isHere
          ? await store.read(hash, chunk * attachmentChunkBytes, attachmentChunkBytes)
          : null;
        peer.send(
          { t: 'body-chunk', hash, chunk, isHere: bytes !== null && bytes.length > 0 },
          bytes === null ? [] : [bytes],
        );
      }
      isServing = false;
    };
    const serveSoon = (): void => {
      serve().catch((cause: unknown) => {
        onFault(cause);
        peer.close('failed');
      });
    };

    const answer = (hashes: readonly string[]): void => {
      if (closed) return;
      const held = hashes.filter(store.has);
      const lacking = hashes.filter((hash) => !store.has(hash));
      peer.send({ t: 'bodies-held', held, lacking });
    };

    peers.set(deviceId, peer);
    // Asked in the session before this one: whoever asked may ask again.
    settle(deviceId, 'gone');
    onPeer(deviceId);
    return {
      onMessage: ({ message, payload }) => {
        switch (message.t) {
          case 'bodies-ask':
            ready().then(() => answer(message.hashes), onFault);
            return;
          case 'bodies-held':
            onHeld(deviceId, message.held, message.lacking);
            return;
          case 'body-want':
            if (wants.length >= mostWaitingWants) return peer.refuse('broken-rule');
            wants.push(message);
            serveSoon();
            return;
          case 'body-chunk': {
            const waiting = pending.get(deviceId);
            // The answer to a question that was given up meanwhile.
            if (waiting?.hash !== message.hash || waiting?.chunk !== message.chunk) return;
            settle(deviceId, message.isHere ? Buffer.from(payload) : 'lacking');
          }
        }
      },
      onDrain: serveSoon,
      onClose: () => {
        closed = true;
        if (peers.get(deviceId) !== peer) return;
        peers.delete(deviceId);
        settle(deviceId, 'gone');
      },
    };
  };

  return {
    feature: { kinds: ['bodies-ask', 'bodies-held', 'body-want', 'body-chunk'], open: openPeer },
    peers: () => [...peers.keys()],
    ask: (deviceId, hashes) => {
      for (let at = 0; at < hashes.length; at += mostHashes)
        peers.get(deviceId)?.send({ t: 'bodies-ask', hashes: hashes.slice(at, at + mostHashes) });
    },
    announce: (hash) => {
      for (const peer of peers.values()) peer.send({ t: 'bodies-held', held: [hash], lacking: [] });
    },
    request: (deviceId, hash, chunk) => {
      const peer = peers.get(deviceId);
      if (peer === undefined) return Promise.resolve('gone');
      if (pending.has(deviceId)) return Promise.resolve('silent');
      const { promise, resolve } = Promise.withResolvers<Buffer | NoChunk>();
      const timer = clock.after(answerWithinMs, () => settle(deviceId, 'silent'));
      pending.set(deviceId, { hash, chunk, timer, resolve });
      peer.send({ t: 'body-want', hash, chunk });
      return promise;
    },
    close: () => {
      for (const deviceId of [...pending.keys()]) settle(deviceId, 'gone');
    },
  };
};
