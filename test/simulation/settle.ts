import type { FakeClock } from '../support/fake-clock.ts';

export type Settled<T> =
  | { readonly type: 'value'; readonly value: T }
  | { readonly type: 'cause'; readonly cause: unknown }
  | { readonly type: 'given-up' };

/** Lets time pass until a promise has settled. @param isOver true once nobody is there any more to settle it. */
export const settle = async <T>(
  clock: FakeClock,
  pending: Promise<T>,
  isOver: () => boolean,
  limitMs: number,
): Promise<Settled<T>> => {
  let settled: Settled<T> = { type: 'given-up' };
  pending.then(
    (value) => {
      settled = { type: 'value', value };
    },
    (cause: unknown) => {
      settled = { type: 'cause', cause };
    },
  );
  await clock.advanceUntil(() => settled.type !== 'given-up' || isOver(), limitMs);
  return settled;
};
