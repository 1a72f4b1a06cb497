import { defineEntity, hexDigits, integer, name, oneOf, optional, ref, text } from './define-entity.ts';

export const attachmentKinds = ['file', 'picture', 'sound', 'letter'] as const;

/** 25 MiB: what a desk on a slow link can still fetch while its user waits. */
export const maxAttachmentBytes = 25 * 1024 * 1024;
export const attachmentChunkBytes = 256 * 1024;
/** Hex digits of the digest of one chunk: the first 128 bits of its SHA-256. */
export const chunkDigestLength = 32;

const maxChunks = maxAttachmentBytes / attachmentChunkBytes;

/**
 * A file that belongs to a customer or a ticket. The row travels with the operations, the body beside them
 * (`core/attachments`). Adding wins over a removal that had not seen it, and the other fields are never written
 * again (docs/decisions/0017).
 */
export const attachment = defineEntity({
  name: 'attachment',
  merge: 'set',
  fields: {
    /** SHA-256 of the body, hex: its name everywhere. */
    sha256: hexDigits(64, 64),
    sizeBytes: integer(1, maxAttachmentBytes),
    /** The digests of its chunks, one after the other: a wrong chunk is known when it arrives. */
    chunkDigests: hexDigits(chunkDigestLength, maxChunks * chunkDigestLength),
    mediaType: text(100),
    fileName: name(200),
    kind: oneOf(attachmentKinds),
    customerId: optional(ref('customer')),
    ticketId: optional(ref('ticket')),
    interactionId: optional(ref('interaction')),
    agentId: ref('user'),
  },
});
