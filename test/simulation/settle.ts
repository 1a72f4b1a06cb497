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

/** What a promise comes to within the time. What it throws, or that it comes to nothing, is thrown. */
export const settledValue = async <T>(clock: FakeClock, pending: Promise<T>, limitMs: number): Promise<T> => {
  const settled = await settle(clock, pending, () => false, limitMs);
  if (settled.type !== 'value') throw new Error(JSON.stringify(settled));
  return settled.value;
};
