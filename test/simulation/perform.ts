import { shippedModel } from '../../electron/core/db/data-model.ts';
import { historyKey } from '../../shared/sync/version-vector.ts';
import { newerModel, olderModel } from '../support/data-models.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { readDamagedStick, readStick, writeStick } from './carry.ts';
import { backUp, clone, damage, restore, start } from './copies.ts';
import { count, type Day } from './day.ts';
import { doWork, inOlderVersion, type WorkOutcome } from './desk-work.ts';
import { canWork, isMember, join } from './joining.ts';
import { settle } from './settle.ts';
import type { SimNode } from './sim-node.ts';
import { describeStep, type Step, type StepOf } from './step.ts';

const commandWithinMs = 30_000;

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

const isBug = ({ code }: WorkOutcome): boolean => code === 'unknown' || code === 'INTERNAL_SERVER_ERROR';

const workAt = async (day: Day, node: SimNode, step: StepOf<'work'>): Promise<string> => {
  const { office, seed, violations } = day;
  const random = seededRandom(`${seed}/step/${step.id}`);
  const { replica } = node.services();
  const desk = { api: node.api(office.user), replica, bodies: node.bodies, userId: office.user.id, random };
  const kind = node.disk.model() === olderModel ? inOlderVersion(step.kind) : step.kind;
  if (kind === 'attach') count(day, 'attached');
  const life = node.life();
  const done = await settle(office.clock, doWork(desk, kind), () => node.life() !== life, commandWithinMs);
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

/** Waits for what a PC does by itself, beside its API. @returns null when its power went meanwhile. */
const during = async <T>(day: Day, node: SimNode, run: () => Promise<T>): Promise<T | null> => {
  // Its power may go before it has given its promise.
  const life = node.life();
  const done = await settle(day.office.clock, run(), () => node.life() !== life, commandWithinMs);
  if (node.life() !== life) return null;
  if (done.type === 'value') return done.value;
  const detail = `${node.name}: ${done.type === 'cause' ? String(done.cause) : 'no end'}`;
  day.violations.push({ rule: done.type === 'cause' ? 'fault' : 'stuck', detail });
  return null;
};

const write = async (day: Day, node: SimNode, reader: SimNode | null): Promise<string> => {
  if (!canWork(day, node)) return 'nobody can work there';
  const readerId = reader?.isUp ? reader.membership()?.deviceId : undefined;
  const base = readerId === undefined ? [] : node.heldBy(readerId);
  const stick = await during(day, node, () => writeStick(node, base));
  if (stick === null) return 'nothing was written';
  day.sticks.push(stick);
  return `stick ${day.sticks.length - 1}`;
};

const read = async (day: Day, node: SimNode, step: StepOf<'read-stick'>): Promise<string> => {
  const stick =
    step.stick === null ? day.sticks.at(-1) : day.sticks[step.stick % Math.max(1, day.sticks.length)];
  if (stick === undefined || !canWork(day, node)) return 'nothing to read, or nobody to read it';
  const reading = () =>
    step.isDamaged
      ? readDamagedStick(node, stick, seededRandom(`${day.seed}/step/${step.id}`))
      : readStick(node, stick);
  const done = await during(day, node, reading);
  if (done?.violation) day.violations.push(done.violation);
  return done?.outcome ?? 'not to the end';
};

const compact = async (day: Day, node: SimNode): Promise<string> => {
  if (!isMember(node)) return 'belongs to nothing, or off';
  const before = node.services().archive.size().operations;
  const done = await during(day, node, () =>
    node
      .services()
      .archive.compactNow()
      .then(() => true),
  );
  if (done === null) return 'not to the end';
  const moved = node.services().archive.size().operations - before;
  if (moved > 0) count(day, 'archived');
  const lacking = moved > 0 ? isPackedTooEarly(day, node) : undefined;
  if (lacking !== undefined)
    day.violations.push({ rule: 'packed-early', detail: `on ${node.name}, before ${lacking.name} has it` });
  return `${moved} operations`;
};

/** Packed away may be only what every PC of the call centre holds, also those that are off. */
const isPackedTooEarly = (day: Day, packer: SimNode): SimNode | undefined => {
  // What a disk lost, and who came meanwhile, the hub may not know yet.
  if (day.setBack.size > 0) return undefined;
  const packed = packer.packedUpTo();
  return day.office.nodes
    .slice(0, day.firstPcs)
    .find((node) => packed.some(({ seq, ...history }) => node.disk.holdsUpTo(history) < seq));
};

const versions = [olderModel, shippedModel, newerModel];

/** Nobody goes back to an earlier version. */
const upgrade = async (node: SimNode, { to }: StepOf<'upgrade'>): Promise<string> => {
  const model = to === 'shipped' ? shippedModel : newerModel;
  if (versions.indexOf(node.disk.model()) >= versions.indexOf(model)) return 'has it already';
  if (node.isUp) node.crash();
  node.disk.setModel(model);
  return start(node);
};

/** Somebody who knows the secret makes a PC the hub, in place of one that seems to be gone. */
const takeHub = async (day: Day, node: SimNode): Promise<string> => {
  const secret = node.isUp ? node.membership()?.secret : undefined;
  if (secret === undefined || !canWork(day, node)) return 'nobody can work there';
  const life = node.life();
  const asked = node.api(day.office.user).sync.takeHub({ secret });
  const done = await settle(day.office.clock, asked, () => node.life() !== life, commandWithinMs);
  if (node.life() !== life || done.type !== 'value') return 'refused, or the power went meanwhile';
  noteConfirmed(day, node);
  day.hubs.push(node);
  count(day, 'succeeded');
  return 'is the hub';
};

const dayMs = 86_400_000;

/** Everything is off; afterwards all but one PC are on again. */
const holidays = async (day: Day, step: StepOf<'holidays'>): Promise<string> => {
  const { clock, nodes } = day.office;
  for (const node of nodes) if (node.isUp) node.crash();
  await clock.advance(step.days * dayMs);
  const absent = nodes[step.node % nodes.length];
  for (const node of nodes) {
    day.setBack.add(node);
    if (node !== absent) await start(node);
  }
  return `without ${absent?.name}`;
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
    case 'write-stick':
      return write(day, at(step.node), step.other === null ? null : at(step.other));
    case 'read-stick':
      return read(day, at(step.node), step);
    case 'backup':
      return backUp(day, at(step.node));
    case 'restore':
      return restore(day, step);
    case 'clone':
      return clone(day, step);
    case 'compact':
      return compact(day, at(step.node));
    case 'upgrade':
      return upgrade(at(step.node), step);
    case 'damage':
      return damage(day, at(step.node), step);
    case 'take-hub':
      return takeHub(day, at(step.node));
    case 'tamper':
      at(step.node).setTampering(step.every);
      return 'set';
    case 'holidays':
      return holidays(day, step);
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
