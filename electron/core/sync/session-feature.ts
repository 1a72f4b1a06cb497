import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { Message, MessageOf, RefusalReason } from '../../../shared/sync/messages.ts';
import type { VectorEntry } from '../../../shared/sync/version-vector.ts';
import type { Frame } from './frame.ts';

/** One peer in an open session, as a feature sees it. */
export interface SessionPeer {
  readonly deviceId: DeviceId;
  /** What the peer said of itself when it opened the session. */
  readonly opened: MessageOf<'open'>;
  /** Queues a message; nothing happens once the session has ended. */
  send(message: Message, payload?: readonly Uint8Array[]): void;
  /** Bytes that wait for the network. Whoever sends much pauses above some MiB and goes on at `onDrain`. */
  bufferedBytes(): number;
  /** Sends the peer no operations until the returned function is called: something else has to go first. */
  holdOperations(): () => void;
  /** Ends the session and tells the peer why. */
  refuse(reason: RefusalReason): void;
  close(detail: string): void;
}

/** What a feature wants to hear of one session. */
export interface FeatureHooks {
  /** A message of one of the feature's kinds. What it throws ends the session, not the core. */
  readonly onMessage: (frame: Frame) => void;
  /** The peer has told all that it holds, for the first time or anew; before it is sent any operation. */
  readonly onHoldings?: (vector: readonly VectorEntry[]) => void;
  /** The network has taken most of what waited. */
  readonly onDrain?: () => void;
  readonly onClose?: () => void;
}

/**
 * Something that peers talk about besides operations. Its messages stand in `shared/sync/messages.ts`; a version
 * without the feature passes them over (docs/spec/sync.md, S28 and S40).
 */
export interface SessionFeature {
  readonly kinds: readonly Message['t'][];
  /** Called for each session once the peer has opened it, before any operation is sent or taken. */
  open(peer: SessionPeer): FeatureHooks;
}
