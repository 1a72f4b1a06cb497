/** What was confirmed is there after the process was killed in the middle of anything (security design, G2). */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../shared/contract/index.ts';
import { type HeadlessCore, startHeadlessCore } from '../support/headless-core.ts';
import { poll } from '../support/poll.ts';
import { seededRandom } from '../support/seeded-random.ts';

const adminName = 'سارا مدیری';
const password = 'salam-1405';
const founding = {
  organisationName: 'نمونه‌کالا',
  adminName,
  password,
  workingWeek: 'ir',
  language: 'fa',
} as const;

describe('a core that is killed', () => {
  let root: string;
  const running = new Set<HeadlessCore>();
  const random = seededRandom('kill');

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'paydar-faults-'));
  });
  afterEach(async () => {
    await Promise.all([...running].map((core) => core.kill()));
    running.clear();
    rmSync(root, { recursive: true, force: true });
  });

  /** In a folder that a person named. */
  const start = async (name: string): Promise<HeadlessCore> => {
    const core = await startHeadlessCore({
      dataDir: join(root, `پوشهٔ ${name}`),
      args: ['--sync-port', '0', '--discovery', 'off'],
    });
    running.add(core);
    return core;
  };
  const kill = async (core: HeadlessCore): Promise<void> => {
    await core.kill();
    running.delete(core);
  };
  const signedIn = async (name: string): Promise<HeadlessCore> => {
    const core = await start(name);
    await core.api.session.signIn({ name: adminName, password });
    return core;
  };
  const pause = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));
  const integrityOf = (name: string): unknown => {
    const sqlite = new BetterSqlite(join(root, `پوشهٔ ${name}`, 'paydar.sqlite'), { readonly: true });
    try {
      return sqlite.pragma('integrity_check', { simple: true });
    } finally {
      sqlite.close();
    }
  };

  /** Saves until the core is gone; what was confirmed goes into the ledger. */
  const saveOn = async (api: ApiClient, ledger: Map<string, string>): Promise<void> => {
    try {
      for (;;) {
        const displayName = `مشتری ${randomUUID()}`;
        const { customerId } = await api.customer.create({ displayName, commandId: randomUUID() });
        ledger.set(customerId, displayName);
        const { ticketId, number } = await api.ticket.create({ customerId, subject: displayName });
        ledger.set(ticketId, number);
      }
    } catch {
      // The core was killed under this call: whether it was saved is open, and nobody was told that it is.
    }
  };

  it('G2: while it saves, eight times, has everything that it confirmed and no number twice', async () => {
    const ledger = new Map<string, string>();
    const first = await start('مرکز');
    await first.api.setup.create(founding);
    await kill(first);
    for (let n = 0; n < 8; n += 1) {
      const core = await signedIn('مرکز');
      const savers = [1, 2, 3].map(() => saveOn(core.api, ledger));
      // At any moment of any write: the pause is the fault itself, not a wait for something.
      await pause(30 + random.next() * 120);
      await kill(core);
      await Promise.all(savers);
    }
    const { api } = await signedIn('مرکز');
    const { rows } = await api.ticket.list({ scope: 'all', limit: 500 });
    const numbers = new Set(rows.map(({ number }) => number));
    const { rows: customers } = await api.customer.list({ sort: 'newest', limit: 500 });
    const found = new Map([
      ...customers.map(({ id, displayName }): [string, string] => [id, displayName]),
      ...rows.map(({ id, number }): [string, string] => [id, number]),
    ]);
    expect(ledger.size).toBeGreaterThan(20);
    expect(Math.max(rows.length, customers.length)).toBeLessThan(500);
    expect([...ledger].filter(([id, value]) => found.get(id) !== value)).toEqual([]);
    expect(numbers.size).toBe(rows.length);
    expect(integrityOf('مرکز')).toBe('ok');
  });

  it('while it imports has nothing of it, and ends at once when it is only told to', async () => {
    const file = join(root, 'مشتریان.csv');
    const lines = Array.from({ length: 8000 }, (_, n) => `مشتری ${n},0912${1_000_000 + n}`);
    writeFileSync(file, ['نام,موبایل', ...lines].join('\n'));
    const first = await start('مرکز');
    await first.api.setup.create(founding);
    await first.stop();
    running.delete(first);
    for (const end of ['kill', 'stop'] as const) {
      const core = await signedIn('مرکز');
      const { importId, columns } = await core.api.customerImport.inspect({ path: file });
      const stateOf = async () => (await core.api.customerImport.report({ importId })).state;
      await core.api.customerImport.plan({ importId, mapping: columns.map(({ guess }) => guess) });
      await poll(async () => (await stateOf()) === 'planned', 'the import is planned', 20_000);
      await core.api.customerImport.run({ importId });
      expect(await stateOf()).toBe('writing');
      await core[end]();
      running.delete(core);
      const again = await signedIn('مرکز');
      expect((await again.api.customer.list({})).total).toBe(0);
      await kill(again);
    }
    expect(integrityOf('مرکز')).toBe('ok');
  });

  it('S20: while it joins, goes on or can be set up again, and ends equal to the hub', async () => {
    const hub = await start('مرکز');
    const { joinSecret: secret } = await hub.api.setup.create(founding);
    for (let n = 0; n < 60; n += 1) await hub.api.customer.create({ displayName: `مشتری ${n}` });
    const { addresses } = await hub.api.setup.joinSecret();
    const address = addresses[0] ?? `127.0.0.1:${hub.ready.syncPort}`;
    for (let n = 0; n < 4; n += 1) {
      const desk = await start('میز');
      if ((await desk.api.setup.status()).state === 'unconfigured') {
        desk.api.setup.join({ address, secret }).catch(() => undefined);
      }
      await pause(10 + n * 15);
      await kill(desk);
    }
    const desk = await start('میز');
    if ((await desk.api.setup.status()).state === 'unconfigured')
      await desk.api.setup.join({ address, secret });
    await poll(async () => (await desk.api.setup.status()).state === 'ready', 'the desk is ready', 20_000);
    await poll(async () => (await desk.api.sync.status()).peers === 1, 'the hub is met', 20_000);
    await desk.api.session.signIn({ name: adminName, password });
    const hashOf = async (core: HeadlessCore) => (await core.api.sync.stateHash()).hash;
    await poll(async () => (await hashOf(desk)) === (await hashOf(hub)), 'both are equal', 20_000);
    expect((await desk.api.setup.status()).device?.code).toBe(102);
  });
});
