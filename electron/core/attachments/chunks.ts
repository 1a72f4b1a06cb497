import { createHash } from 'node:crypto';
import { attachmentChunkBytes, chunkDigestLength } from '../../../shared/entities/attachment.ts';

/** A body as its attachment's row describes it. */
export interface BodyShape {
  readonly hash: string;
  readonly sizeBytes: number;
  readonly chunkDigests: string;
}

export const digestOfChunk = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, chunkDigestLength);

export const chunkCount = ({ sizeBytes }: BodyShape): number => Math.ceil(sizeBytes / attachmentChunkBytes);

export const chunkLength = ({ sizeBytes }: BodyShape, chunk: number): number =>
  Math.min(attachmentChunkBytes, sizeBytes - chunk * attachmentChunkBytes);

/** Whether these bytes are what the row says of this chunk. */
export const isChunk = (body: BodyShape, chunk: number, bytes: Uint8Array): boolean =>
  bytes.length === chunkLength(body, chunk) &&
  digestOfChunk(bytes) ===
    body.chunkDigests.slice(chunk * chunkDigestLength, (chunk + 1) * chunkDigestLength);
