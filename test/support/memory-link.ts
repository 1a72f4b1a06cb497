/** One connection of the memory network: two ends, and what is on its way between them. */
import {
  type ConnectionListeners,
  connectionListeners,
} from '../../electron/core/net/connection-listeners.ts';
import {
  type Clock,
  type CloseReason,
  type Connection,
  maxFrameBytes,
} from '../../electron/core/sync/ports.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface EndParts {
  readonly node: string;
  readonly remoteAddress: string;
  readonly dialled: boolean;
  /** False once the PC that this end belongs to has lost power: nothing is told to it any more. */
  readonly isAlive: () => boolean;
}

export interface LinkParts {
  readonly clock: Clock;
  readonly random: SeededRandom;
  /** One way, drawn anew for each frame. */
  readonly delayMs: () => number;
  /** True while the network swallows everything on this way. */
  readonly isSwallowed: () => boolean;
  /** Asked for each frame that arrives: whether the connection breaks instead. */
  readonly isBreaking: () => boolean;
  readonly onOver: (link: MemoryLink) => void;
  readonly ends: readonly [EndParts, EndParts];
}

export interface MemoryLink {
  readonly nodes: readonly [string, string];
  readonly connections: readonly [Connection, Connection];
  readonly isOpen: () => boolean;
  readonly isClosedAt: (end: 0 | 1) => boolean;
  /** Nothing that end 1 sends arrives at end 0 before this. */
  readonly holdAnswerUntil: (dueAtMs: number) => void;
  readonly breakNow: () => void;
  /** Both ends notice that they hear nothing. */
  readonly fallSilent: () => void;
  /** Goes on after the network has stopped swallowing. */
  readonly resume: () => void;
  /** The node's ends are gone; what they sent arrives in part, then the other side sees a broken connection. */
  readonly powerOff: (node: string) => void;
}

export const brokenReason = { type: 'unreachable', detail: 'the connection broke' } as const;

type Content =
  | { readonly type: 'frame'; readonly bytes: Uint8Array }
  | { readonly type: 'end'; readonly reason: CloseReason };

interface End extends EndParts {
  readonly listeners: ConnectionListeners;
  sending: { readonly content: Content; readonly dueAtMs: number }[];
  bufferedBytes: number;
  wasHigh: boolean;
  lastDueAtMs: number;
  timerIsSet: boolean;
  isClosed: boolean;
  drainHandler: (() => void) | undefined;
}

/** As in the real transport. */
const lowWaterBytes = 1024 * 1024;

export function createMemoryLink({
  clock,
  random,
  delayMs,
  isSwallowed,
  isBreaking,
  onOver,
  ends,
}: LinkParts): MemoryLink {
  const one = newEnd(ends[0]);
  const other = newEnd(ends[1]);
  const both = [one, other] as const;
  const binding = random.bytes(32);
  const peerOf = (end: End): End => (end === one ? other : one);

  const checkOver = (): void => {
    if (both.every((end) => end.isClosed && end.sending.length === 0)) onOver(link);
  };

  const close = (end: End, reason: CloseReason): void => {
    if (end.isClosed) return;
    end.isClosed = true;
    end.listeners.mute();
    clock.after(0, () => {
      if (end.isAlive()) end.listeners.end(reason);
    });
    checkOver();
  };

  const enqueue = (end: End, content: Content): void => {
    end.lastDueAtMs = Math.max(end.lastDueAtMs, clock.monotonicMs() + delayMs());
    end.sending.push({ content, dueAtMs: end.lastDueAtMs });
    pump(end);
  };

  const pump = (end: End): void => {
    const next = end.sending[0];
    if (!next || end.timerIsSet || isSwallowed()) return;
    end.timerIsSet = true;
    clock.after(next.dueAtMs - clock.monotonicMs(), () => {
      end.timerIsSet = false;
      if (isSwallowed()) return;
      if (end.sending[0] === next && isBreaking()) endBoth(brokenReason);
      else if (end.sending[0] === next) arrive(end, next.content);
      pump(end);
    });
  };

  const arrive = (end: End, content: Content): void => {
    const peer = peerOf(end);
    end.sending.shift();
    if (content.type === 'end') close(peer, content.reason);
    else {
      receive(peer, content.bytes);
      release(end, content.bytes.length);
    }
    checkOver();
  };

  const receive = (end: End, bytes: Uint8Array): void => {
    if (bytes.length <= maxFrameBytes) {
      end.listeners.deliver(bytes);
      return;
    }
    const detail = `a frame above ${maxFrameBytes} bytes`;
    if (!end.isClosed) enqueue(end, { type: 'end', reason: { type: 'closed-by-peer', detail } });
    close(end, { type: 'protocol', detail });
  };

  const release = (end: End, sentBytes: number): void => {
    end.bufferedBytes -= sentBytes;
    if (end.bufferedBytes > 0 && !(end.wasHigh && end.bufferedBytes < lowWaterBytes)) return;
    end.wasHigh = false;
    if (!end.isClosed) end.drainHandler?.();
  };

  const connectionOf = (end: End): Connection => ({
    remoteAddress: end.remoteAddress,
    dialled: end.dialled,
    channelBinding: binding.slice(),
    authenticated() {},
    send(frame) {
      if (end.isClosed) return;
      end.bufferedBytes += frame.length;
      end.wasHigh ||= end.bufferedBytes >= lowWaterBytes;
      enqueue(end, { type: 'frame', bytes: frame.slice() });
    },
    bufferedBytes: () => end.bufferedBytes,
    onDrain(run) {
      end.drainHandler = run;
    },
    onFrame: end.listeners.onFrame,
    onClose: end.listeners.onClose,
    close(detail) {
      if (end.isClosed) return;
      enqueue(end, { type: 'end', reason: { type: 'closed-by-peer', detail } });
      close(end, { type: 'closed-here', detail });
    },
  });

  const endBoth = (reason: CloseReason): void => {
    for (const end of both) end.sending = [];
    for (const end of both) close(end, reason);
    checkOver();
  };

  const link: MemoryLink = {
    nodes: [one.node, other.node],
    connections: [connectionOf(one), connectionOf(other)],
    isOpen: () => both.some((end) => !end.isClosed),
    isClosedAt: (end) => both[end].isClosed,
    holdAnswerUntil(dueAtMs) {
      other.lastDueAtMs = dueAtMs;
    },
    breakNow: () => endBoth(brokenReason),
    fallSilent: () => endBoth({ type: 'silent' }),
    resume() {
      for (const end of both) pump(end);
    },
    powerOff(node) {
      for (const end of both.filter((candidate) => candidate.node === node)) {
        end.isClosed = true;
        end.listeners.mute();
        end.sending = end.sending.slice(0, random.integer(0, end.sending.length));
        peerOf(end).sending = [];
        enqueue(end, { type: 'end', reason: brokenReason });
      }
    },
  };
  return link;
}

const newEnd = (parts: EndParts): End => ({
  ...parts,
  listeners: connectionListeners(),
  sending: [],
  bufferedBytes: 0,
  wasHigh: false,
  lastDueAtMs: 0,
  timerIsSet: false,
  isClosed: false,
  drainHandler: undefined,
});
