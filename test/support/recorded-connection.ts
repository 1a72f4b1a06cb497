/** A connection to nobody: keeps the frames that are sent, and lets a test speak for the other end. */
import { decodeFrame, encodeFrame, type Frame } from '../../electron/core/sync/frame.ts';
import type { CloseReason, Connection } from '../../electron/core/sync/ports.ts';
import type { Message } from '../../shared/sync/messages.ts';

export interface RecordedConnection {
  readonly connection: Connection;
  /** What was sent, in order. */
  readonly sent: Frame[];
  /** The messages of one kind among them. */
  sentOf(type: Message['t']): Frame[];
  /** The other end says something. */
  hear(message: Message, payload?: readonly Uint8Array[]): void;
  /** The same with bytes that this version would not write. */
  hearBytes(bytes: Uint8Array): void;
  readonly closedFor: string[];
}

export const recordedConnection = (parts: Partial<Connection> = {}): RecordedConnection => {
  const sent: Frame[] = [];
  const closedFor: string[] = [];
  const onClosed: ((reason: CloseReason) => void)[] = [];
  let listen: (frame: Uint8Array) => void = () => undefined;
  const connection: Connection = {
    remoteAddress: 'nobody:1',
    dialled: true,
    channelBinding: new Uint8Array(32),
    authenticated: () => undefined,
    send: (bytes) => {
      const frame = decodeFrame(bytes);
      if (!frame.ok) throw new Error(frame.error.type);
      if (closedFor.length === 0) sent.push(frame.value);
    },
    bufferedBytes: () => 0,
    onDrain: () => undefined,
    onFrame: (run) => {
      listen = run;
    },
    onClose: (run) => {
      onClosed.push(run);
    },
    close: (detail) => {
      if (closedFor.push(detail) > 1) return;
      for (const run of onClosed) run({ type: 'closed-here', detail });
    },
    ...parts,
  };
  return {
    connection,
    sent,
    closedFor,
    sentOf: (type) => sent.filter(({ message }) => message.t === type),
    hear: (message, payload = []) => listen(encodeFrame(message, payload)),
    hearBytes: (bytes) => listen(bytes),
  };
};
