import type { MessageOf } from '../../../shared/sync/messages.ts';
import type { OperationKey } from '../../../shared/sync/operation.ts';
import { hashAt, shortHash } from '../db/heads.ts';
import { plainOf, readOperation } from '../db/operation-form.ts';
import { type History, operationAt, readHead } from '../db/operation-log.ts';
import type { Replica } from '../db/replica.ts';
import { sha256 } from '../db/sha256.ts';
import type { SessionPeer } from './session-feature.ts';

/** Where a history of this replica and a peer's parts. */
export interface Parting {
  readonly history: History;
  /** The last operation that both have. */
  readonly agreed: number;
  /** Beginning of the hash of what the peer has after it; null when it has nothing other there. */
  readonly theirs: string | null;
}

export interface HistorySearch {
  readonly history: History;
  onTell(message: MessageOf<'history-tell'>, payload: Buffer): void;
}

/** The operation and its signature as they are held, for a peer that has another one. */
export const tellOperation = (replica: Replica, peer: SessionPeer, ask: MessageOf<'history-ask'>): void => {
  const { device, epoch, seq } = ask;
  const { reader } = replica.db;
  const found = operationAt(reader, { device, epoch, seq });
  const plain = found && plainOf(found);
  const signature = found?.signature ?? Buffer.alloc(0);
  const sizes = { size: plain?.length ?? 0, signatureSize: plain === null ? 0 : signature.length };
  const payload = plain === null ? [] : [plain, signature];
  peer.send({ t: 'history-tell', device, epoch, seq, ...sizes }, payload);
};

const isOperationAt = (bytes: Uint8Array, key: OperationKey): boolean => {
  const read = readOperation({ form: 0, bytes });
  if (!read.ok) return false;
  const { device, epoch, seq } = read.value.operation;
  return device === key.device && epoch === key.epoch && seq === key.seq;
};

/**
 * Finds with some twenty questions where two copies of one history part. What the peer answers counts only when the
 * history's own device signed it: nobody can talk a PC out of its history.
 * @param theirSeq how far the peer says that it has it.
 */
export const searchParting = (
  replica: Replica,
  peer: SessionPeer,
  history: History,
  theirSeq: number,
  onFound: (parting: Parting | null) => void,
): HistorySearch => {
  const { writer } = replica.db;
  const ownSeq = readHead(writer, history).seq;
  /** Agreed up to here, and different from `high` on, once that is known. */
  let low = 0;
  let high: { readonly seq: number; readonly hash: string } | null = null;
  let asked = 0;

  const ask = (seq: number): void => {
    asked = seq;
    peer.send({ t: 'history-ask', ...history, seq });
  };
  const next = (): void => {
    if (high !== null && high.seq === low + 1) return onFound({ history, agreed: low, theirs: high.hash });
    if (high !== null) return ask(Math.floor((low + high.seq) / 2));
    // The same as far as both have it; what the peer has beyond must be signed as well.
    if (theirSeq > low) return ask(low + 1);
    onFound(null);
  };
  const onTell: HistorySearch['onTell'] = ({ seq, size, signatureSize }, payload) => {
    if (seq !== asked) return;
    asked = 0;
    const bytes = payload.subarray(0, size);
    const signature = payload.subarray(size, size + signatureSize);
    if (size === 0 || size + signatureSize !== payload.length) return onFound(null);
    // Another operation of this history would be signed as well: it must be the one that was asked for.
    if (
      !isOperationAt(bytes, { ...history, seq }) ||
      replica.checkSignature(writer, { ...history, seq }, bytes, signature) !== null
    )
      return peer.refuse('broken-rule');
    const hash = sha256(bytes);
    if (hashAt(writer, history, seq)?.equals(hash) === true) low = seq;
    else high = { seq, hash: shortHash(hash) };
    next();
  };
  const first = Math.min(ownSeq, theirSeq);
  if (first > 0) ask(first);
  else next();
  return { history, onTell };
};
