/** Random histories of several devices that work on the same few rows and hear of each other now and then. */
import type { IncomingOperation } from '../../electron/core/db/accept.ts';
import { type Entity, mergeClassOf } from '../../shared/entities/define-entity.ts';
import type { OrganisationId } from '../../shared/lib/ids.ts';
import type { Json } from '../../shared/sync/register.ts';
import { allowedRow, allowedValue } from '../support/allowed-value.ts';
import { type ForgedHistory, forgeHistory } from '../support/forged-history.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { type FieldWrite, mayBeShown, standing, type Written } from './written.ts';

const devices = 4;
const rows = 6;
const steps = 90;

export interface Histories {
  /** One list per device, in its order. */
  readonly operations: readonly (readonly IncomingOperation[])[];
  readonly written: readonly Written[];
}

interface Device {
  readonly history: ForgedHistory;
  readonly operations: IncomingOperation[];
  /** Indices of the writes that it knows of. */
  readonly seen: Set<number>;
}

/** Rows of an entity with owners belong to the devices in turn, and one to nobody who is there. */
const rowIdOf = ({ merge }: Entity, n: number, owners: readonly Device[]): string =>
  merge === 'owner'
    ? `0197a000-0000-7000-80${String(n).padStart(2, '0')}-${owners[n]?.history.device.slice(-12) ?? 'f'.repeat(12)}`
    : `0197a000-0000-7000-8000-00000000aa${String(n).padStart(2, '0')}`;

const valueFor = (random: SeededRandom, entity: Entity, field: string): Json => {
  if (entity.fields[field]?.nullable === true && random.chance(0.4)) return null;
  return allowedValue(entity, field, random.integer(0, 9));
};

/** What a person at this device sees in a field and so replaces; a decision replaces all that stand there. */
const replacedBy = (
  random: SeededRandom,
  entity: Entity,
  field: string,
  writes: readonly FieldWrite[],
): string[] => {
  const merge = mergeClassOf(entity, field);
  const all = writes.map(({ stamp }) => stamp);
  if (merge !== 'field' || random.chance(0.3)) return all;
  const shown = JSON.stringify(mayBeShown(merge, writes)[0]);
  return writes.filter(({ value }) => JSON.stringify(value) === shown).map(({ stamp }) => stamp);
};

const update = (random: SeededRandom, entity: Entity, known: readonly Written[]) => {
  const names = Object.keys(entity.fields);
  // Deleting and taking it back are as frequent as everything else together.
  const picked = random.chance(0.4) ? ['deletedAt'] : [random.pick(names), random.pick(names)];
  const fields = Object.fromEntries(picked.map((field) => [field, valueFor(random, entity, field)]));
  const replaces = Object.fromEntries(
    Object.keys(fields).map((field) => [
      field,
      replacedBy(random, entity, field, standing(entity, field, known)),
    ]),
  );
  return { kind: 'update', fields, replaces } as const;
};

const insert = (random: SeededRandom, entity: Entity) =>
  ({
    kind: 'insert',
    fields: allowedRow(entity, random.integer(0, 9), random.chance(0.5)),
    replaces: {},
  }) as const;

/** Inserts, also a second one of the same row, edits that saw some of the others, deletes, undos, decisions. */
export const randomHistories = (
  organisationId: OrganisationId,
  entity: Entity,
  random: SeededRandom,
): Histories => {
  const all: Device[] = Array.from({ length: devices }, (_, n) => ({
    history: forgeHistory(organisationId, n + 1),
    operations: [],
    seen: new Set<number>(),
  }));
  const written: Written[] = [];
  for (let step = 0; step < steps; step += 1) {
    const device = random.pick(all);
    if (random.chance(0.3)) for (const index of random.pick(all).seen) device.seen.add(index);
    const row = rowIdOf(entity, random.integer(1, rows), all);
    const known = written.filter((other, index) => other.row === row && device.seen.has(index));
    const begins = !known.some(({ kind }) => kind === 'insert');
    const change = begins || random.chance(0.08) ? insert(random, entity) : update(random, entity, known);
    device.operations.push(device.history.next([{ entity: entity.name, id: row, ...change }]));
    device.seen.add(written.length);
    written.push({ row, stamp: device.history.stamp(), ...change });
  }
  return { operations: all.map(({ operations }) => operations), written };
};

/** One way in which operations can reach a replica: any order across devices, in batches, some of them twice. */
export const anyDelivery = (
  random: SeededRandom,
  operations: readonly (readonly IncomingOperation[])[],
): IncomingOperation[][] => {
  const left = operations.map((history) => [...history]);
  const order: IncomingOperation[] = [];
  for (;;) {
    const waiting = left.filter((history) => history.length > 0);
    if (waiting.length === 0) break;
    const history = random.pick(waiting);
    order.push(...history.splice(0, random.integer(1, 4)));
  }
  const batches: IncomingOperation[][] = [];
  for (let at = 0; at < order.length; ) {
    const size = random.integer(1, 12);
    const again = random.chance(0.3) && at > 0 ? order.slice(random.integer(0, at - 1), at) : [];
    batches.push([...again, ...order.slice(at, at + size)]);
    at += size;
  }
  return batches;
};
