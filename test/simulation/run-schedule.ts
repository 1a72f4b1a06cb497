import { createHash } from 'node:crypto';
import { shippedModel } from '../../electron/core/db/data-model.ts';
import { hasHeld } from '../../electron/core/db/far-ahead.ts';
import { isRejoining, readSalvageList } from '../../electron/core/db/rejoining.ts';
import { hasStale } from '../../electron/core/db/stale-operations.ts';
import { newerModel } from '../support/data-models.ts';
import { type Blank, makeBlank } from './blank.ts';
import { count, type Day } from './day.ts';
import { addPc, beginJoin, isJoining, isMember } from './joining.ts';
import { openOffice } from './office.ts';
import { perform } from './perform.ts';
import type { Plant } from './plants.ts';
import { brokenPromises, headsText, stateOf } from './promises.ts';
import type { SimNode } from './sim-node.ts';
import type { Schedule } from './step.ts';
import type { Violation } from './violation.ts';

const deliverWithinMs = 240_000;
const lookEveryMs = 500;
const joinWithinMs = 60_000;

export interface RunOptions {
  readonly plant?: Plant | undefined;
  /** Where many days share one. */
  readonly blank?: Blank | undefined;
  /** Hashes everything that every PC was told and every state on the way; takes a third longer. */
  readonly isTraced?: boolean;
}

export interface Run {
  readonly violations: readonly Violation[];
  /** What happened, step by step, to be read. */
  readonly story: readonly string[];
  readonly operations: number;
  readonly conflicts: number;
  /** How often what happened. */
  readonly counts: ReadonlyMap<string, number>;
  /** Of the state that all PCs ended with. */
  readonly hash: string;
  /** Of every frame and every state on the way; empty unless traced. */
  readonly trace: string;
}

/** Lets time pass until `isDone`, looking now and then. */
const waitUntil = async (day: Day, isDone: () => boolean, limitMs: number): Promise<boolean> => {
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += lookEveryMs) {
    if (isDone()) return true;
    await day.office.clock.advance(lookEveryMs);
  }
  return isDone();
};

/** Where it happened: schedules hold no people's data, so all of it may be shown. */
const traceOf = (cause: unknown): string =>
  cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);

const openDay = async (day: Day, desks: number): Promise<void> => {
  for (let desk = 0; desk < desks; desk += 1) {
    const node = await addPc(day);
    beginJoin(day, node);
    await waitUntil(day, () => !isJoining(day, node), joinWithinMs);
    if (!isMember(node)) throw new Error(`${node.name} cannot join`);
  }
  for (const node of day.office.nodes)
    day.backups.push({ node, image: node.disk.image(), model: node.disk.model() });
};

/** Everything is mended, everybody is there, and clocks are right again. */
const mend = async (day: Day): Promise<void> => {
  const { network, nodes } = day.office;
  network.heal();
  // What the newest version wrote, only that version can show.
  const model = nodes.some(({ disk }) => disk.model() === newerModel) ? newerModel : shippedModel;
  for (const node of nodes) {
    node.disk.setFull(false);
    node.disk.cutAtWrite(0, false);
    node.setSkew(0);
    if (node.disk.model() !== model) {
      if (node.isUp) node.crash();
      node.disk.setModel(model);
    }
    if (!node.isUp) await node.boot();
  }
};

/**
 * Its database was damaged, and what only the old one holds is still to come; or rows are about to be computed
 * again.
 */
const isMending = ({ db: { reader } }: SimNode): boolean =>
  isRejoining(reader) || readSalvageList(reader).length > 0 || hasStale(reader);

const isTogether = (day: Day): boolean => {
  const { nodes } = day.office;
  for (const node of nodes) beginJoin(day, node);
  return (
    nodes.every((node) => isMember(node) && !isJoining(day, node)) &&
    new Set(nodes.map(headsText)).size === 1 &&
    !nodes.some((node) => hasHeld(node.db.reader) || isMending(node))
  );
};

const missingBodies = (node: SimNode): number =>
  isMember(node) ? node.services().attachments.status().missing : 0;

const hasBodies = ({ office }: Day): boolean => office.nodes.every((node) => missingBodies(node) === 0);

const notTogether = (day: Day): Violation[] => {
  const { nodes } = day.office;
  const outside = nodes.filter((node) => isJoining(day, node) || !isMember(node));
  if (outside.length > 0)
    return [{ rule: 'not-joined', detail: outside.map(({ name }: SimNode) => name).join(' ') }];
  const mending = nodes.filter(isMending);
  if (mending.length > 0)
    return [{ rule: 'not-mended', detail: mending.map(({ name }: SimNode) => name).join(' ') }];
  return [{ rule: 'not-delivered', detail: nodes.map(headsText).join(' / ') }];
};

/** Who lies is sent away, and what it had to pass on comes another way; what nobody else has, it sends at last. */
const comeTogether = async (day: Day): Promise<void> => {
  const { nodes } = day.office;
  const isWell = (): boolean => isTogether(day);
  const isWithoutLies = await waitUntil(day, isWell, deliverWithinMs);
  for (const node of nodes) node.setTampering(0);
  // Asked only now: the first lie may have been told since.
  const waitMs = day.counts.has('tampered') ? deliverWithinMs : 0;
  if (!isWithoutLies && !(await waitUntil(day, isWell, waitMs))) day.violations.push(...notTogether(day));
  if (day.counts.has('attached') && !(await waitUntil(day, () => hasBodies(day), deliverWithinMs)))
    day.violations.push({ rule: 'body-missing', detail: nodes.map(missingBodies).join(' ') });
};

interface Outcome {
  readonly hash: string;
  readonly operations: number;
  readonly conflicts: number;
}

/** From the morning to what is left of the promises. @param noteStates called after each step. */
const live = async (day: Day, { desks, steps }: Schedule, noteStates: () => void): Promise<Outcome> => {
  const { office, counts } = day;
  await openDay(day, desks);
  for (const step of steps) {
    await perform(day, step);
    noteStates();
  }
  await mend(day);
  await comeTogether(day);

  const members = office.nodes.filter(isMember);
  const states = members.map(stateOf);
  day.violations.push(
    ...(await brokenPromises(
      day,
      members,
      states.map(({ hash }) => hash),
    )),
  );
  const devices = office.hub.db.reader
    .prepare('SELECT count(*) AS n FROM device WHERE createdAt IS NOT NULL')
    .get() as { n: number };
  // Every PC that joined is a device; each further one is a copy or a restored PC that goes on under a new identity.
  const joined = office.nodes.length - (counts.get('cloned') ?? 0);
  counts.set('forks', Math.max(0, devices.n - joined));
  const replaced = office.nodes.flatMap(({ disk }) => disk.folder.listSetAside());
  counts.set('copies', replaced.filter((name) => name.endsWith('-checkpoint')).length);
  const conflicts = (await office.hub.api(office.user).conflict.list({})).total;
  return { hash: states[0]?.hash ?? '', operations: states[0]?.operations ?? 0, conflicts };
};

/** Runs a simulated day, mends everything, and looks what is left of the promises. */
export const runSchedule = async (schedule: Schedule, options: RunOptions = {}): Promise<Run> => {
  const { isTraced = false } = options;
  const plant = options.plant?.make();
  const trace = createHash('sha256');
  const violations: Violation[] = [];
  const office = await openOffice({
    seed: schedule.seed,
    blank: options.blank ?? makeBlank(),
    onFault: (node, cause) => violations.push({ rule: 'fault', detail: `${node}: ${traceOf(cause)}` }),
    onFrame: (node, frame) => {
      if (isTraced) trace.update(`${node} ${frame.length} `).update(frame);
    },
    onCut: (node, image) => plant?.onCut?.(node, image) ?? image,
    onBoot: (node, db) => plant?.onBoot?.(node, db),
    onRunning: (node, services) => plant?.onRunning?.(node, services),
    onTampered: () => count(day, 'tampered'),
  });
  const day: Day = {
    seed: schedule.seed,
    firstPcs: schedule.desks + 1,
    older: schedule.older,
    office,
    violations,
    confirmed: [],
    story: [],
    counts: new Map(),
    confirmedUpTo: new Map(),
    sticks: [],
    joining: new Map(),
    backups: [],
    hubs: [],
    setBack: new Set(),
  };
  const noteStates = (): void => {
    if (!isTraced) return;
    for (const node of office.nodes) trace.update(node.isUp ? stateOf(node).hash : 'off');
  };

  let outcome: Outcome = { hash: '', operations: 0, conflicts: 0 };
  try {
    outcome = await live(day, schedule, noteStates);
  } catch (cause) {
    // Neither the core nor the office can be asked any more.
    violations.push({ rule: 'fault', detail: `the day has no end: ${traceOf(cause)}` });
  }
  for (const node of office.nodes) node.crash();
  noteStates();
  for (const line of day.story) trace.update(line);
  return {
    violations,
    story: day.story,
    counts: day.counts,
    ...outcome,
    trace: isTraced ? trace.update(outcome.hash).digest('hex') : '',
  };
};
