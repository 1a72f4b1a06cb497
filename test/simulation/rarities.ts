/**
 * What happens on some days only, drawn apart from the rest of the day: the other steps stay as they were, and the
 * average day stays cheap.
 */
import { type SeededRandom, seededRandom } from '../support/seeded-random.ts';
import type { Step } from './step.ts';

/** Without its place in the day, which is added here. */
export type Bare = Step extends infer S ? (S extends Step ? Omit<S, 'id' | 'pauseMs'> : never) : never;

type Timed = readonly [bare: Bare, pauseMs: number];

interface Scene {
  readonly random: SeededRandom;
  /** PCs that are there from the beginning; the first is the hub. */
  readonly first: readonly number[];
  readonly all: readonly number[];
}

/** Acts of one story, in their order, with whatever else the day brings in between. */
type Story = (scene: Scene) => readonly (readonly Timed[])[];

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** So long a hub's clock has to stand before the office follows it. */
const followMs = 70_000;

const parts = [
  'operation',
  'head',
  'customer',
  'ticket',
  'sibling',
  'meta',
  'device',
  'search_document',
  'archive_segment',
  'sqlite_schema',
];

const work = (node: number, kind: Extract<Step, { do: 'work' }>['kind']): Bare => ({
  do: 'work',
  node,
  kind,
});

const damage: Story = ({ random, all }) => [
  [
    [
      { do: 'damage', node: random.pick(all), part: random.pick(parts), page: random.integer(0, 20) },
      random.integer(0, 3000),
    ],
  ],
];

/** The hub seems to be gone, another PC takes its place, and later the first one is back. */
const succession: Story = ({ random, first }) => {
  const desks = first.slice(1);
  const heir = random.pick(desks);
  const gone: Timed = random.chance(0.7)
    ? [{ do: 'power-cut', node: 0 }, random.integer(0, 2000)]
    : [{ do: 'cut', side: [0] }, random.integer(0, 2000)];
  const back: Timed[] = [
    [{ do: 'start', node: 0 }, 0],
    [{ do: 'heal' }, random.integer(0, 3000)],
  ];
  return [[gone], [[{ do: 'take-hub', node: heir }, random.integer(0, 3000)]], back];
};

/** The hub's clock is wrong until everybody goes by it, people work, and then somebody sets it right. */
const wrongHubClock: Story = ({ random, all }) => {
  const skewMs = random.pick([390 * dayMs, 2 * dayMs, 3 * hourMs, 73 * 365 * dayMs]);
  return [
    [
      [{ do: 'clock', node: 0, skewMs }, followMs],
      [work(random.pick(all), 'addCustomer'), 200],
      [work(random.pick(all), 'editNote'), 200],
      [work(0, 'editCity'), 200],
    ],
    [
      [{ do: 'clock', node: 0, skewMs: 0 }, random.pick([0, followMs])],
      [work(random.pick(all), 'editCity'), 0],
    ],
  ];
};

const lyingRelay: Story = ({ random, first }) => [
  [[{ do: 'tamper', node: random.pick(first), every: random.integer(1, 3) }, 0]],
];

const files: Story = ({ random, all }) =>
  Array.from({ length: random.integer(1, 3) }, () => [
    [work(random.pick(all), 'attach'), random.integer(0, 1000)],
  ]);

const fullForAWhile: Story = ({ random, all }) => {
  const node = random.pick(all);
  return [
    [
      [{ do: 'fill-disk', node }, 0],
      [work(node, 'addTicket'), 500],
    ],
    [[{ do: 'free-disk', node }, 500]],
  ];
};

const holidays: Story = ({ random, first }) => [
  [[{ do: 'holidays', node: random.pick(first), days: random.integer(1, 40) }, random.integer(0, 20_000)]],
  [[{ do: 'compact', node: 0 }, 0]],
];

/** What somebody wrote who had seen it goes by stick to one who has not, and arrives there first. */
const overtaking: Story = ({ random, first }) => {
  const [reader = 0, writer = 0, maker = 0] = random.shuffled(first);
  return [
    [
      [{ do: 'heal' }, 3000],
      [{ do: 'cut', side: [reader] }, 0],
      [work(maker, 'addCustomer'), 2000],
      [work(writer, 'editNote'), 0],
      [{ do: 'write-stick', node: writer, other: maker }, 0],
      [{ do: 'read-stick', node: reader, stick: null, isDamaged: false }, 0],
      [work(reader, 'editNote'), 0],
    ],
    [[{ do: 'heal' }, 0]],
  ];
};

const stories: readonly { readonly chance: number; readonly story: Story }[] = [
  { chance: 0.06, story: damage },
  { chance: 0.05, story: succession },
  { chance: 0.04, story: wrongHubClock },
  { chance: 0.06, story: lyingRelay },
  { chance: 0.06, story: files },
  { chance: 0.04, story: fullForAWhile },
  { chance: 0.03, story: holidays },
  { chance: 0.05, story: overtaking },
];

/** Puts each act behind the one before it, somewhere in the day. */
const weave = (
  random: SeededRandom,
  steps: readonly Step[],
  acts: ReturnType<Story>,
  nextId: () => number,
) => {
  const all = [...steps];
  let from = 0;
  for (const act of acts) {
    const at = random.integer(from, all.length);
    const added = act.map(([bare, pauseMs]): Step => ({ ...bare, id: nextId(), pauseMs }));
    all.splice(at, 0, ...added);
    from = at + added.length;
  }
  return all;
};

/** @param all PCs, also those that are set up in the middle of the day. */
export const withRarities = (
  seed: number,
  desks: number,
  all: readonly number[],
  steps: readonly Step[],
): Step[] => {
  let lastId = 1000;
  const nextId = (): number => {
    lastId += 1;
    return lastId;
  };
  let woven = [...steps];
  for (const [at, { chance, story }] of stories.entries()) {
    const random = seededRandom(`${seed}/rarity/${at}`);
    if (!random.chance(chance)) continue;
    woven = weave(random, woven, story({ random, all, first: all.slice(0, desks + 1) }), nextId);
  }
  const random = seededRandom(`${seed}/catch-up`);
  // PCs of the version before get the shipped one some time, unless they have a newer one by then.
  for (const node of olderPcs(seed, all.length)) {
    const upgrade: Bare = { do: 'upgrade', node, to: 'shipped' };
    if (random.chance(0.7)) woven = weave(random, woven, [[[upgrade, 0]]], nextId);
  }
  return woven;
};

/** On one day in twelve some PCs have the version before; the hub too, at times. */
export const olderPcs = (seed: number, pcs: number): number[] => {
  const random = seededRandom(`${seed}/older`);
  if (!random.chance(0.08)) return [];
  return Array.from({ length: pcs }, (_, node) => node).filter(() => random.chance(0.5));
};

/** On most days some PCs pack their logs away. */
export const withCompaction = (seed: number, nodes: readonly number[], steps: readonly Step[]): Step[] => {
  const random = seededRandom(`${seed}/compact`);
  const all = [...steps];
  const times = random.integer(0, 5);
  for (let n = 0; n < times; n += 1) {
    const at = random.integer(0, all.length);
    all.splice(at, 0, { do: 'compact', node: random.pick(nodes), id: steps.length + n, pauseMs: 0 });
  }
  return all;
};
