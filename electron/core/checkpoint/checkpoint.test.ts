import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import BetterSqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { damageTable } from '../../../test/support/damage-table.ts';
import { growHub, growMore, hubAdmin, hubPassword } from '../../../test/support/grown-hub.ts';
import { openRealCores, type RealCore, type RealCores } from '../../../test/support/real-cores.ts';
import { checkedAtStartBytes } from '../db/database.ts';
import { blobOf } from '../db/uuid-blob.ts';
import { openFileSnapshots } from './file-snapshots.ts';

const marker = 'the page in the middle';

/** Makes a database larger than what is read through at a start, and overwrites one page far from every beginning. */
const damageInTheMiddle = (path: string): void => {
  const sqlite = new BetterSqlite(path);
  const insert = sqlite.prepare('INSERT INTO command (id, name, output, at) VALUES (?, ?, ?, 1)');
  const rows = 12_000;
  sqlite.transaction(() => {
    for (let n = 0; n < rows; n += 1) {
      const id = Buffer.alloc(16);
      id.writeUInt32BE(n, 12);
      insert.run(id, n === rows / 2 ? marker : 'x', 'y'.repeat(900));
    }
  })();
  sqlite.pragma('wal_checkpoint(TRUNCATE)');
  const size = Number(sqlite.pragma('page_size', { simple: true }));
  sqlite.close();
  const bytes = readFileSync(path);
  expect(bytes.length).toBeGreaterThan(checkedAtStartBytes);
  const page = Math.floor(bytes.indexOf(marker) / size);
  writeFileSync(path, bytes.fill(0xa5, page * size, (page + 1) * size));
};

describe('a checkpoint between cores over real sockets and files', () => {
  let cores: RealCores;
  beforeEach(() => {
    cores = openRealCores();
  });
  afterEach(() => cores.close());
  const start: RealCores['start'] = (...asked) => cores.start(...asked);
  const stop: RealCores['stop'] = (name) => cores.stop(name);
  const hashOf = ({ api }: RealCore): Promise<string> => api.sync.stateHash().then(({ hash }) => hash);
  const found = async (operations: number): Promise<{ hub: RealCore; address: string; secret: string }> => {
    const { joinSecret: secret } = await growHub(join(cores.root, 'hub'), operations);
    const hub = await start('hub');
    await hub.api.session.signIn({ name: hubAdmin, password: hubPassword });
    return { hub, address: `127.0.0.1:${hub.core.syncPort ?? 0}`, secret };
  };

  it('S62: a new PC gets a copy instead of a long log, and stands equal to the hub', async () => {
    const { hub, address, secret } = await found(2100);
    const desk = await start('desk');
    const joined = await desk.api.setup.join({ address, secret });
    expect(joined.deviceCode).toBe(102);
    await desk.api.session.signIn({ name: hubAdmin, password: hubPassword });
    expect(existsSync(join(cores.root, 'hub', 'checkpoint', 'held.zst'))).toBe(true);
    expect(readdirSync(join(cores.root, 'desk', 'set-aside'))).toHaveLength(1);
    await expect.poll(() => hashOf(desk)).toBe(await hashOf(hub));
    // Work goes on in both directions.
    await desk.api.customer.create({ displayName: 'از میز' });
    await expect.poll(async () => (await hub.api.customer.list({})).total, { timeout: 5000 }).toBe(2101);
    expect(readFileSync(join(cores.root, 'desk', 'paydar.sqlite')).length).toBeGreaterThan(0);
  }, 60_000);

  const signIn = (desk: RealCore) => desk.api.session.signIn({ name: hubAdmin, password: hubPassword });
  const same = async (one: RealCore, other: RealCore): Promise<void> => {
    await expect
      .poll(async () => (await hashOf(one)) === (await hashOf(other)), { timeout: 30_000, interval: 100 })
      .toBe(true);
  };
  const isReady = async ({ api }: RealCore): Promise<void> => {
    await expect
      .poll(async () => (await api.setup.status()).state, { timeout: 30_000, interval: 100 })
      .toBe('ready');
  };

  it('S62: nothing of the PC that made it is in a copy', async () => {
    const { hub, secret } = await found(20);
    const { writer } = hub.core.services.replica.db;
    const own = (writer.prepare('SELECT key, value FROM meta').all() as { key: string; value: string }[])
      .filter(({ key }) => /secret|key|certificate/i.test(key))
      .map(({ value }) => value);
    expect(own.length).toBeGreaterThan(3);
    expect(own).toContain(secret);
    // As if it had stood elsewhere in the file and been deleted.
    writer.prepare("INSERT INTO command (id, name, output, at) VALUES (x'01', ?, ?, 1)").run('x', secret);
    writer.prepare("DELETE FROM command WHERE id = x'01'").run();
    const snapshots = openFileSnapshots(join(cores.root, 'hub'));
    const { organisationId, deviceId: maker } = hub.core.services.replica.membership() ?? {};
    if (organisationId === undefined || maker === undefined) throw new Error('no call centre');
    const made = await snapshots.make({ organisationId, maker }, () => '');
    if (!made.ok) throw new Error(made.error.type);
    const plain = zstdDecompressSync(readFileSync(join(cores.root, 'hub', 'checkpoint', 'held.zst')));
    expect(plain.includes('مشتری')).toBe(true);
    expect(own.filter((value) => plain.includes(value))).toEqual([]);
    await snapshots.close();
  }, 60_000);

  it('S65: who comes back after long gets a copy and keeps what nobody else has', async () => {
    const { address, secret } = await found(10);
    const desk = await start('desk');
    await desk.api.setup.join({ address, secret });
    await stop('hub');
    await signIn(desk);
    const { customerId } = await desk.api.customer.create({ displayName: 'فقط همین‌جا' });
    const { number } = await desk.api.ticket.create({ customerId, subject: 'روشن نمی‌شود' });
    const deviceId = desk.core.services.replica.membership()?.deviceId ?? '';
    const ownLog = ({ core }: RealCore): unknown[] =>
      core.services.replica.db.reader
        .prepare(
          'SELECT hex(hash) AS hash, hex(signature) AS signed, seq FROM operation WHERE device = ? ORDER BY seq',
        )
        .all(blobOf(deviceId));
    const own = ownLog(desk);
    expect(own).toHaveLength(2);
    await stop('desk');

    growMore(join(cores.root, 'hub'), 2100);
    const hub = await start('hub');
    await signIn(hub);
    const back = await start('desk', [`127.0.0.1:${hub.core.syncPort ?? 0}`]);
    await signIn(back);
    await same(back, hub);
    expect(readdirSync(join(cores.root, 'desk', 'set-aside'))).toEqual([
      expect.stringMatching(/-checkpoint$/),
    ]);
    expect(ownLog(hub)).toEqual(own);
    const next = await back.api.ticket.create({ customerId, subject: 'باز هم' });
    expect(Number(next.number.slice(4, 9))).toBe(Number(number.slice(4, 9)) + 1);
  }, 90_000);

  it('S67: a desk with a damaged file comes back with everything, also with what nobody else had', async () => {
    const { address, secret } = await found(300);
    const desk = await start('desk', [address]);
    await desk.api.setup.join({ address, secret });
    await signIn(desk);
    await stop('hub');
    await desk.api.customer.create({ displayName: 'فقط همین‌جا' });
    await stop('desk');
    damageTable(join(cores.root, 'desk', 'paydar.sqlite'), 'customer');
    const hub = await start('hub', [], Number(address.split(':')[1]));
    await signIn(hub);
    const back = await start('desk', [address]);
    await isReady(back);
    await signIn(back);
    await same(back, hub);
    expect((await back.api.customer.list({})).total).toBe(301);
    expect((await back.api.notices.list()).map(({ notice }) => notice)).toMatchObject([
      { kind: 'database-set-aside', cause: 'corrupt', recovered: 1 },
    ]);
    await back.api.customer.create({ displayName: 'و باز کار می‌کند' });
    await expect.poll(async () => (await hub.api.customer.list({})).total, { timeout: 8000 }).toBe(302);
  }, 90_000);

  it('S68: damage in the middle of a large file is found within a minute of the start', async () => {
    const { hub, address, secret } = await found(50);
    const desk = await start('desk', [address]);
    await desk.api.setup.join({ address, secret });
    await stop('desk');
    damageInTheMiddle(join(cores.root, 'desk', 'paydar.sqlite'));
    const back = await start('desk', [address]);
    // The start itself is not held up by looking for it.
    await signIn(back);
    const setAside = join(cores.root, 'desk', 'set-aside');
    await expect
      .poll(() => existsSync(setAside) && readdirSync(setAside).some((name) => /-corrupt$/.test(name)), {
        timeout: 60_000,
        interval: 100,
      })
      .toBe(true);
    await isReady(back);
    await signIn(back);
    await same(back, hub);
  }, 120_000);

  it('S67: a damage that a statement meets while the core runs is no end either', async () => {
    const { hub, address, secret } = await found(50);
    const desk = await start('desk', [address]);
    await desk.api.setup.join({ address, secret });
    await signIn(desk);
    const { services } = desk.core;
    services.onFault(new BetterSqlite.SqliteError('database disk image is malformed', 'SQLITE_CORRUPT'));
    expect(services.isRestarting()).not.toBe(null);
    await isReady(desk);
    await signIn(desk);
    await same(desk, hub);
    expect(readdirSync(join(cores.root, 'desk', 'set-aside')).some((name) => /-corrupt$/.test(name))).toBe(
      true,
    );
    await desk.api.customer.create({ displayName: 'و باز کار می‌کند' });
    await expect.poll(async () => (await hub.api.customer.list({})).total, { timeout: 8000 }).toBe(51);
  }, 60_000);
});
