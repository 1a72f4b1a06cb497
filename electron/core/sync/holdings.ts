import { createHash } from 'node:crypto';
import type { MessageOf } from '../../../shared/sync/messages.ts';
import { historyKey, type VectorEntry } from '../../../shared/sync/version-vector.ts';
import type { HeadEntry } from '../db/heads.ts';

/** Entries of one message: some 160 KB of JSON. */
const entriesPerMessage = 2000;
/** Of histories that a peer may name: far more than a call centre ever has, and little memory. */
const maxEntries = 50_000;

/**
 * 128 bits of SHA-256 over what a replica holds: two that say the same need not tell more (docs/spec/sync.md, S41).
 * @param entries in the order of device and epoch, as `readHeads` gives them.
 */
export const digestOf = (entries: readonly HeadEntry[]): string => {
  const hash = createHash('sha256');
  for (const entry of entries) hash.update(`${historyKey(entry)}:${entry.seq}:${entry.hash}\n`);
  return hash.digest().subarray(0, 16).toString('base64url');
};

/** As many messages as it takes. @param run counts the requests of this session; 0 is the opening. */
export const holdsMessages = (entries: readonly VectorEntry[], run: number): MessageOf<'holds'>[] => {
  const count = Math.max(1, Math.ceil(entries.length / entriesPerMessage));
  return Array.from({ length: count }, (_, n) => ({
    t: 'holds',
    run,
    isLast: n === count - 1,
    vector: entries.slice(n * entriesPerMessage, (n + 1) * entriesPerMessage),
  }));
};

/** Puts together what a peer tells in several messages. */
export interface HoldingsReader {
  /** @returns everything once it is complete, null before, 'too-much' from one who never ends. */
  add(message: MessageOf<'holds'>): readonly VectorEntry[] | null | 'too-much';
}

export const readHoldings = (): HoldingsReader => {
  let gathered: VectorEntry[] = [];
  return {
    add: ({ vector, isLast }) => {
      if (gathered.length + vector.length > maxEntries) return 'too-much';
      gathered.push(...vector);
      if (!isLast) return null;
      const whole = gathered;
      gathered = [];
      return whole;
    },
  };
};
