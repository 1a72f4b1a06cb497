import type { MessageOf } from '../../../shared/sync/messages.ts';
import { plainOf } from '../db/operation-form.ts';
import { operationAt } from '../db/operation-log.ts';
import type { Replica } from '../db/replica.ts';
import type { AuditTalk } from './audit-talk.ts';
import { mostPerAnswer } from './descent.ts';
import type { DigestTree } from './digest-tree.ts';
import type { Mended } from './mend-rows.ts';
import { type NamedSum, type RowName, readFieldSums, readRowSums } from './row-sums.ts';

/** A peer's bug must not keep this PC computing. */
const mendEveryMs = 60_000;

interface Reply {
  readonly sums: readonly NamedSum[];
  readonly next: string | null;
  readonly payload?: Buffer;
}

const nothing: Reply = { sums: [], next: null };

export interface AnswerParts {
  readonly replica: Replica;
  readonly tree: DigestTree;
  readonly holdsNow: () => string;
  /** Whether what is here can be compared with what others have. */
  readonly isComparable: () => boolean;
  readonly mend: (talk: AuditTalk, rows: readonly RowName[]) => Promise<Mended>;
}

/** Answers what a peer asks about the state here. */
export const answerAsk = async (
  { replica, tree, holdsNow, isComparable, mend }: AnswerParts,
  talk: AuditTalk,
  { n, holds, about }: MessageOf<'audit-ask'>,
): Promise<void> => {
  const { reader } = replica.db;
  const say = (reply: Reply | null): void =>
    talk.peer.send(
      {
        t: 'audit-answer',
        n,
        holds: holdsNow(),
        isReady: reply !== null,
        sums: [...(reply?.sums ?? [])],
        next: reply?.next ?? null,
      },
      reply?.payload === undefined ? [] : [reply.payload],
    );
  if (about.kind === 'operation') {
    const stored = operationAt(reader, about);
    const payload = stored && plainOf(stored);
    return say(payload === null ? null : { ...nothing, payload });
  }
  if (about.kind === 'mend') {
    const nowMs = replica.clock.monotonicMs();
    if (talk.mendedAtMs !== null && nowMs - talk.mendedAtMs < mendEveryMs) return say(null);
    talk.mendedAtMs = nowMs;
    const { changed } = await mend(talk, about.rows);
    return say({ sums: changed.map(({ entity, id }) => ({ name: id, sum: entity })), next: null });
  }
  if (holds !== holdsNow() || !isComparable()) return say(null);
  switch (about.kind) {
    case 'entities':
      return say({ sums: tree.entitySums(), next: null });
    case 'buckets': {
      const sums = tree.bucketSums(about.entity);
      const to = about.from + mostPerAnswer;
      return say({ sums: sums.slice(about.from, to), next: to < sums.length ? String(to) : null });
    }
    case 'rows': {
      const { entity, from, to } = about;
      if (replica.db.reader.table(entity) === null) return say(null);
      // What is remembered of these rows differs from what the peer has: it may be out of date.
      tree.refresh(new Map([[entity, [from]]]));
      return say(readRowSums(reader, entity, from, to, mostPerAnswer));
    }
    case 'fields':
      return say({ sums: readFieldSums(reader, about.entity, about.id).slice(0, 1000), next: null });
  }
};
