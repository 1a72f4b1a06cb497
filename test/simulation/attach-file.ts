import { createHash } from 'node:crypto';
import type { BodyStore } from '../../electron/core/attachments/body-store.ts';
import { digestOfChunk } from '../../electron/core/attachments/chunks.ts';
import { runCommand } from '../../electron/core/db/commit.ts';
import type { Replica } from '../../electron/core/db/replica.ts';
import type { AppError } from '../../shared/contract/errors.ts';
import { attachment } from '../../shared/entities/attachment.ts';
import type { CustomerId, UserId } from '../../shared/lib/ids.ts';
import { ok, type Result } from '../../shared/lib/result.ts';

/**
 * What `attachment.add` does with a file, of bytes in memory: real files are read by threads, and in their own time.
 * The body is in the store before its row is written.
 */
export const attachBytes = async (
  { replica, bodies }: { readonly replica: Replica; readonly bodies: BodyStore },
  userId: UserId,
  customerId: CustomerId,
  bytes: Buffer,
): Promise<Result<null, AppError>> => {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await bodies.writePart(sha256, 0, bytes);
  await bodies.finish(sha256, replica.clock.nowMs());
  await replica.db.gate.pass();
  return runCommand(replica, { name: 'attachment.add', author: { userId } }, (tx) => {
    tx.insert(attachment, {
      sha256,
      sizeBytes: bytes.length,
      chunkDigests: digestOfChunk(bytes),
      mediaType: 'text/plain',
      fileName: 'note.txt',
      kind: 'file',
      customerId,
      ticketId: null,
      interactionId: null,
      agentId: userId,
    });
    return ok(null);
  });
};
