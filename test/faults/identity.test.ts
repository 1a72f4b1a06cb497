/** A restored backup and a copied disk are found at first contact, and nothing is lost (security design, G10). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRows } from '../../electron/core/db/find-row.ts';
import { poll } from '../support/poll.ts';
import { type CopiedPcs, openCopiedPcs, type Pc } from './harness/copied-pcs.ts';

interface Told {
  readonly number: string;
  readonly formerNumber: string | null;
}

const ticketsOn = ({ core }: Pc): Told[] => findRows(core.services.replica.db.reader, 'ticket', '1', []);

/** Every number that a customer was told finds a ticket, and no ticket has the number of another. */
const expectAllFound = (pc: Pc, told: readonly string[]): void => {
  const tickets = ticketsOn(pc);
  const names = tickets.flatMap(({ number, formerNumber }) => [
    number,
    ...(formerNumber === null ? [] : [formerNumber]),
  ]);
  expect(tickets).toHaveLength(told.length);
  expect(new Set(tickets.map(({ number }) => number)).size).toBe(told.length);
  expect([...told].filter((number) => !names.includes(number))).toEqual([]);
};

const successors = ({ core }: Pc): number =>
  findRows(core.services.replica.db.reader, 'device', 'replacedById IS NOT NULL', []).length;

const isRenewed = async ({ api }: Pc): Promise<boolean> =>
  (await api.notices.list({})).some(({ notice }) => notice.kind === 'identity-renewed');

describe('a PC that meets its own past', () => {
  let office: Awaited<ReturnType<typeof openCopiedPcs>>;
  let tools: CopiedPcs;

  beforeEach(async () => {
    office = await openCopiedPcs();
    tools = office;
  });
  afterEach(() => office.close());

  it('S53: G10: goes on as another device after a backup was put back, with everything that it had written', async () => {
    const [hub, desk, other] = office.pcs;
    const told = await tools.work(desk, 2);
    await tools.becomeEqual([hub, desk, other]);
    tools.copy('one', 'backup');
    told.push(...(await tools.work(desk, 3)));
    await tools.becomeEqual([hub, desk, other]);
    const oldCode = desk.core.deviceCode;
    await tools.stop(desk);
    tools.copy('backup', 'one');
    const restored = await tools.start('one');
    await poll(() => isRenewed(restored), 'the restored PC has another identity', 20_000);
    expect(restored.core.deviceCode).not.toBe(oldCode);
    const [next = ''] = await tools.work(restored, 1);
    expect(next.slice(0, 3)).toBe(String(restored.core.deviceCode));
    await tools.becomeEqual([hub, restored, other]);
    for (const pc of [hub, restored, other]) expectAllFound(pc, [...told, next]);
  });

  it('S54: G10: keeps what both have written after a disk was copied, and tells both apart', async () => {
    const [hub, desk, other] = office.pcs;
    const told = await tools.work(desk, 1);
    await tools.becomeEqual([hub, desk, other]);
    await tools.stop(hub);
    await tools.stop(other);
    await tools.stop(desk);
    tools.copy('one', 'copy');
    for (const name of ['one', 'copy']) {
      const alone = await tools.start(name);
      told.push(...(await tools.work(alone, 3)));
      await tools.stop(alone);
    }
    const [original, hubAgain] = [await tools.start('one'), await tools.start('hub')];
    await tools.becomeEqual([original, hubAgain]);
    const copy = await tools.start('copy');
    await poll(() => isRenewed(copy), 'the copy has another identity', 20_000);
    const all = [hubAgain, original, copy, await tools.start('two')];
    await tools.becomeEqual(all);
    for (const pc of all) expectAllFound(pc, told);
    expect(await isRenewed(original)).toBe(false);
    // The copy is nobody's successor: the other one is still there.
    await poll(() => successors(hubAgain) === 0, 'the original says that it is still there');
    await tools.becomeEqual(all);
    expect(new Set(all.map(({ core }) => core.deviceCode)).size).toBe(4);
  });

  it('S54: G10: keeps what both write while both are there at once', async () => {
    const [hub, desk, other] = office.pcs;
    const told = await tools.work(desk, 1);
    await tools.becomeEqual([hub, desk, other]);
    await tools.stop(desk);
    tools.copy('one', 'copy');
    const twins = [await tools.start('one'), await tools.start('copy')];
    const written = await Promise.all(twins.map((twin) => tools.work(twin, 4)));
    await poll(
      async () => (await Promise.all(twins.map(isRenewed))).includes(true),
      'one of the twins has another identity',
      30_000,
    );
    const all = [hub, other, ...twins];
    await tools.becomeEqual(all);
    for (const pc of all) expectAllFound(pc, [...told, ...written.flat()]);
    expect(new Set(all.map(({ core }) => core.deviceCode)).size).toBe(4);
  });

  it('S53: gets its code from any peer when the hub is off, far from those that the hub gives', async () => {
    const [hub, desk, other] = office.pcs;
    const told = await tools.work(desk, 1);
    await tools.becomeEqual([hub, desk, other]);
    tools.copy('one', 'backup');
    told.push(...(await tools.work(desk, 2)));
    await tools.becomeEqual([hub, desk, other]);
    await tools.stop(hub);
    await tools.stop(desk);
    tools.copy('backup', 'one');
    const restored = await tools.start('one');
    await poll(() => isRenewed(restored), 'the restored PC has another identity', 20_000);
    expect(restored.core.deviceCode).toBeGreaterThanOrEqual(500);
    const all = [await tools.start('hub'), restored, other];
    await tools.becomeEqual(all);
    for (const pc of all) expectAllFound(pc, told);
  });

  it('S57: lets a hub that was restored go on as the hub, with everybody whom it had admitted since', async () => {
    const [hub, desk, other] = office.pcs;
    await tools.becomeEqual([hub, desk, other]);
    tools.copy('hub', 'backup');
    const told = [...(await tools.work(hub, 2)), ...(await tools.work(desk, 1))];
    const fourth = await tools.join('copy');
    told.push(...(await tools.work(fourth, 1)));
    await tools.becomeEqual([hub, desk, other, fourth]);
    await tools.stop(hub);
    tools.copy('backup', 'hub');
    const restored = await tools.start('hub');
    await poll(() => isRenewed(restored), 'the hub has another identity', 20_000);
    const all = [restored, desk, other, fourth];
    await tools.becomeEqual(all);
    for (const pc of all) {
      expectAllFound(pc, told);
      expect((await pc.api.sync.status()).hubSeen).toBe(true);
    }
  });

  it('S56: brings a PC over that had taken in what the copy wrote, without losing what only it has', async () => {
    const [hub, desk, other] = office.pcs;
    const told = await tools.work(desk, 1);
    await tools.becomeEqual([hub, desk, other]);
    for (const pc of office.pcs) await tools.stop(pc);
    tools.copy('one', 'copy');
    const islands = [
      ['copy', 'two'],
      ['one', 'hub'],
    ] as const;
    for (const [writing, reading] of islands) {
      const pair = [await tools.start(writing), await tools.start(reading)] as const;
      told.push(...(await tools.work(pair[0], 2)));
      await tools.becomeEqual(pair);
      for (const pc of pair) await tools.stop(pc);
    }
    // The copy never comes back.
    const all = [await tools.start('hub'), await tools.start('one'), await tools.start('two')];
    await tools.becomeEqual(all);
    for (const pc of all) expectAllFound(pc, told);
  });
});
