/** PCs and hubs whose clocks are wrong, real cores over real sockets (security design, G9). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionUser } from '../../electron/core/api/context.ts';
import { createRouter } from '../../electron/core/api/router.ts';
import { stateHash } from '../../electron/core/db/state-hash.ts';
import { systemClock } from '../../electron/core/real-world.ts';
import { type Core, startCore } from '../../electron/core/start.ts';
import type { ApiClient } from '../../shared/contract/index.ts';
import type { CustomerId } from '../../shared/lib/ids.ts';
import { freePorts } from '../demo/free-ports.ts';
import { poll } from '../support/poll.ts';
import { corePlants, plantedHere } from './harness/plants.ts';

/** A fault that `npm run faults` plants, and that has to fail here. */
const plant = plantedHere();
const secondMs = 1000;
const dayMs = 86_400_000;
const toldWithinMs = 5 * secondMs;
/** A start, two or three exchanges, on a PC that has other things to do. */
const soonMs = 20 * secondMs;
const skewTo = (year: number): number => Date.UTC(year, 0, 1) - systemClock.nowMs();

interface Pc {
  readonly name: string;
  readonly core: Core;
  readonly api: ApiClient;
  setSkew(skewMs: number): void;
}

describe('wrong clocks', () => {
  let root = '';
  let ports: ReadonlyMap<string, number>;
  let running: Set<Core>;
  let user: SessionUser | null;

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'paydar-clocks-'));
    const names = ['hub', 'one', 'two', 'three'];
    ports = new Map((await freePorts(names.length)).map((port, n) => [names[n] ?? '', port]));
    running = new Set();
    user = null;
  });
  afterEach(async () => {
    await Promise.all([...running].map((core) => core.close()));
    rmSync(root, { recursive: true, force: true });
  });

  const start = async (name: string, skewMs: number): Promise<Pc> => {
    let skew = skewMs;
    const started = await startCore({
      dataDir: join(root, name),
      appVersion: '0.0.0',
      syncPort: ports.get(name) ?? 0,
      discovery: 'off',
      peers: [...ports].filter(([other]) => other !== name).map(([, port]) => `127.0.0.1:${port}`),
      clock: { ...systemClock, nowMs: () => systemClock.nowMs() + skew },
      ...(plant === null ? {} : { adapt: corePlants[plant] }),
    });
    if (!started.ok) throw new Error(started.error.type);
    const core = started.value;
    running.add(core);
    return {
      name,
      core,
      get api() {
        return createRouterClient(createRouter(core.services, { user }));
      },
      setSkew: (next) => {
        skew = next;
      },
    };
  };
  const stop = async ({ core }: Pc): Promise<void> => {
    running.delete(core);
    await core.close();
  };
  const found = async (skewMs: number): Promise<{ hub: Pc; secret: string }> => {
    const hub = await start('hub', skewMs);
    const created = await hub.api.setup.create({
      organisationName: 'نمونه‌کالا',
      adminName: 'سارا مدیری',
      password: 'salam-1405',
      workingWeek: 'ir',
      language: 'fa',
    });
    user = created.user;
    return { hub, secret: created.joinSecret };
  };
  const joined = async (name: string, skewMs: number, secret: string): Promise<Pc> => {
    const pc = await start(name, skewMs);
    await pc.api.setup.join({ address: `127.0.0.1:${ports.get('hub')}`, secret });
    return pc;
  };
  const noticeOf = async ({ api }: Pc) =>
    (await api.notices.list({})).map(({ notice }) => notice).find(({ kind }) => kind.startsWith('clock'));
  /** From its first contact with another PC on. */
  const isTold = async (pc: Pc): Promise<void> => {
    await poll(async () => (await pc.api.sync.status()).peers > 0, `${pc.name} meets somebody`, soonMs);
    const isSaid = async () => (await noticeOf(pc))?.kind === 'clock-wrong';
    await poll(isSaid, `the user of ${pc.name} is told`, toldWithinMs);
  };
  const isToldNoMore = (pc: Pc): Promise<void> =>
    poll(async () => (await noticeOf(pc)) === undefined, `${pc.name} has nothing to say`, soonMs);
  const together = (pcs: readonly Pc[]): Promise<void> =>
    poll(
      () => {
        const states = pcs.map(({ core }) => stateHash(core.services.replica.db.reader));
        return new Set(states.map(({ hash, operations }) => `${hash} ${operations}`)).size === 1;
      },
      'all PCs are in one state',
      soonMs,
    );
  const latestHlcMs = ({ core }: Pc): number => {
    const row = core.services.replica.db.reader
      .prepare('SELECT hlc FROM operation ORDER BY received DESC LIMIT 1')
      .get();
    return Number.parseInt((row as { hlc: string }).hlc.slice(0, 12), 16);
  };
  /** Each writes the same field in turn: the last word holds everywhere, and at once. */
  const takeTurns = async (
    pcs: readonly Pc[],
    customerId: CustomerId,
    isDatedRight: boolean,
    before: (round: number) => void = () => undefined,
  ): Promise<void> => {
    for (const [round, pc] of pcs.entries()) {
      before(round);
      const city = `شهر ${pc.name} ${round}`;
      await pc.api.customer.update({ customerId, city });
      await together(pcs);
      for (const { api } of pcs) expect((await api.customer.get({ customerId })).customer.city).toBe(city);
      const isNear = Math.abs(latestHlcMs(pc) - systemClock.nowMs()) < 60 * secondMs;
      expect(isNear).toBe(isDatedRight);
    }
    const [first] = pcs;
    expect((await first?.api.conflict.list({}))?.rows).toEqual([]);
  };
  const addCustomer = async ({ api }: Pc): Promise<CustomerId> =>
    (await api.customer.create({ displayName: 'مریم رحیمی', contacts: [] })).customerId;

  it('S70: G9: PCs at 2001, at 2099 and jumping are told within 5 s; none wins for ever, none stalls', async () => {
    const { hub, secret } = await found(0);
    const at2001 = await joined('one', skewTo(2001), secret);
    const at2099 = await joined('two', skewTo(2099), secret);
    const jumping = await joined('three', 0, secret);
    for (const pc of [at2001, at2099]) await isTold(pc);
    jumping.setSkew(40 * dayMs);
    await isTold(jumping);
    const pcs = [at2099, at2001, jumping, hub];
    const customerId = await addCustomer(at2099);
    await together(pcs);
    const jump = (round: number): void => jumping.setSkew(round % 2 === 0 ? skewTo(2099) : skewTo(2001));
    await takeTurns(pcs, customerId, true, jump);
    await takeTurns(pcs, customerId, true, jump);
    expect(await noticeOf(hub)).toBeUndefined();
    for (const pc of [at2001, at2099, jumping]) pc.setSkew(0);
    for (const pc of pcs) await isToldNoMore(pc);
  });

  it.each([2001, 2099])(
    'S79: G9: a hub that comes back at %i is told, dates its work after the saved work, and is mended at once',
    async (year) => {
      const { hub, secret } = await found(0);
      const desks = [await joined('one', 0, secret), await joined('two', 0, secret)];
      const customerId = await addCustomer(hub);
      await together([hub, ...desks]);
      await stop(hub);
      const back = await start('hub', skewTo(year));
      const pcs = [back, ...desks];
      await isTold(back);
      await takeTurns(pcs, customerId, true);
      back.setSkew(0);
      for (const pc of pcs) await isToldNoMore(pc);
      await takeTurns(pcs, customerId, true);
    },
  );

  it.each([2001, 2099])(
    'S79: G9: a call centre whose hub was at %i from its first day works, is told, and loses nothing once it is set right',
    async (year) => {
      const { hub, secret } = await found(skewTo(year));
      const desks = [await joined('one', 0, secret), await joined('two', 0, secret)];
      const pcs = [hub, ...desks];
      const customerId = await addCustomer(hub);
      await together(pcs);
      for (const pc of pcs) await isTold(pc);
      await takeTurns(pcs, customerId, false);
      const before = stateHash(hub.core.services.replica.db.reader).operations;
      hub.setSkew(0);
      for (const pc of pcs) await isToldNoMore(pc);
      await takeTurns(pcs, customerId, true);
      expect(stateHash(hub.core.services.replica.db.reader).operations).toBeGreaterThanOrEqual(
        before + pcs.length,
      );
      for (const { api } of pcs)
        expect((await api.customer.get({ customerId })).customer.displayName).toBe('مریم رحیمی');
    },
  );
});
