import { historyKey } from '../../shared/sync/version-vector.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { doWork, type WorkOutcome } from './desk-work.ts';
import { hubAddress, type Office } from './office.ts';
import type { Violation } from './promises.ts';
import { settle } from './settle.ts';
import type { Confirmed, SimNode } from './sim-node.ts';
import { describeStep, type Step, type StepOf } from './step.ts';

/** A day that is going on. */
export interface Day {
  readonly seed: number;
  readonly office: Office;
  readonly confirmed: Confirmed[];
  readonly violations: Violation[];
  /** What happened, step by step, to be read. */
  readonly story: string[];
  /** How often what happened. */
  readonly counts: Map<string, number>;
  /** Of each history, up to where its operations are among `confirmed`. */
  readonly confirmedUpTo: Map<string, number>;
  /** Joins under way, by PC. */
  readonly joining: Map<SimNode, Promise<boolean>>;
}

const commandWithinMs = 30_000;

export const count = (day: Day, what: string): void => {
  day.counts.set(what, (day.counts.get(what) ?? 0) + 1);
};

export const isMember = (node: SimNode): boolean => node.isUp && node.membership() !== null;

/** Whether somebody can sign in: a PC whose join goes on has no users yet. */
const canWork = (day: Day, node: SimNode): boolean =>
  isMember(node) && !day.joining.has(node) && node.hasUser(day.office.user.id);

const noteConfirmed = (day: Day, node: SimNode): void => {
  const membership = node.membership();
  if (membership === null) return;
  const { deviceId, epoch } = membership;
  const key = historyKey({ device: deviceId, epoch });
  for (const operation of node.ownOperations(day.confirmedUpTo.get(key) ?? 0)) {
    day.confirmed.push(operation);
    day.confirmedUpTo.set(key, operation.seq);
  }
};

/** Starts or goes on with joining; at a PC that belongs to the call centre already it does nothing. */
export const beginJoin = (day: Day, node: SimNode): void => {
  const { office, joining } = day;
  if (!node.isUp || node.membership() !== null || joining.has(node)) return;
  const joined = node
    .api(office.user)
    .setup.join({ address: hubAddress, secret: office.joinSecret })
    .then(
      () => true,
      () => false,
    )
    .finally(() => joining.delete(node));
  joining.set(node, joined);
};

const isBug = ({ code }: WorkOutcome): boolean => code === 'unknown' || code === 'INTERNAL_SERVER_ERROR';

const workAt = async (day: Day, node: SimNode, step: StepOf<'work'>): Promise<string> => {
  const { office, seed, violations } = day;
  const desk = { api: node.api(office.user), random: seededRandom(`${seed}/step/${step.id}`) };
  const life = node.life();
  const done = await settle(
    office.clock,
    doWork(desk, step.kind),
    () => node.life() !== life,
    commandWithinMs,
  );
  if (node.life() !== life) return 'the power went meanwhile';
  if (done.type === 'given-up') {
    violations.push({ rule: 'stuck', detail: `${step.kind} on ${node.name}` });
    return 'no answer';
  }
  if (done.type === 'cause') throw done.cause;
  if (isBug(done.value)) {
    violations.push({ rule: 'fault', detail: `${step.kind} on ${node.name}: ${String(done.value.cause)}` });
  }
  if (done.value.code === null) noteConfirmed(day, node);
  return done.value.what;
};

/** Whose PC is off works at the next one that is on. */
const work = async (day: Day, step: StepOf<'work'>): Promise<string> => {
  const { nodes } = day.office;
  const node = [...nodes.slice(step.node), ...nodes].find((candidate) => canWork(day, candidate));
  if (node === undefined) return 'nobody can work anywhere';
  return `${node.name} ${await workAt(day, node, step)}`;
};

const cutPower = (node: SimNode): string => {
  if (!node.isUp) return 'off already';
  node.crash();
  return 'off';
};

const start = async (node: SimNode): Promise<string> => {
  if (node.isUp) return 'on already';
  await node.boot();
  return 'on';
};

const join = async (day: Day, index: number): Promise<string> => {
  const { nodes, addNode } = day.office;
  // Nodes are numbered without gaps, also in a schedule from which steps were taken out.
  const node = nodes[index] ?? (await addNode());
  beginJoin(day, node);
  return node.name;
};

/** Carries out one step; one that does not apply any more is passed over. @returns what became of it. */
const carryOut = async (day: Day, step: Step): Promise<string> => {
  const { network, nodes } = day.office;
  const at = (index: number): SimNode => nodes[index % nodes.length] ?? day.office.hub;
  switch (step.do) {
    case 'work':
      return work(day, step);
    case 'cut': {
      const isInside = new Set(step.side.map((index) => at(index).name));
      const names = nodes.map(({ name }) => name);
      network.cut(
        names.filter((name) => isInside.has(name)),
        names.filter((name) => !isInside.has(name)),
      );
      return 'cut';
    }
    case 'heal':
      network.heal();
      return 'healed';
    case 'power-cut':
      return cutPower(at(step.node));
    case 'cut-at-write':
      at(step.node).disk.cutAtWrite(step.writes, step.after);
      return 'armed';
    case 'start':
      return start(at(step.node));
    case 'clock':
      at(step.node).setSkew(step.skewMs);
      return 'set';
    case 'fill-disk':
    case 'free-disk':
      at(step.node).disk.setFull(step.do === 'fill-disk');
      return 'done';
    case 'join':
      return join(day, step.node);
    case 'wait':
      return 'waited';
    default: {
      const [one, other] = [at(step.node).name, at(step.other).name];
      if (one === other) return 'the same PC';
      if (step.do === 'break') network.breakConnections(one, other);
      if (step.do === 'black-hole') network.blackhole(one, other);
      if (step.do === 'slow') network.setLatency(one, other, { minMs: step.minMs, maxMs: step.maxMs });
      if (step.do === 'flaky') network.setFlaky(one, other, step.every);
      return `${one} - ${other}`;
    }
  }
};

export const perform = async (day: Day, step: Step): Promise<void> => {
  const outcome = await carryOut(day, step);
  count(day, step.do);
  day.story.push(`${describeStep(step)}: ${outcome}`);
  await day.office.clock.advance(step.pauseMs);
};
