/** What was confirmed is there after the process was killed in the middle of anything (security design, G2). */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { poll } from '../support/poll.ts';
import {
  adminName,
  becomeEqual,
  type CallCentre,
  openCallCentre,
  password,
  pause,
  readFolder,
} from './harness/call-centre.ts';
import { killRun } from './harness/kill.ts';

describe('a core that is killed', () => {
  let office: CallCentre;

  beforeEach(() => {
    office = openCallCentre();
  });
  afterEach(() => office.close());

  it('G2: while it saves and syncs has everything that it confirmed and no number twice', async () => {
    const options = { share: 0.05, say: () => undefined };
    const figures = await killRun.measure(options);
    expect(figures).toEqual([expect.objectContaining({ id: 'G2', value: 0, n: 10 })]);
    expect(figures[0]?.confirmed).toBeGreaterThan(20);
    expect((await killRun.plant(options)).filter(({ caught }) => caught === 0)).toEqual([]);
  });

  it('while it imports has nothing of it, and ends at once when it is only told to', async () => {
    const file = join(office.root, 'مشتریان.csv');
    const lines = Array.from({ length: 8000 }, (_, n) => `مشتری ${n},0912${1_000_000 + n}`);
    writeFileSync(file, ['نام,موبایل', ...lines].join('\n'));
    const first = await office.start('مرکز');
    await office.found(first);
    await office.stop(first);
    for (const end of ['kill', 'stop'] as const) {
      const core = await office.signedIn('مرکز');
      const { importId, columns } = await core.api.customerImport.inspect({ path: file });
      const stateOf = async () => (await core.api.customerImport.report({ importId })).state;
      await core.api.customerImport.plan({ importId, mapping: columns.map(({ guess }) => guess) });
      await poll(async () => (await stateOf()) === 'planned', 'the import is planned', 20_000);
      await core.api.customerImport.run({ importId });
      expect(await stateOf()).toBe('writing');
      await office[end](core);
      const again = await office.signedIn('مرکز');
      expect((await again.api.customer.list({})).total).toBe(0);
      await office.kill(again);
    }
    expect(readFolder(office.folderOf('مرکز')).integrity).toBe('ok');
  });

  it('S20: while it joins, goes on or can be set up again, and ends equal to the hub', async () => {
    const hub = await office.start('مرکز');
    const at = await office.found(hub);
    for (let n = 0; n < 60; n += 1) await hub.api.customer.create({ displayName: `مشتری ${n}` });
    for (let n = 0; n < 4; n += 1) {
      const desk = await office.start('میز');
      if ((await desk.api.setup.status()).state === 'unconfigured') {
        desk.api.setup.join(at).catch(() => undefined);
      }
      await pause(10 + n * 15);
      await office.kill(desk);
    }
    const desk = await office.start('میز');
    if ((await desk.api.setup.status()).state === 'unconfigured') await desk.api.setup.join(at);
    await poll(async () => (await desk.api.setup.status()).state === 'ready', 'the desk is ready', 20_000);
    await poll(async () => (await desk.api.sync.status()).peers === 1, 'the hub is met', 20_000);
    await desk.api.session.signIn({ name: adminName, password });
    expect(await becomeEqual([desk, hub], 20_000)).toBe(true);
    expect((await desk.api.setup.status()).device?.code).toBe(102);
  });
});
