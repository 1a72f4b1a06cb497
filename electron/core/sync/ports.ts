/** What sync needs from the network. Real ones are in `core/net`, fake ones with the tests. */
import type { Result } from '../../../shared/lib/result.ts';

export type { Clock, Random, Timer } from '../../../shared/lib/clock.ts';

export type CloseReason =
  | { readonly type: 'closed-by-peer'; readonly detail: string }
  | { readonly type: 'closed-here'; readonly detail: string }
  | { readonly type: 'unreachable'; readonly detail: string }
  | { readonly type: 'silent' }
  | { readonly type: 'protocol'; readonly detail: string };

/** A two-way channel that carries whole frames in order, or closes. */
export interface Connection {
  /** `host:port` of the other side, for the log and the health screen. */
  readonly remoteAddress: string;
  readonly dialled: boolean;
  /**
   * 32 bytes that both ends of this one channel know and nobody between them can make equal
   * (TLS exporter, RFC 9266). The proof of the organisation secret is bound to it.
   */
  readonly channelBinding: Uint8Array;
  /**
   * Says that the peer has proven who it is. Until then an accepted connection takes one of the few
   * places for strangers, and is dropped (reason 'protocol') when the proof takes too long.
   */
  authenticated(): void;
  /** Queues a frame (at most `maxFrameBytes`). Frames sent after close are dropped. */
  send(frame: Uint8Array): void;
  /** Bytes queued and not yet handed to the network. */
  bufferedBytes(): number;
  /**
   * Called when `bufferedBytes` has fallen low enough to go on: at 0, or on passing below 1 MiB.
   * The last function given counts.
   */
  onDrain(run: () => void): void;
  /** Frames that came before the first call are kept and handed over. The last function given counts. */
  onFrame(run: (frame: Uint8Array) => void): void;
  /** Every function given is called once, never within the call that closes; also when given after the end. */
  onClose(run: (reason: CloseReason) => void): void;
  close(detail: string): void;
}

export interface Listener {
  readonly port: number;
  /** Takes no more connections and closes those that it took. */
  close(): Promise<void>;
}

export type DialError = { readonly type: 'unreachable'; readonly detail: string };
export type ListenError = { readonly type: 'port-taken'; readonly port: number };

export interface Transport {
  /** @param port 0 picks a free one. */
  listen(
    port: number,
    onConnection: (connection: Connection) => void,
  ): Promise<Result<Listener, ListenError>>;
  /** @param address `host:port`. Gives up after 5 s. */
  dial(address: string): Promise<Result<Connection, DialError>>;
}

export const maxFrameBytes = 1024 * 1024;

/** What a device tells the network about itself. A hint, never an identity: anyone can say it. */
export interface Advertisement {
  readonly organisationId: string;
  readonly organisationName: string;
  readonly deviceId: string;
  readonly deviceName: string;
  readonly deviceCode: number;
  readonly role: 'hub' | 'desk';
  readonly port: number;
}

export interface Sighting extends Advertisement {
  /** `host:port`, most promising first. */
  readonly addresses: readonly string[];
}

export interface Discovery {
  /** Starts or replaces what this device announces; null only listens. */
  announce(advertisement: Advertisement | null): void;
  /** Called for every sighting, repeatedly. */
  onSighting(run: (sighting: Sighting) => void): void;
  /** Asks the network again. */
  ask(): void;
  close(): Promise<void>;
}
