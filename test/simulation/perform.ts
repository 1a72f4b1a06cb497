import { historyKey } from '../../shared/sync/version-vector.ts';
import { newerModel } from '../support/data-models.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { readDamagedStick, readStick, writeStick } from './carry.ts';
import type { Day } from './day.ts';
import { doWork, type WorkOutcome } from './desk-work.ts';
import { hubAddress } from './office.ts';
import { settle } from './settle.ts';
import { addressOf, isInBackup, type SimNode } from './sim-node.ts';
import { describeStep, type Step, type StepOf } from './step.ts';

const commandWithinMs = 30_000;
const mostPcs = 7;

export const count = (day: Day, what: string): void => {
  day.counts.set(what, (day.counts.get(what) ?? 0) + 1);
};

export const isMember = (node: SimNode): boolean => node.isUp && node.membership() !== null;

export const isJoining = ({ joining }: Day, node: SimNode): boolean =>
  node.isUp && joining.get(node) === node.life();

/** Whether somebody can sign in: a PC whose join goes on has no users yet. */
const canWork = (day: Day, node: SimNode): boolean =>
  isMember(node) && !isJoining(day, node) && node.hasUser(day.office.user.id);

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
  if (!node.isUp || node.membership() !== null || isJoining(day, node)) return;
  const life = node.life();
  joining.set(node, life);
  const over = (): void => {
    if (joining.get(node) === life) joining.delete(node);
  };
  // Whether it worked shows in the membership; one that failed is tried again.
  node.api(office.user).setup.join({ address: hubAddress, secret: office.joinSecret }).then(over, over);
};

const isBug = ({ code }: WorkOutcome): boolean => code === 'unknown' || code === 'INTERNAL_SERVER_ERROR';

const workAt = async (day: Day, node: SimNode, step: StepOf<'work'>): Promise<string> => {
  const { office, seed, violations } = day;
  const random = seededRandom(`${seed}/step/${step.id}`);
  const desk = { api: node.api(office.user), replica: node.services().replica, random };
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

const start = async (node: SimNode): Promise<string> => {
  if (node.isUp) return 'on already';
  await node.boot();
  return node.isUp ? 'on' : 'the power went while it started';
};

const cutPower = (node: SimNode): string => {
  if (!node.isUp) return 'off already';
  node.crash();
  return 'off';
};

/** Waits for what a PC does by itself, beside its API. @returns null when its power went meanwhile. */
const during = async <T>(day: Day, node: SimNode, pending: Promise<T>): Promise<T | null> => {
  const life = node.life();
  const done = await settle(day.office.clock, pending, () => node.life() !== life, commandWithinMs);
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
  const stick = await during(day, node, writeStick(node, base));
  if (stick === null) return 'nothing was written';
  day.sticks.push(stick);
  return `stick ${day.sticks.length - 1}`;
};

const read = async (day: Day, node: SimNode, step: StepOf<'read-stick'>): Promise<string> => {
  const stick = day.sticks[step.stick % Math.max(1, day.sticks.length)];
  if (stick === undefined || !canWork(day, node)) return 'nothing to read, or nobody to read it';
  const reading = step.isDamaged
    ? readDamagedStick(node, stick, seededRandom(`${day.seed}/step/${step.id}`))
    : readStick(node, stick);
  const done = await during(day, node, reading);
  if (done?.violation) day.violations.push(done.violation);
  return done?.outcome ?? 'not to the end';
};

const compact = async (day: Day, node: SimNode): Promise<string> => {
  if (!isMember(node)) return 'belongs to nothing, or off';
  const before = node.services().archive.size().operations;
  const done = await during(
    day,
    node,
    node
      .services()
      .archive.compactNow()
      .then(() => true),
  );
  if (done === null) return 'not to the end';
  const moved = node.services().archive.size().operations - before;
  if (moved > 0) count(day, 'archived');
  return `${moved} operations`;
};

const upgrade = async (node: SimNode): Promise<string> => {
  if (node.isUp) node.crash();
  node.disk.setModel(newerModel);
  return start(node);
};

/** What was written since and nobody else has goes with the disk, and no program can bring it back. */
const forgetUnsent = (day: Day, node: SimNode, image: Buffer): void => {
  const others = day.office.nodes.filter((other) => other !== node && other.isUp);
  const isLeft = isInBackup(image);
  const kept = day.confirmed.filter(
    (operation) =>
      isLeft(operation) || others.some((other) => other.hasInLog(operation) || other.hasPutAway(operation)),
  );
  day.confirmed.splice(0, day.confirmed.length, ...kept);
};

/** A disk is put back as it was when the backup was made; what others have meanwhile stays with them. */
const restore = async (day: Day, step: StepOf<'restore'>): Promise<string> => {
  const backup = day.backups[step.backup % Math.max(1, day.backups.length)];
  if (backup === undefined) return 'no backup';
  const { node, image } = backup;
  if (node.isUp) node.crash();
  forgetUnsent(day, node, image);
  node.disk.replace(image);
  return `${node.name} ${await start(node)}`;
};

/** Another PC is started from a copy of a disk, beside the one that it was copied from. */
const clone = async (day: Day, step: StepOf<'clone'>): Promise<string> => {
  const backup = day.backups[step.backup % Math.max(1, day.backups.length)];
  if (backup === undefined || day.office.nodes.length >= mostPcs) return 'no backup, or no room';
  count(day, 'cloned');
  const { nodes, addNode } = day.office;
  const others = [...nodes];
  const twin = await addNode(backup.image);
  // A copy of the hub that was taken early knows no other address than its own: somebody types where the desks are.
  for (const { name } of others) twin.services().sync.addAddress(addressOf(name));
  return twin.name;
};

const backUp = (day: Day, node: SimNode): string => {
  if (!node.isUp || node.membership() === null || isJoining(day, node)) return 'nothing to be copied yet';
  day.backups.push({ node, image: node.disk.image() });
  return `backup ${day.backups.length - 1}`;
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
      return upgrade(at(step.node));
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
