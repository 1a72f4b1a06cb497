/** Choices that are the same on every PC, so that pictures and tests of the sample agree. */
export interface Seeded {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  chance(probability: number): boolean;
  /** @throws on an empty list. */
  pick<const T>(list: readonly T[]): T;
  pickWeighted<const T extends { readonly weight: number }>(list: readonly T[]): T;
  /** ASCII digits. */
  digits(count: number): string;
}

/** mulberry32 over a whole seed. */
export const createSeeded = (seed: number): Seeded => {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const pick = <const T>(list: readonly T[]): T => {
    const value = list[integer(0, list.length - 1)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  };
  return {
    next,
    integer,
    pick,
    chance: (probability) => next() < probability,
    pickWeighted: (list) => {
      let left = next() * list.reduce((sum, { weight }) => sum + weight, 0);
      for (const item of list) {
        left -= item.weight;
        if (left < 0) return item;
      }
      return pick(list);
    },
    digits: (count) => Array.from({ length: count }, () => integer(0, 9)).join(''),
  };
};
