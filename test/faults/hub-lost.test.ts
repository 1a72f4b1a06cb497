/** The hub may be lost for good (security design, G11). */
import { describe, expect, it } from 'vitest';
import { findRows } from '../../electron/core/db/find-row.ts';
import { poll } from '../support/poll.ts';
import { openCopiedPcs } from './harness/copied-pcs.ts';
import { hubLostRun } from './harness/hub-lost.ts';

describe('a hub that is gone for good', () => {
  it('S101: is replaced by a desk that admits others, and is a desk itself when it comes back', async () => {
    const options = { share: 0.05, say: () => undefined };
    expect(await hubLostRun.measure(options)).toEqual([
      expect.objectContaining({ id: 'G11', value: 0, fenced: 1 }),
    ]);
    expect((await hubLostRun.plant(options)).filter(({ caught }) => caught === 0)).toEqual([]);
  });
});

describe('two hubs that did not know of each other', () => {
  it('S117, S118: may give one code to two PCs; once they meet codes and ticket numbers are different, and all are found', async () => {
    const office = await openCopiedPcs();
    try {
      const [hub, one, two] = office.pcs;
      await office.becomeEqual([hub, one, two]);
      for (const pc of [one, two]) await office.stop(pc);
      const early = await office.join('copy');
      const told = await office.work(early, 2);
      await office.becomeEqual([hub, early]);
      for (const pc of [early, hub]) await office.stop(pc);
      const [next, other] = [await office.start('one'), await office.start('two')];
      const { secret } = await next.api.setup.joinSecret();
      await poll(async () => !(await next.api.sync.status()).hubSeen, 'the hub is missed', 20_000);
      await next.api.sync.takeHub({ secret });
      const late = await office.join('late', 'one');
      told.push(...(await office.work(late, 3)));
      expect(late.core.deviceCode).toBe(early.core.deviceCode);
      const all = [next, other, late, await office.start('hub'), await office.start('copy')];
      const codes = () => all.map(({ core }) => core.deviceCode);
      await poll(() => new Set(codes()).size === all.length, 'all codes are different', 30_000);
      await office.becomeEqual(all);
      for (const { core } of all) {
        const tickets = findRows(core.services.replica.db.reader, 'ticket', '1', []);
        const numbers = tickets.map(({ number }) => number);
        expect(new Set(numbers).size).toBe(told.length);
        const names = [...numbers, ...tickets.flatMap(({ formerNumber }) => formerNumber ?? [])];
        expect(told.filter((number) => !names.includes(number))).toEqual([]);
      }
      const kinds = await Promise.all(
        all.map(async ({ api }) => (await api.notices.list({})).map(({ notice }) => notice.kind)),
      );
      expect(kinds.flat().filter((kind) => kind === 'code-changed')).toHaveLength(1);
    } finally {
      await office.close();
    }
  });
});
