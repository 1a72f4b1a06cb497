import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

const program = join(import.meta.dirname, '..', '..', 'dist', 'tools', 'demo.mjs');

interface Ended {
  readonly code: number | null;
  readonly lines: readonly unknown[];
  readonly said: string;
}

const runDemo = async (...args: string[]): Promise<Ended> => {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  let [out, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = out.split('\n').filter((line) => line !== '');
  return { code, said, lines: lines.map((line): unknown => JSON.parse(line)) };
};

const preparedSchema = z.object({
  hub: z.object({ args: z.array(z.string()) }),
  desks: z.array(z.object({ args: z.array(z.string()) })),
  signIn: z.array(z.object({ name: z.string(), password: z.string() })),
});

const minutes = 60_000;

describe('the demo', () => {
  it(
    'finds a confirmed note that one desk has lost, by the hash and by the ledger',
    async () => {
      const { code, lines, said } = await runDemo('--check', '--plant', 'lost-write', '--seed', '1');
      const [control, closing] = lines;
      expect(said).not.toContain('the check stopped');
      expect(control).toMatchObject({ control: 'lost-write', byHash: true, byLedger: true, ok: true });
      expect(closing).toMatchObject({ converged: false, lostWrites: 1 });
      expect(code).toBe(1);
    },
    5 * minutes,
  );

  it('says how it is used when it is asked for something else', async () => {
    const { code, lines, said } = await runDemo('--check', '--plant', 'nothing');
    expect({ code, lines }).toEqual({ code: 2, lines: [] });
    expect(said).toContain('--prepare DIR');
  });
});

describe('the prepared demo', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paydar-demo-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it(
    'is filled once, then left alone but for a port that another program has taken',
    async () => {
      const first = await runDemo('--prepare', folder);
      expect(first.code, first.said).toBe(0);
      const prepared = preparedSchema.parse(first.lines.at(-1));
      for (const { args } of [prepared.hub, ...prepared.desks]) {
        expect(existsSync(join(args[args.indexOf('--data') + 1] ?? '', 'paydar.sqlite'))).toBe(true);
      }
      expect(prepared.signIn.length).toBeGreaterThanOrEqual(2);

      const again = await runDemo('--prepare', folder);
      expect(again.lines).toEqual([prepared]);
      expect(again.said).toBe('');

      const port = Number(prepared.hub.args[prepared.hub.args.indexOf('--sync-port') + 1]);
      const intruder = createServer();
      await new Promise<void>((resolve) => intruder.listen(port, '127.0.0.1', resolve));
      const moved = preparedSchema.parse((await runDemo('--prepare', folder)).lines.at(-1));
      await new Promise((resolve) => intruder.close(resolve));
      const movedPort = moved.hub.args[moved.hub.args.indexOf('--sync-port') + 1];
      expect(movedPort).not.toBe(String(port));
      for (const { args } of moved.desks) expect(args).toContain(`127.0.0.1:${movedPort}`);
    },
    3 * minutes,
  );

  it('touches nothing in a folder that holds something else', async () => {
    writeFileSync(join(folder, 'letter.txt'), 'سلام');
    const { code, lines, said } = await runDemo('--prepare', folder);
    expect({ code, lines }).toEqual({ code: 1, lines: [] });
    expect(said).toContain('nothing was changed');
    expect(readFileSync(join(folder, 'letter.txt'), 'utf8')).toBe('سلام');
  });
});
