import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../shared/contract/index.ts';
import { createRouter } from '../api/router.ts';
import { type Core, startCore } from '../start.ts';

const root = mkdtempSync(join(tmpdir(), 'paydar-lost-'));
const [member, folder] = [join(root, 'member'), join(root, 'folder')];
const inFolder = (name: string): string => join(folder, name);

const start = (dataDir: string) =>
  startCore({ dataDir, appVersion: '0.0.0', syncPort: 0, discovery: 'off', peers: [] });
const apiOf = (core: Core): ApiClient => createRouterClient(createRouter(core.services, { user: null }));
const sara = { name: 'سارا مدیری', password: 'salam-1405' };

/** What a person finds after a start on the folder: the state of the set-up, or why there was no start. */
const found = async (): Promise<string> => {
  const started = await start(folder);
  if (!started.ok) return started.error.type;
  const { state } = await apiOf(started.value).setup.status();
  await started.value.close();
  return state;
};

describe('a data folder of a member in which a file is not what it was', () => {
  beforeAll(async () => {
    const started = await start(member);
    if (!started.ok) throw new Error(started.error.type);
    const api = apiOf(started.value);
    const { name: adminName, password } = sara;
    const organisation = { organisationName: 'نمونه‌کالا', workingWeek: 'ir', language: 'fa' } as const;
    await api.setup.create({ ...organisation, adminName, password });
    await api.session.signIn(sara);
    await api.customer.create({ displayName: 'مینا راد' });
    await started.value.close();
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const spoilt = async (spoil: () => void): Promise<string> => {
    rmSync(folder, { recursive: true, force: true });
    cpSync(member, folder, { recursive: true });
    spoil();
    return found();
  };

  it('S142: a database that is gone or empty is one that was lost, and not a first start', async () => {
    expect(await spoilt(() => rmSync(inFolder('paydar.sqlite')))).toBe('joining');
    expect(await spoilt(() => truncateSync(inFolder('paydar.sqlite'), 0))).toBe('joining');
    expect(readdirSync(inFolder('set-aside'))).toHaveLength(1);
    // Not once more: it waits for the others now.
    expect(await found()).toBe('joining');
    expect(readdirSync(inFolder('set-aside'))).toHaveLength(1);
  });

  it('S142: a decision that the disk has made unreadable decides nothing, and is kept', async () => {
    for (const text of ['', '{"stage":"swap"', '\0\0\0', '{"stage":"all","setAside":"../.."}']) {
      expect(await spoilt(() => writeFileSync(inFolder('replacement.json'), text))).toBe('ready');
      expect(readFileSync(inFolder('replacement.json.unreadable'), 'utf8')).toBe(text);
      expect(existsSync(inFolder('set-aside'))).toBe(false);
    }
  });

  it('S142: a lock that is no database is nobody’s', async () => {
    expect(await spoilt(() => writeFileSync(inFolder('lock.sqlite'), 'x'.repeat(4096)))).toBe('ready');
  });

  it.each(['identity.json', 'replacement.json', 'lock.sqlite', 'paydar.sqlite-wal'])(
    'S142: a folder in the place of %s is told as such, and nothing is lost',
    async (name) => {
      const told = await spoilt(() => {
        rmSync(inFolder(name), { force: true });
        mkdirSync(inFolder(name));
      });
      expect(told).toMatch(/^(?:data-folder-unusable|database-unreadable)$/);
      rmSync(inFolder(name), { recursive: true });
      expect(await found()).toBe('ready');
    },
  );

  it('S142: a file in the place of a folder is told as such, and the folder can be used once it is gone', async () => {
    for (const name of ['checkpoint', 'attachments']) {
      const told = await spoilt(() => {
        rmSync(inFolder(name), { recursive: true, force: true });
        writeFileSync(inFolder(name), 'x');
      });
      expect(told).toMatch(/^(?:data-folder-unusable|ready)$/);
      rmSync(inFolder(name));
      expect(await found()).toBe('ready');
    }
  });
});
