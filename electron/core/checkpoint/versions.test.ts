import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeBlank } from '../../../test/simulation/blank.ts';
import { hubAddress, type Office, openOffice } from '../../../test/simulation/office.ts';
import { settledValue } from '../../../test/simulation/settle.ts';
import type { SimNode } from '../../../test/simulation/sim-node.ts';
import { newerModel } from '../../../test/support/data-models.ts';
import { type DataModel, shippedModel } from '../db/data-model.ts';
import { findRows } from '../db/find-row.ts';

const minuteMs = 60_000;
const customers = 30;

describe('a copy of the whole between PCs of two versions', () => {
  let office: Office;
  let faults: unknown[];

  /** Lets time pass until something has come to its end. */
  const done = <T>(pending: Promise<T>): Promise<T> => settledValue(office.clock, pending, minuteMs);
  const join = async (model: DataModel): Promise<SimNode> => {
    const desk = await office.addNode({ model });
    await done(desk.api(office.user).setup.join({ address: hubAddress, secret: office.joinSecret }));
    await office.clock.advance(2 * minuteMs);
    return desk;
  };
  const namesIn = ({ db }: SimNode): string[] =>
    findRows(db.reader, 'customer', '1', [])
      .map(({ displayName }) => displayName)
      .sort();
  const hadCopy = ({ disk }: SimNode): boolean =>
    disk.folder.listSetAside().some((name) => name.endsWith('checkpoint'));

  beforeEach(async () => {
    faults = [];
    office = await openOffice({
      seed: 5,
      blank: makeBlank(),
      onFault: (_node, cause) => faults.push(cause),
      onFrame: () => undefined,
      onCut: (_node, image) => image,
      onBoot: () => undefined,
    });
    for (let n = 0; n < customers; n += 1)
      await done(office.hub.api(office.user).customer.create({ displayName: `مشتری ${n}` }));
  });
  afterEach(() => {
    for (const node of office.nodes) if (node.isUp) node.crash();
  });

  it('S64: one of an older version is taken, and upgraded where it is taken', async () => {
    const desk = await join(newerModel);
    expect(hadCopy(desk)).toBe(true);
    expect(desk.db.writer.sqlite.pragma('user_version', { simple: true })).toBe(newerModel.version);
    expect(namesIn(desk)).toEqual(namesIn(office.hub));
    expect(namesIn(desk)).toHaveLength(customers);
    expect(faults).toEqual([]);
  });

  it('S64: one of a newer version is not taken, and the log comes', async () => {
    office.hub.crash();
    office.hub.disk.setModel(newerModel);
    await office.hub.boot();
    const desk = await join(shippedModel);
    expect(hadCopy(desk)).toBe(false);
    expect(namesIn(desk)).toEqual(namesIn(office.hub));
    expect(namesIn(desk)).toHaveLength(customers);
    // Who has the same version gets one.
    expect(hadCopy(await join(newerModel))).toBe(true);
    expect(faults).toEqual([]);
  });
});
