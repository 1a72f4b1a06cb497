import type { z } from 'zod';
import type { Stamp } from './stamp.ts';

export type Json = z.core.util.JSONType;

export interface Write {
  readonly stamp: Stamp;
  readonly value: Json;
}

export const sameValue = (a: Json, b: Json): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/**
 * A multi-value register: the writes of one field that no other write has replaced.
 *
 * What it holds is a function of the set of writes received and of nothing else:
 * `{ w : no received w' names w among those it replaces }`. So order, duplication and interruption
 * of delivery cannot matter (docs/spec/sync.md, S4). `replaced` remembers stamps that were replaced
 * before they arrived.
 */
export interface Register {
  readonly writes: readonly Write[];
  readonly replaced: readonly Stamp[];
  /**
   * The latest of all writes received, when it was replaced: by one that is dated earlier, or by one that it names
   * itself. Shown when nothing else is left, which only devices that lie bring about.
   */
  readonly fallen?: Write;
}

export const emptyRegister: Register = { writes: [], replaced: [] };

/** The writes that may be shown. */
export const showable = ({ writes, fallen }: Register): readonly Write[] =>
  writes.length === 0 && fallen !== undefined ? [fallen] : writes;

/** Joins one write into a register. What a peer names twice counts once, and no write replaces itself. */
export const join = (register: Register, write: Write, replaces: readonly Stamp[]): Register => {
  const others = new Set(replaces.filter((stamp) => stamp !== write.stamp));
  const known = register.writes.some((other) => other.stamp === write.stamp);
  const late = register.replaced.includes(write.stamp);
  const kept = register.writes.filter((other) => !others.has(other.stamp));
  const unseen = [...others].filter(
    (stamp) => !register.writes.some((other) => other.stamp === stamp) && !register.replaced.includes(stamp),
  );
  const writes = known || late ? kept : [...kept, write];
  let last = register.fallen ?? write;
  for (const other of [...register.writes, write]) if (other.stamp > last.stamp) last = other;
  const hasFallen = !writes.some((other) => other.stamp === last.stamp);
  return {
    ...(hasFallen && { fallen: last }),
    writes,
    replaced: unseen.length === 0 ? register.replaced : [...register.replaced, ...unseen],
  };
};
