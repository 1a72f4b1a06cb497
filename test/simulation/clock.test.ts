/** Real cores in a simulated office whose PCs have wrong clocks (G9: 0 stuck fields, told within 5 s). */
import { afterEach, describe, expect, it } from 'vitest';
import { stateHash } from '../../electron/core/db/state-hash.ts';
import type { CustomerId } from '../../shared/lib/ids.ts';
import { makeBlank } from './blank.ts';
import { hubAddress, type Office, openOffice } from './office.ts';
import { headsText } from './promises.ts';
import type { SimNode } from './sim-node.ts';

const secondMs = 1000;
const dayMs = 86_400_000;
const to2001Ms = Date.UTC(2001, 0, 1) - Date.UTC(2026, 10, 21);
const to2099Ms = Date.UTC(2099, 0, 1) - Date.UTC(2026, 10, 21);

describe('an office with wrong clocks', () => {
  let office: Office;
  const faults: unknown[] = [];
  afterEach(() => {
    for (const node of office.nodes) if (node.isUp) node.crash();
    expect(faults.splice(0)).toEqual([]);
  });

  const open = async (): Promise<void> => {
    office = await openOffice({
      seed: 7,
      blank: makeBlank(),
      onFault: (_, cause) => faults.push(cause),
      onFrame: () => undefined,
      onCut: (_, image) => image,
      onBoot: () => undefined,
    });
    await withClock(office.hub, 0);
  };
  const withClock = async (node: SimNode, skewMs: number): Promise<void> => {
    if (node.isUp) node.crash();
    node.setSkew(skewMs);
    await node.boot();
  };
  const until = async (isDone: () => boolean, withinMs: number): Promise<void> => {
    expect(await office.clock.advanceUntil(isDone, withinMs)).toBe(true);
  };
  const settle = async <T>(pending: Promise<T>): Promise<T> => {
    let isDone = false;
    const done = pending.finally(() => {
      isDone = true;
    });
    await until(() => isDone, 60 * secondMs);
    return done;
  };
  const addDesk = async (skewMs: number): Promise<SimNode> => {
    const node = await office.addNode();
    await withClock(node, skewMs);
    await settle(node.api(office.user).setup.join({ address: hubAddress, secret: office.joinSecret }));
    await until(() => node.hasUser(office.user.id), 60 * secondMs);
    return node;
  };
  const together = async (): Promise<void> => {
    const isTogether = () =>
      new Set(office.nodes.map(headsText)).size === 1 &&
      new Set(office.nodes.map(({ db }) => stateHash(db.reader).hash)).size === 1;
    await until(isTogether, 60 * secondMs);
  };
  const noticesOf = async (node: SimNode) =>
    (await node.api(office.user).notices.list()).map(({ notice }) => notice);
  const setCity = (node: SimNode, customerId: CustomerId, city: string) =>
    node.api(office.user).customer.update({ customerId, city });
  const cityAt = async (node: SimNode, customerId: CustomerId) =>
    (await node.api(office.user).customer.get({ customerId })).customer.city;
  const addCustomer = async (node: SimNode): Promise<CustomerId> =>
    (await node.api(office.user).customer.create({ displayName: 'مریم رحیمی', contacts: [] })).customerId;
  const latestHlcMs = (node: SimNode): number => {
    const row = node.db.reader.prepare('SELECT hlc FROM operation ORDER BY received DESC LIMIT 1').get();
    return Number.parseInt((row as { hlc: string }).hlc.slice(0, 12), 16);
  };

  it('S70: PCs at 2001, at 2099 and jumping are told within 5 s, and no field gets stuck', async () => {
    await open();
    const desks = [await addDesk(to2001Ms), await addDesk(to2099Ms), await addDesk(0)];
    const [at2001, at2099, jumping] = desks;
    if (!at2001 || !at2099 || !jumping) throw new Error('three desks');
    const customerId = await addCustomer(office.hub);
    await together();
    for (const [round, node] of [...desks, office.hub, ...desks, office.hub].entries()) {
      jumping.setSkew(round % 2 === 0 ? 40 * dayMs : -9000 * dayMs);
      await setCity(node, customerId, `شهر ${round}`);
      expect(await cityAt(node, customerId)).toBe(`شهر ${round}`);
      await together();
      for (const other of office.nodes) expect(await cityAt(other, customerId)).toBe(`شهر ${round}`);
      expect(Math.abs(latestHlcMs(office.hub) - office.clock.nowMs())).toBeLessThan(5 * 60 * secondMs);
    }
    for (const node of [at2001, at2099]) {
      // The session is a new one after a start: from contact on it takes at most 5 s.
      node.crash();
      await node.boot();
      const contact = () => node.api(office.user).sync.status();
      while ((await contact()).peers === 0) await office.clock.advance(100);
      await office.clock.advance(5 * secondMs);
      const [notice] = await noticesOf(node);
      const skewMs = node === at2001 ? to2001Ms : to2099Ms;
      expect(notice?.kind).toBe('clock-wrong');
      if (notice?.kind === 'clock-wrong') expect(Math.abs(notice.offsetMs + skewMs)).toBeLessThan(secondMs);
      node.setSkew(0);
      await office.clock.advance(6 * secondMs);
      expect(await noticesOf(node)).toEqual([]);
    }
    expect(await noticesOf(office.hub)).toEqual([]);
  });

  it('S71: without anybody who knows the time, work goes on, is dated after what was seen, and it is said', async () => {
    await open();
    const desks = [await addDesk(0), await addDesk(0)];
    const [first, second] = desks;
    if (!first || !second) throw new Error('two desks');
    const customerId = await addCustomer(first);
    await together();
    office.hub.crash();
    await withClock(first, to2099Ms);
    await withClock(second, to2001Ms);
    await setCity(first, customerId, 'تهران');
    await office.clock.advance(40 * secondMs);
    await setCity(second, customerId, 'یزد');
    for (const node of desks) {
      expect(await noticesOf(node)).toEqual([{ kind: 'clock-unknown' }]);
      expect(Math.abs(latestHlcMs(node) - office.clock.nowMs())).toBeLessThan(5 * 60 * secondMs);
    }
    await withClock(office.hub, 0);
    await together();
    expect(await cityAt(first, customerId)).toBe('یزد');
    const row = first.db.reader.prepare('SELECT updatedAt FROM customer').get() as { updatedAt: number };
    expect(Math.abs(row.updatedAt - office.clock.nowMs())).toBeLessThan(5 * 60 * secondMs);
  });

  it('S74, S75, S76: what was written while the hub was a year ahead counts from when its clock is mended', async () => {
    await open();
    const desks = [await addDesk(0), await addDesk(0)];
    const [first, second] = desks;
    if (!first || !second) throw new Error('two desks');
    await together();
    const customerId = await addCustomer(office.hub);
    await together();
    // Somebody sets the hub's clock to the next year: the office follows.
    office.hub.setSkew(390 * dayMs);
    await office.clock.advance(80 * secondMs);
    expect(latestHlcMs(first)).toBeLessThan(office.clock.nowMs() + dayMs);
    for (const node of office.nodes) {
      await setCity(node, customerId, `آینده ${node.name}`);
      await together();
    }
    expect(latestHlcMs(first)).toBeGreaterThan(office.clock.nowMs() + 380 * dayMs);
    // Two PCs agree against the hub, and it says so.
    expect((await noticesOf(office.hub))[0]?.kind).toBe('clock-wrong');
    office.hub.setSkew(0);
    await office.clock.advance(80 * secondMs);
    await together();
    for (const node of office.nodes) {
      await setCity(node, customerId, `اکنون ${node.name}`);
      await together();
      for (const other of office.nodes) expect(await cityAt(other, customerId)).toBe(`اکنون ${node.name}`);
      expect(Math.abs(latestHlcMs(node) - office.clock.nowMs())).toBeLessThan(5 * 60 * secondMs);
      expect(node.membership()?.epoch).toBe(2);
      expect(await noticesOf(node)).toEqual([]);
    }
    const restamped = office.hub.db.reader.prepare('SELECT count(*) AS n FROM restamp').get();
    expect(restamped).toEqual({ n: 3 });
    expect((await office.hub.api(office.user).conflict.list({})).rows).toEqual([]);
  });
});
