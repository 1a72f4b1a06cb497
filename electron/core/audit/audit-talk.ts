import type { Timer } from '../../../shared/lib/clock.ts';
import type { MessageOf } from '../../../shared/sync/messages.ts';
import type { Replica } from '../db/replica.ts';
import type { SessionPeer } from '../sync/session-feature.ts';
import type { About, Answer, Ask } from './descent.ts';

type AskMessage = MessageOf<'audit-ask'>;
type AnswerMessage = MessageOf<'audit-answer'>;

const answerWithinMs = 30_000;
/** Computing rows anew reads the peer's whole log. */
const mendWithinMs = 10 * 60_000;

/** What is asked of one peer, one question after the other. */
export interface AuditTalk {
  readonly peer: SessionPeer;
  /** What the peer's tables come to, as it said last. */
  told: Pick<MessageOf<'audit-sum'>, 'holds' | 'sum'> | null;
  /** What it was told last, and when by the monotonic clock. */
  said: { readonly text: string; readonly atMs: number } | null;
  isBusy: boolean;
  /** When it last had rows of this PC computed anew. */
  mendedAtMs: number | null;
  /** @param holds what both have to hold from the question to the answer; null where it does not matter. */
  ask(about: About, holds: string | null): Promise<Answer | null>;
  onAnswer(message: AnswerMessage, payload: Buffer): void;
  close(): void;
}

export const openAuditTalk = ({ clock }: Replica, peer: SessionPeer, holdsNow: () => string): AuditTalk => {
  let asked = 0;
  let isClosed = false;
  const waiting = new Map<
    number,
    { readonly take: (answer: Answer | null) => void; readonly timer: Timer }
  >();
  return {
    peer,
    told: null,
    said: null,
    isBusy: false,
    mendedAtMs: null,
    ask: async (about, holds) => {
      if (isClosed || (holds !== null && holdsNow() !== holds)) return null;
      asked += 1;
      const n = asked;
      const message: AskMessage = { t: 'audit-ask', n, holds: holds ?? holdsNow(), about };
      const answer = await new Promise<Answer | null>((resolve) => {
        const limitMs = about.kind === 'mend' ? mendWithinMs : answerWithinMs;
        const timer = clock.after(limitMs, () => {
          waiting.delete(n);
          resolve(null);
        });
        waiting.set(n, { take: resolve, timer });
        peer.send(message);
      });
      return holds !== null && holdsNow() !== holds ? null : answer;
    },
    onAnswer: ({ n, sums, next, isReady }, payload) => {
      const asker = waiting.get(n);
      waiting.delete(n);
      asker?.timer.cancel();
      asker?.take(isReady ? { sums, next, payload } : null);
    },
    close: () => {
      isClosed = true;
      for (const { take, timer } of waiting.values()) {
        timer.cancel();
        take(null);
      }
      waiting.clear();
    },
  };
};

/** Everything that one comparison asks is about one and the same state. */
export const askingAt =
  (talk: AuditTalk, holds: string): Ask =>
  (about) =>
    talk.ask(about, holds);
