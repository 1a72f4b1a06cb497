import { readVector } from '../../electron/core/db/operation-log.ts';
import { stateHash } from '../../electron/core/db/state-hash.ts';
import { blobOf } from '../../electron/core/db/uuid-blob.ts';
import { parseTicketNumber } from '../../shared/rules/ticket-number.ts';
import { historyKey, type VectorEntry } from '../../shared/sync/version-vector.ts';
import { doSomeWork } from './desk-work.ts';
import { type Office, openOffice } from './office.ts';
import type { Plant } from './plants.ts';
import type { SimNode } from './sim-node.ts';

export interface Violation {
  readonly rule: 'fault' | 'not-delivered' | 'diverged' | 'lost' | 'number-repeated' | 'number-unreadable';
  readonly detail: string;
}

export interface SeedReport {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** What happened, step by step, to be read and repeated. */
  readonly schedule: readonly string[];
  readonly operations: number;
  readonly conflicts: number;
  readonly hash: string;
}

export interface SeedOptions {
  readonly seed: number;
  readonly plant?: Plant | undefined;
  readonly desks?: number;
  readonly steps?: number;
}

const deliverWithinMs = 180_000;

/** An operation that a command has confirmed, as its device stored it. */
interface Confirmed {
  readonly head: VectorEntry;
  readonly hash: string;
}

const ownHead = (node: SimNode): Confirmed | null => {
  const row = node.db.writer
    .prepare(
      `SELECT seq, epoch, hash FROM head
       WHERE hex(device) = (SELECT upper(replace(value, '-', '')) FROM meta WHERE key = 'deviceId')
       ORDER BY epoch DESC LIMIT 1`,
    )
    .get() as { seq: number; epoch: number; hash: Buffer } | undefined;
  const id = node.db.writer.prepare("SELECT value FROM meta WHERE key = 'deviceId'").get() as {
    value: string;
  };
  if (row === undefined) return null;
  const device = readVector(node.db.writer).find((entry) => entry.device === id.value)?.device;
  return device === undefined
    ? null
    : { head: { device, epoch: row.epoch, seq: row.seq }, hash: row.hash.toString('hex') };
};

const holds = (node: SimNode, { head, hash }: Confirmed): boolean => {
  const row = node.db.reader
    .prepare('SELECT hash FROM operation WHERE device = ? AND epoch = ? AND seq = ?')
    .get(blobOf(head.device), head.epoch, head.seq) as { hash: Buffer } | undefined;
  return row?.hash.toString('hex') === hash;
};

const checkNumbers = (node: SimNode): Violation[] => {
  const rows = node.db.reader.prepare('SELECT number FROM ticket WHERE number IS NOT NULL').all() as {
    number: string;
  }[];
  const seen = new Set<string>();
  return rows.flatMap(({ number }): Violation[] => {
    const repeated = seen.has(number);
    seen.add(number);
    if (repeated) return [{ rule: 'number-repeated', detail: `${number} on ${node.name}` }];
    return parseTicketNumber(number).ok ? [] : [{ rule: 'number-unreadable', detail: number }];
  });
};

const vectorText = (node: SimNode): string =>
  readVector(node.db.reader)
    .map((entry) => `${historyKey(entry)}:${entry.seq}`)
    .join(' ');

/** One thing that goes wrong in an office. */
const disturb = async (office: Office, plant: Plant | undefined): Promise<string> => {
  const { random, network, nodes, clock } = office;
  const one = random.pick(nodes);
  const other = random.pick(nodes);
  const kind = random.integer(1, 7);
  if (kind === 1) {
    const side = nodes.filter(() => random.chance(0.5)).map((node) => node.name);
    const rest = nodes.map((node) => node.name).filter((name) => !side.includes(name));
    network.cut(side, rest);
    return `cut ${side.join(',')} | ${rest.join(',')}`;
  }
  if (kind === 2) {
    network.heal();
    return 'heal';
  }
  if (kind === 3 && one !== other) {
    network.breakConnections(one.name, other.name);
    return `break ${one.name}-${other.name}`;
  }
  if (kind === 4 && one !== other) {
    network.blackhole(one.name, other.name);
    return `black hole ${one.name}-${other.name}`;
  }
  if (kind === 5 && one.isUp) {
    one.crash();
    plant?.onCrash?.(one);
    return `power cut ${one.name}`;
  }
  if (kind === 6) {
    const skewMs = random.integer(-7_200_000, 7_200_000);
    one.setSkew(skewMs);
    return `clock of ${one.name} off by ${skewMs} ms`;
  }
  const off = nodes.find((node) => !node.isUp);
  if (off !== undefined) {
    await off.boot();
    return `start ${off.name}`;
  }
  await clock.advance(random.integer(1, 15_000));
  return 'time passes';
};

/** Runs one random day of a simulated office, heals everything, and looks what is left of the promises. */
export const runSeed = async ({ seed, plant, desks = 3, steps = 60 }: SeedOptions): Promise<SeedReport> => {
  const office = await openOffice(seed, desks);
  const { clock, network, random, nodes, user } = office;
  const [, firstDesk] = nodes;
  if (firstDesk !== undefined) plant?.install?.(firstDesk);
  const schedule: string[] = [];
  const violations: Violation[] = [];
  const confirmed: Confirmed[] = [];

  for (let step = 0; step < steps; step += 1) {
    if (random.chance(0.2)) schedule.push(`${step} ${await disturb(office, plant)}`);
    const up = nodes.filter((node) => node.isUp);
    if (up.length > 0) {
      const node = random.pick(up);
      const { what, fault } = await doSomeWork({ api: node.api(user), random });
      schedule.push(`${step} ${node.name} ${what}`);
      if (fault) violations.push({ rule: 'fault', detail: `${node.name} ${what}` });
      const head = ownHead(node);
      if (head !== null && !what.startsWith('refused')) confirmed.push(head);
    }
    await clock.advance(random.integer(0, 2000));
  }

  network.heal();
  for (const node of nodes) if (!node.isUp) await node.boot();
  const delivered = await clock.advanceUntil(
    () => new Set(nodes.map(vectorText)).size === 1,
    deliverWithinMs,
  );
  if (!delivered) violations.push({ rule: 'not-delivered', detail: nodes.map(vectorText).join(' / ') });
  const hashes = nodes.map((node) => stateHash(node.db.reader).hash);
  if (new Set(hashes).size !== 1) violations.push({ rule: 'diverged', detail: hashes.join(' ') });
  for (const node of nodes) {
    const lost = confirmed.filter((operation) => !holds(node, operation));
    if (lost.length > 0)
      violations.push({ rule: 'lost', detail: `${lost.length} operations on ${node.name}` });
    violations.push(...checkNumbers(node));
  }
  const [hub] = nodes;
  const conflicts = hub === undefined ? 0 : (await hub.api(user).conflict.list({})).total;
  const operations = hub === undefined ? 0 : stateHash(hub.db.reader).operations;
  for (const node of nodes) {
    node.crash();
    node.db.close();
  }
  return { seed, violations, schedule, operations, conflicts, hash: hashes[0] ?? '' };
};
