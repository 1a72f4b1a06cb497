/** A connection to nobody: keeps the frames that are sent, and lets a test speak for the other end. */
import { decodeFrame, encodeFrame, type Frame } from '../../electron/core/sync/frame.ts';
import { openOperations } from '../../electron/core/sync/operations-frame.ts';
import type { CloseReason, Connection } from '../../electron/core/sync/ports.ts';
import type { Message } from '../../shared/sync/messages.ts';
import { plainOperations } from './plain-operations.ts';

export interface RecordedConnection {
  readonly connection: Connection;
  /** What was sent, in order; what was packed is unpacked. */
  readonly sent: Frame[];
  /** The messages of one kind among them. */
  sentOf(type: Message['t']): Frame[];
  /** The other end says something. */
  hear(message: Message, payload?: readonly Uint8Array[]): void;
  /** The same with bytes that this version would not write. */
  hearBytes(bytes: Uint8Array): void;
  readonly closedFor: string[];
}

/** The same as if it had not been packed. */
const unpacked = (frame: Frame): Frame => {
  const { message, payload } = frame;
  if (message.t !== 'packed') return frame;
  const opened = openOperations(message, payload);
  if (!opened.ok) throw new Error('operations that cannot be unpacked');
  const plain = plainOperations(opened.value.run, opened.value.batch);
  return { message: plain.message, payload: Buffer.concat(plain.payload) };
};

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
      if (closedFor.length === 0) sent.push(unpacked(frame.value));
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
