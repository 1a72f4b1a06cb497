/** A PC and its copy find each other without anybody between them (security design, G10). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRow, findRows } from '../../electron/core/db/find-row.ts';
import { poll } from '../support/poll.ts';
import { openCopiedPcs, type Pc } from './harness/copied-pcs.ts';

const isRenewed = async ({ api }: Pc): Promise<boolean> =>
  (await api.notices.list({})).some(({ notice }) => notice.kind === 'identity-renewed');

const membershipOf = ({ core }: Pc) => {
  const membership = core.services.replica.membership();
  if (membership === null) throw new Error('a member expected');
  return membership;
};

const expectNothingLost = (pcs: readonly Pc[], told: readonly string[]): void => {
  for (const { core } of pcs) {
    const tickets = findRows(core.services.replica.db.reader, 'ticket', '1', []);
    const findable = tickets.flatMap(({ number, formerNumber }) => [number, formerNumber ?? number]);
    expect(tickets).toHaveLength(told.length);
    expect(new Set(tickets.map(({ number }) => number)).size).toBe(told.length);
    expect(told.filter((number) => !findable.includes(number))).toEqual([]);
  }
};

describe('a PC and its copy, with nobody else there', () => {
  let office: Awaited<ReturnType<typeof openCopiedPcs>>;

  beforeEach(async () => {
    office = await openCopiedPcs();
    const [hub, one, two] = office.pcs;
    await office.becomeEqual([hub, one, two]);
    await office.stop(two);
  });
  afterEach(() => office.close());

  const expectApart = async (original: Pc, copy: Pc, told: string[]): Promise<void> => {
    await poll(() => isRenewed(copy), 'the copy is another device', 20_000);
    await office.becomeEqual([original, copy]);
    told.push(...(await office.work(copy, 1)), ...(await office.work(original, 1)));
    await office.becomeEqual([original, copy]);
    expectNothingLost([original, copy], told);
    expect(await isRenewed(original)).toBe(false);
    expect(membershipOf(copy).deviceId).not.toBe(membershipOf(original).deviceId);
    expect(membershipOf(copy)).toMatchObject({ epoch: membershipOf(original).epoch + 1, role: 'desk' });
    expect(membershipOf(copy).deviceCode).not.toBe(membershipOf(original).deviceCode);
    const { reader } = original.core.services.replica.db;
    expect(findRow(reader, 'device', membershipOf(original).deviceId)?.replacedById).toBeNull();
    expect(findRow(reader, 'device', membershipOf(copy).deviceId)?.role).toBe('desk');
  };

  it('S58, S59: G10: a copied hub beside the running hub becomes a desk of it, before anybody has written', async () => {
    const [hub, one] = office.pcs;
    await office.stop(one);
    office.copy('hub', 'copy');
    const copy = await office.start('copy');
    await expectApart(hub, copy, []);
    expect(membershipOf(hub).role).toBe('hub');
    expect(membershipOf(copy).hubDeviceId).toBe(membershipOf(hub).deviceId);
    expect((await copy.api.sync.status()).hubSeen).toBe(true);
    // Those who were away come back to the one hub.
    const desks = [await office.start('one'), await office.start('two')];
    await office.becomeEqual([hub, copy, ...desks]);
    expect(membershipOf(hub).role).toBe('hub');
  });

  it('S58, S59: G10: of a hub and its copy that both wrote, everything is kept and found', async () => {
    const [hub, one] = office.pcs;
    await office.stop(one);
    const told = await office.work(hub, 1);
    await office.stop(hub);
    office.copy('hub', 'copy');
    const alone = await office.start('copy');
    told.push(...(await office.work(alone, 2)));
    await office.stop(alone);
    const original = await office.start('hub');
    told.push(...(await office.work(original, 3)));
    await expectApart(original, await office.start('copy'), told);
  });

  it('S56: G10: what a desk wrote and its hub holds makes it the original, also while it is off', async () => {
    const [hub, one] = office.pcs;
    const told = await office.work(one, 1);
    await office.becomeEqual([hub, one]);
    await office.stop(one);
    office.copy('one', 'copy');
    const original = await office.start('one');
    told.push(...(await office.work(original, 2)));
    await office.becomeEqual([hub, original]);
    await office.stop(original);
    await office.stop(hub);
    const copy = await office.start('copy');
    told.push(...(await office.work(copy, 2)));
    const hubAgain = await office.start('hub');
    await poll(() => isRenewed(copy), 'the copy is another device', 20_000);
    const back = await office.start('one');
    await office.becomeEqual([hubAgain, copy, back]);
    expectNothingLost([hubAgain, copy, back], told);
    expect(await isRenewed(back)).toBe(false);
  });

  it('S58: G10: a desk and its copy are told apart without the hub', async () => {
    const [hub, one] = office.pcs;
    const told = await office.work(one, 2);
    await office.becomeEqual([hub, one]);
    await office.stop(hub);
    office.copy('one', 'copy');
    await expectApart(one, await office.start('copy'), told);
  });
});
