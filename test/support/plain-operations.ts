import type { IncomingOperation } from '../../electron/core/db/accept.ts';
import type { MessageOf } from '../../shared/sync/messages.ts';

/** Operations as they stand in a frame that is not packed. */
export const plainOperations = (
  run: number,
  batch: readonly IncomingOperation[],
): { readonly message: MessageOf<'operations'>; readonly payload: Uint8Array[] } => {
  const items = batch.map(({ key, form = 0, bytes, signature }) => ({
    ...key,
    size: bytes.length,
    form,
    signatureSize: signature?.length ?? 0,
  }));
  const bytesOf = (wanted: number): Uint8Array[] =>
    batch.filter(({ form = 0 }) => form === wanted).map(({ bytes }) => bytes);
  const signatures = batch.flatMap(({ signature }) => signature ?? []);
  return { message: { t: 'operations', run, items }, payload: [...bytesOf(0), ...bytesOf(1), ...signatures] };
};
