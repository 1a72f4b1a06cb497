import type { AppError } from '../../../shared/contract/errors.ts';
import type { OrganisationId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { type Hlc, hlcZero, seenHlc } from '../../../shared/sync/hlc.ts';
import { decodeOperation, maxOperationBytes, type OperationKey } from '../../../shared/sync/operation.ts';
import { atomically } from './atomically.ts';
import { appendAndApply, readHead } from './operation-log.ts';
import type { Replica } from './replica.ts';
import type { Touched } from './touched.ts';

export interface IncomingOperation {
  readonly key: OperationKey;
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array | null;
}

export type AcceptError =
  | { readonly type: 'operation-unreadable'; readonly detail: string }
  | { readonly type: 'key-differs' }
  | { readonly type: 'other-organisation' }
  | { readonly type: 'gap'; readonly key: OperationKey; readonly have: number }
  | { readonly type: 'history-forked'; readonly key: OperationKey }
  | { readonly type: 'storage'; readonly error: AppError };

/**
 * Takes operations from a peer: size and form, then sequence and chain, then apply, all of a batch in
 * one durable transaction. Nothing of a batch with a broken operation is applied; what is here already is passed
 * over.
 */
export const acceptOperations = (
  replica: Replica,
  organisationId: OrganisationId,
  batch: readonly IncomingOperation[],
): Result<null, AcceptError> => {
  const { writer } = replica.db;
  const touched: Touched = new Map();
  let applied = 0;
  let latest: Hlc = hlcZero;
  const accepted = atomically<null, AcceptError>(
    writer,
    () => {
      for (const { key, bytes, signature } of batch) {
        const head = readHead(writer, key);
        if (key.seq <= head.seq) continue;
        if (key.seq > head.seq + 1) return err({ type: 'gap', key, have: head.seq });
        if (bytes.length > maxOperationBytes) {
          return err({ type: 'operation-unreadable', detail: `${bytes.length} bytes` });
        }
        const decoded = decodeOperation(
          Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
        );
        if (!decoded.ok) return decoded;
        const operation = decoded.value;
        if (operation.device !== key.device || operation.epoch !== key.epoch || operation.seq !== key.seq) {
          return err({ type: 'key-differs' });
        }
        if (operation.org !== organisationId) return err({ type: 'other-organisation' });
        if (operation.prev !== head.hash.toString('hex')) return err({ type: 'history-forked', key });
        // A clock that stands still would give two writes one name, and what stays would depend on the order.
        if (operation.hlc <= head.hlc)
          return err({ type: 'operation-unreadable', detail: 'the clock stood' });
        latest = seenHlc(latest, operation.hlc);
        appendAndApply(writer, operation, bytes, signature, touched);
        applied += 1;
      }
      return ok(null);
    },
    (error) => ({ type: 'storage', error }),
  );
  if (!accepted.ok) return accepted;
  // Only now: what was refused must not move the clock.
  replica.seeHlc(latest);
  if (applied > 0) replica.announce(touched, 'remote', applied);
  return accepted;
};
