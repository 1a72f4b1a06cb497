import { z } from 'zod';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { type Message, messageSchema } from '../../../shared/sync/messages.ts';

/** Four bytes of header length (big endian), the message as JSON, then raw bytes. */
const lengthBytes = 4;
const maxHeaderBytes = 512 * 1024;

export interface Frame {
  readonly message: Message;
  readonly payload: Buffer;
}

export type FrameError =
  | { readonly type: 'frame-unreadable'; readonly detail: string }
  /** Well formed, and of a kind that only newer versions know. */
  | { readonly type: 'message-unknown' };

export const encodeFrame = (message: Message, payload: readonly Uint8Array[] = []): Buffer => {
  const header = Buffer.from(JSON.stringify(message), 'utf8');
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(header.length);
  return Buffer.concat([length, header, ...payload]);
};

const unreadable = (detail: string): Result<Frame, FrameError> => err({ type: 'frame-unreadable', detail });

const knownKinds: readonly unknown[] = messageSchema.options.map((option) => option.shape.t.value);
const anyMessage = z.object({ t: z.string() });

const isOfUnknownKind = (json: unknown): boolean => {
  const message = anyMessage.safeParse(json);
  return message.success && !knownKinds.includes(message.data.t);
};

export const decodeFrame = (bytes: Uint8Array): Result<Frame, FrameError> => {
  const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (frame.length < lengthBytes) return unreadable('too short');
  const headerLength = frame.readUInt32BE(0);
  if (headerLength > maxHeaderBytes || headerLength > frame.length - lengthBytes)
    return unreadable('header length');
  let json: unknown;
  try {
    json = JSON.parse(frame.subarray(lengthBytes, lengthBytes + headerLength).toString('utf8'));
  } catch {
    return unreadable('header is not JSON');
  }
  const parsed = messageSchema.safeParse(json);
  if (!parsed.success)
    return isOfUnknownKind(json) ? err({ type: 'message-unknown' }) : unreadable('message');
  return ok({ message: parsed.data, payload: frame.subarray(lengthBytes + headerLength) });
};
