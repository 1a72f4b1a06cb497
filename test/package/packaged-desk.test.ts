import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';

const project = fileURLToPath(new URL('../..', import.meta.url));
const unpacked = join(project, 'release', 'linux-unpacked');

describe.runIf(process.platform === 'linux')('the packaged desk', () => {
  let dataDir = '';
  let desk: ChildProcess;
  let said = '';

  beforeAll(async () => {
    const built = runBuild('build/package.mjs', '--allow-fallback-runtime');
    if (built.status !== 0) throw new Error(`packaging failed: ${built.stderr}`);
    dataDir = mkdtempSync(join(tmpdir(), 'paydar-packaged-'));
    // The switches of a debugger and the variable that turns Electron into Node: fuses refuse them. Running
    // as root is the one case in which Chromium cannot keep its sandbox.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = [...asRoot, '--inspect=0', '--remote-debugging-port=0', '--data', dataDir];
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '--no-such-option' };
    desk = spawn(join(unpacked, 'paydar'), args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    desk.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await vi.waitFor(() => expect(said).toContain('DevTools listening on '), { timeout: 30_000 });
  });

  afterAll(() => {
    desk?.kill('SIGKILL');
    if (dataDir) rmSync(dataDir, { recursive: true, force: true });
  });

  it('reaches its first screen with the core ready', async () => {
    const endpoint = /DevTools listening on (\S+)/.exec(said)?.[1] ?? '';
    // Whoever connects before there is a window waits for ever.
    await vi.waitFor(async () => expect(await addressesOf(endpoint)).toContain('app://paydar/'), {
      timeout: 30_000,
    });
    const browser = await chromium.connectOverCDP(endpoint);
    const page = browser.contexts()[0]?.pages()[0];
    if (!page) throw new Error('the desk has no window');
    expect(page.url()).toBe('app://paydar/');
    await page.locator('#root > *').first().waitFor({ state: 'attached' });
    const coreState = page.evaluate<string>(
      "new Promise((done) => paydarHost.onCoreState(({ state }) => state !== 'starting' && done(state)))",
    );
    expect(await coreState).toBe('ready');
    await browser.close();
  });

  it('is neither Node nor debuggable, whatever its environment asks', () => {
    expect(said).not.toContain('Debugger listening');
    expect(said).not.toContain('no-such-option');
  });

  it('carries three languages of Chromium and one native library', () => {
    expect(readdirSync(join(unpacked, 'locales')).sort()).toEqual(['ar.pak', 'en-US.pak', 'fa.pak']);
    const prebuilds = join(unpacked, 'resources/app.asar.unpacked/node_modules/better-sqlite3/prebuilds');
    expect(readdirSync(prebuilds)).toEqual([`linux-${process.arch}.node`]);
  });

  it('ends when it is asked to', async () => {
    const ended = new Promise<number | null>((resolve) => desk.once('exit', (code) => resolve(code)));
    desk.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

describe('a release', () => {
  it('refuses the third-party runtime unless that is asked for', () => {
    const refused = runBuild('build/package.mjs');
    const official = refused.stderr.includes('(official)');
    expect(
      official || (refused.status === 1 && refused.stderr.includes('A release needs the official Electron')),
    ).toBe(true);
  });
});

/** The pages that can be debugged at present. */
async function addressesOf(endpoint: string): Promise<string[]> {
  const response = await fetch(`http://${new URL(endpoint).host}/json/list`);
  return z
    .array(z.object({ url: z.string() }))
    .parse(await response.json())
    .map(({ url }) => url);
}

function runBuild(...args: readonly string[]): { readonly status: number | null; readonly stderr: string } {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  return spawnSync(process.execPath, args, { cwd: project, env, encoding: 'utf8' });
}
