import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../electron/core/db/database.ts';
import { schemaVersion } from '../../electron/core/db/migrations/index.ts';
import { catalogues, fa } from '../../shared/i18n/index.ts';
import { freePorts } from '../demo/free-ports.ts';
import { type DeskWindow, deskCommand, openDeskWindow } from '../support/desk-window.ts';
import { startHeadlessCore } from '../support/headless-core.ts';
import { createOffice, field, press, see, seeDesk, signIn } from './screen.ts';

const offline = ['--discovery', 'off'];

describe('a start that cannot succeed says why, and touches nothing', () => {
  let root = '';
  let desk: DeskWindow | undefined;
  const open = async (dataDir: string, args: readonly string[] = []): Promise<Page> => {
    desk = await openDeskWindow({ dataDir, args: [...offline, ...args] });
    return desk.page;
  };
  const newFolder = (name: string): string => {
    const folder = join(root, name);
    mkdirSync(folder);
    return folder;
  };
  const newDatabase = (folder: string): string => {
    const path = join(folder, 'paydar.sqlite');
    const opened = openDatabase(path);
    if (!opened.ok) throw new Error(opened.error.type);
    opened.value.close();
    return path;
  };
  const seeFailure = async (page: Page, type: keyof typeof fa.shell.failure & string): Promise<void> => {
    const failure = fa.shell.failure[type];
    if (typeof failure === 'string') throw new Error(`${type} is not a failure`);
    const alert = page.getByRole('alert');
    await alert.getByRole('heading', { name: failure.title }).waitFor();
    await see(alert, failure.safe);
    await see(alert, failure.todo);
  };
  /** What is stored: the window's own profile and the lock are not. */
  const stored = (folder: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(folder)
        .filter((name) => name !== 'window' && !name.startsWith('lock.sqlite'))
        .map((name) => [
          name,
          createHash('sha256')
            .update(readFileSync(join(folder, name)))
            .digest('hex'),
        ]),
    );

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'paydar-bad-start-'));
  });
  afterEach(async () => {
    await desk?.close();
    expect(desk?.faults ?? []).toEqual([]);
    desk = undefined;
  });
  afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));

  it.each([
    {
      type: 'database-corrupt',
      spoil: (path: string) => {
        const bytes = readFileSync(path);
        writeFileSync(path, bytes.fill(0xa5, 4096, 3 * 4096));
      },
    },
    {
      type: 'database-newer',
      spoil: (path: string) => {
        const sqlite = new BetterSqlite(path);
        sqlite.pragma(`user_version = ${schemaVersion + 1}`);
        sqlite.pragma('journal_mode = DELETE');
        sqlite.close();
      },
    },
    {
      type: 'database-foreign',
      spoil: (path: string) => {
        rmSync(path);
        const sqlite = new BetterSqlite(path);
        sqlite.exec("CREATE TABLE bookkeeping (entry TEXT); INSERT INTO bookkeeping VALUES ('۱۲۰۰')");
        sqlite.close();
      },
    },
  ] as const)('$type', async ({ type, spoil }) => {
    const folder = newFolder(type);
    spoil(newDatabase(folder));
    const before = stored(folder);
    const page = await open(folder);
    await seeFailure(page, type);
    if (type !== 'database-newer') await see(page.getByRole('alert'), folder);
    await press(page, fa.shell.failure.retry);
    await seeFailure(page, type);
    await desk?.close();
    // SQLite may leave its empty companions beside it; what was there is there as it was.
    expect(stored(folder)).toMatchObject(before);
    expect(Object.keys(before)).toEqual(['paydar.sqlite']);
  });

  it('a file where the data folder should be', async () => {
    const path = join(root, 'not-a-folder');
    writeFileSync(path, 'something else');
    await seeFailure(await open(path), 'data-folder-unusable');
    expect(readFileSync(path, 'utf8')).toBe('something else');
  });

  it('a data folder that a program without a window is using, until that one ends', async () => {
    const folder = newFolder('in-use');
    const core = await startHeadlessCore({ dataDir: folder, args: offline });
    try {
      const page = await open(folder);
      await seeFailure(page, 'data-folder-in-use');
      await core.stop();
      await press(page, fa.shell.failure.retry);
      await see(page, fa.setup.welcome);
    } finally {
      await core.kill();
    }
  });

  it('a second start on the same data folder ends by itself and leaves the first window at work', async () => {
    const folder = newFolder('twice');
    const page = await open(folder);
    await see(page, fa.setup.welcome);
    const second = startAgain(folder);
    let said = '';
    second.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [code]: unknown[] = await once(second, 'exit');
    expect(code).toBe(0);
    expect(said).toContain(`already open on ${folder}`);
    await page.getByText('English', { exact: true }).click();
    await see(page, catalogues.en.setup.welcome);
  });

  it('a lost database while everybody else is off, until one of them is there again', async () => {
    const [hubPort = 0, deskPort = 0] = await freePorts(2);
    const startOf = (name: string, port: number) =>
      startHeadlessCore({ dataDir: join(root, name), args: [...offline, '--sync-port', String(port)] });
    const hub = await startOf('away-hub', hubPort);
    const account = { name: 'سارا مدیری', password: 'salam-1405' };
    const { joinSecret: secret } = await hub.api.setup.create({
      organisationName: 'نمونه‌کالا',
      adminName: account.name,
      password: account.password,
      workingWeek: 'ir',
      language: 'fa',
    });
    const joined = await startOf('lost', deskPort);
    await joined.api.setup.join({ address: `127.0.0.1:${hubPort}`, secret });
    await joined.stop();
    await hub.stop();
    const path = join(root, 'lost', 'paydar.sqlite');
    writeFileSync(path, readFileSync(path).fill(0xa5, 4096));

    const page = await open(join(root, 'lost'), ['--sync-port', String(deskPort)]);
    await see(page, fa.setup.rejoin.title);
    await see(page, fa.setup.rejoin.safe);
    await see(page, fa.setup.rejoin.waiting);
    await see(page, fa.setup.rejoin.todo);
    await see(page, join(root, 'lost'));
    const again = await startOf('away-hub', hubPort);
    try {
      await signIn(page, account);
      await seeDesk(page);
    } finally {
      await again.kill();
    }
  });

  it('a taken port and a wrong password, each mended on the spot', async () => {
    const folder = newFolder('office');
    const [port = 0] = await freePorts(1);
    const sync = ['--sync-port', String(port)];
    const admin = { name: 'سارا مدیری', password: 'salam-1405' };
    await createOffice(await open(folder, sync), { organisationName: 'نمونه‌کالا', ...admin });
    await desk?.close();

    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, resolve));
    const page = await open(folder, sync);
    await seeFailure(page, 'port-taken');
    await new Promise((resolve) => other.close(resolve));
    await press(page, fa.shell.failure.retry);

    await signIn(page, { ...admin, password: 'salam-1404' });
    await see(page.getByRole('alert'), fa.errors['sign-in-refused']);
    expect(await field(page, fa.session.name).inputValue()).toBe(admin.name);
    await signIn(page, admin);
    await seeDesk(page);
  });
});

const startAgain = (dataDir: string): ChildProcess => {
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env;
  return spawn(process.execPath, deskCommand({ dataDir, args: offline }), {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
};
