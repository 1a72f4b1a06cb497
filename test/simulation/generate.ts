import { type SeededRandom, seededRandom } from '../support/seeded-random.ts';
import { everydayKinds } from './desk-work.ts';
import { type Bare, olderPcs, withCompaction, withRarities } from './rarities.ts';
import type { Schedule, Step } from './step.ts';

interface Office {
  readonly random: SeededRandom;
  readonly nodes: readonly number[];
  readonly newNode: () => number;
}

type Make = (office: Office) => Bare;

const somebody = ({ random, nodes }: Office): number => random.pick(nodes);

const pair = ({ random, nodes }: Office): { node: number; other: number } => {
  const [node = 0, other = 0] = random.shuffled(nodes);
  return { node, other };
};

const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;

const skew = (random: SeededRandom): number => {
  // Most clocks are off by minutes; a dead battery or a typing error makes it decades.
  if (random.chance(0.8)) return random.integer(-2 * hourMs, 2 * hourMs);
  return random.pick([-25 * yearMs, 73 * yearMs, 24 * hourMs, -24 * hourMs]);
};

/** What can go wrong, each as often as its weight says. A day draws some of them and leaves out the others. */
const troubles: Readonly<Record<string, { readonly weight: number; readonly make: Make }>> = {
  cut: {
    weight: 6,
    make: ({ random, nodes }) => ({ do: 'cut', side: nodes.filter(() => random.chance(0.5)) }),
  },
  heal: { weight: 2, make: () => ({ do: 'heal' }) },
  break: { weight: 2, make: (office) => ({ do: 'break', ...pair(office) }) },
  blackHole: { weight: 2, make: (office) => ({ do: 'black-hole', ...pair(office) }) },
  slow: {
    weight: 1,
    make: (office) => {
      const minMs = office.random.integer(1, 400);
      return { do: 'slow', ...pair(office), minMs, maxMs: minMs + office.random.integer(0, 2000) };
    },
  },
  flaky: {
    weight: 1,
    make: (office) => ({ do: 'flaky', ...pair(office), every: office.random.integer(2, 30) }),
  },
  powerCut: { weight: 2, make: (office) => ({ do: 'power-cut', node: somebody(office) }) },
  cutAtWrite: {
    weight: 2,
    make: (office) => ({
      do: 'cut-at-write',
      node: somebody(office),
      writes: office.random.integer(1, 40),
      after: office.random.chance(0.5),
    }),
  },
  clock: {
    weight: 2,
    make: (office) => ({ do: 'clock', node: somebody(office), skewMs: skew(office.random) }),
  },
  fillDisk: { weight: 1, make: (office) => ({ do: 'fill-disk', node: somebody(office) }) },
  sticks: {
    weight: 3,
    make: (office) => {
      const { random } = office;
      const { node, other } = pair(office);
      if (random.chance(0.5)) return { do: 'write-stick', node, other: random.chance(0.5) ? other : null };
      return { do: 'read-stick', node, stick: random.integer(0, 9), isDamaged: random.chance(0.2) };
    },
  },
  copies: {
    weight: 2,
    make: (office) => {
      const { random } = office;
      if (random.chance(0.5)) return { do: 'backup', node: somebody(office) };
      return { do: random.chance(0.5) ? 'restore' : 'clone', backup: random.integer(0, 9) };
    },
  },
  upgrade: { weight: 1, make: (office) => ({ do: 'upgrade', node: somebody(office), to: 'newer' }) },
  join: { weight: 0.5, make: ({ newNode }) => ({ do: 'join', node: newNode() }) },
};

/** Part of every day: without them nothing that broke would ever work again. */
const remedies: readonly { readonly weight: number; readonly make: Make }[] = [
  { weight: 4, make: (office) => ({ do: 'start', node: somebody(office) }) },
  { weight: 1, make: (office) => ({ do: 'free-disk', node: somebody(office) }) },
  { weight: 1, make: () => ({ do: 'wait' }) },
];

const mostPcs = 6;

const pickWeighted = (random: SeededRandom, choices: readonly { weight: number; make: Make }[]): Make => {
  let left = random.next() * choices.reduce((sum, { weight }) => sum + weight, 0);
  for (const { weight, make } of choices) {
    left -= weight;
    if (left < 0) return make;
  }
  return () => ({ do: 'wait' });
};

/**
 * The day that a seed stands for. Each leaves out some kinds of trouble altogether: what one kind hides (a PC
 * that is always off never finds a conflict), a day without it shows.
 */
export const generateSchedule = (seed: number): Schedule => {
  const random = seededRandom(`${seed}/schedule`);
  const desks = random.integer(1, 4);
  const nodes = Array.from({ length: desks + 1 }, (_, index) => index);
  const newNode = (): number => {
    if (nodes.length < mostPcs) nodes.push(nodes.length);
    return nodes.length - 1;
  };
  const office: Office = { random, nodes, newNode };
  const faults = [...Object.values(troubles).filter(() => random.chance(0.6)), ...remedies];
  const works = everydayKinds.filter(() => random.chance(0.75));
  const kinds = works.length === 0 ? everydayKinds : works;
  const troubleShare = random.pick([0.1, 0.2, 0.35]);
  const longestPauseMs = random.pick([0, 20, 800, 3000]);
  const length = random.integer(15, 60);
  const steps = Array.from({ length }, (_, id): Step => {
    const make: Make = random.chance(troubleShare)
      ? pickWeighted(random, faults)
      : (inOffice) => ({ do: 'work', node: somebody(inOffice), kind: random.pick(kinds) });
    const pauseMs = random.chance(0.05) ? random.integer(0, 20_000) : random.integer(0, longestPauseMs);
    return { ...make(office), id, pauseMs };
  });
  const older = olderPcs(seed, nodes.length);
  return { seed, desks, older, steps: withRarities(seed, desks, nodes, withCompaction(seed, nodes, steps)) };
};
