import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeBlank } from '../../../test/simulation/blank.ts';
import { hubAddress, type Office, openOffice } from '../../../test/simulation/office.ts';
import { settledValue } from '../../../test/simulation/settle.ts';
import type { SimNode } from '../../../test/simulation/sim-node.ts';
import { stateHash } from '../db/state-hash.ts';

const minuteMs = 60_000;

describe('a PC whose database was lost', () => {
  let office: Office;
  let desk: SimNode;
  let faults: unknown[];

  /** Lets time pass until something has come to its end. */
  const done = <T>(pending: Promise<T>): Promise<T> => settledValue(office.clock, pending, minuteMs);
  const addDesk = async (): Promise<SimNode> => {
    const node = await office.addNode();
    await done(node.api(office.user).setup.join({ address: hubAddress, secret: office.joinSecret }));
    await office.clock.advance(minuteMs);
    return node;
  };
  const write = async (node: SimNode, count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1)
      await done(node.api(office.user).customer.create({ displayName: `${node.name} ${n}` }));
    await office.clock.advance(minuteMs);
  };
  /** Nothing of the file can be read any more; the copy of the membership lies beside it. */
  const lose = async (node: SimNode): Promise<void> => {
    node.crash();
    node.disk.replace(Buffer.alloc(65_536, 0xa5));
    await node.boot();
  };
  const countOperations = (node: SimNode): number => {
    if (!node.isUp) return 0;
    return Number(node.db.reader.prepare('SELECT count(*) FROM operation').pluck().get());
  };
  const identity = (node: SimNode) => {
    const membership = node.membership();
    return { id: membership?.deviceId, code: membership?.deviceCode, epoch: membership?.epoch };
  };
  const isSame = (): boolean => new Set(office.nodes.map(({ db }) => stateHash(db.reader).hash)).size === 1;

  beforeEach(async () => {
    faults = [];
    office = await openOffice({
      seed: 11,
      blank: makeBlank(),
      onFault: (_node, cause) => faults.push(cause),
      onFrame: () => undefined,
      onCut: (_node, image) => image,
      onBoot: () => undefined,
    });
    desk = await addDesk();
  });
  afterEach(() => {
    for (const node of office.nodes) if (node.isUp) node.crash();
  });

  it('S67: keeps its identity when the copy that it gets is older than what it wrote last', async () => {
    await write(office.hub, 20);
    // The hub has a copy from now on, and gives it to the next as well.
    await addDesk();
    await write(desk, 4);
    const before = identity(desk);
    await lose(desk);
    await office.clock.advance(5 * minuteMs);
    expect(identity(desk)).toEqual(before);
    expect((await done(desk.api(office.user).setup.status())).state).toBe('ready');
    await write(desk, 1);
    expect(identity(desk)).toEqual(before);
    expect(isSame()).toBe(true);
    expect(faults).toEqual([]);
  });

  it('S67: is the hub still that gets a copy older than what it wrote last', async () => {
    const { hub } = office;
    const before = identity(hub);
    await write(hub, 20);
    await lose(hub);
    await office.clock.advance(5 * minuteMs);
    expect(identity(hub)).toEqual(before);
    // The desk has the copy still that it made for this.
    await write(hub, 4);
    await lose(hub);
    await office.clock.advance(5 * minuteMs);
    expect(identity(hub)).toEqual(before);
    await write(hub, 1);
    expect(isSame()).toBe(true);
    expect(faults).toEqual([]);
  });

  it('S66: writes nothing while the rest of its own history has not come', async () => {
    await write(office.hub, 20);
    const other = await addDesk();
    await write(desk, 4);
    // The other desk holds the whole as well, and the copy comes from a hub that goes right afterwards.
    other.crash();
    await lose(desk);
    for (let n = 0; n < 600 && countOperations(desk) === 0; n += 1) await office.clock.advance(20);
    office.network.cut(['hub'], ['desk1']);
    await office.clock.advance(minuteMs);
    expect(await done(desk.api(office.user).setup.status())).toMatchObject({
      state: 'joining',
      rejoining: true,
    });
    office.network.heal();
    await office.clock.advance(5 * minuteMs);
    expect(await done(desk.api(office.user).setup.status())).toMatchObject({
      state: 'ready',
      rejoining: false,
    });
    expect(faults).toEqual([]);
  });
});
