/** A core without a window in its own process, as `npm run core` starts it. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { ApiClient } from '../../shared/contract/index.ts';
import { createHttpClient } from './http-client.ts';

/** The sources and the bundled demo lie equally deep. */
const programs = join(import.meta.dirname, '..', '..', 'dist');
const startLimitMs = 30_000;
const stopLimitMs = 15_000;

const readySchema = z.object({
  ready: z.literal(true),
  deviceCode: z.int().nullable(),
  syncPort: z.int().nullable(),
  apiPort: z.int(),
  tokenFile: z.string(),
});

export interface HeadlessCore {
  readonly ready: z.infer<typeof readySchema>;
  readonly pid: number;
  readonly api: ApiClient;
  /** Resolves with the exit code, null after a signal, however it ended. */
  readonly exited: Promise<number | null>;
  /** SIGTERM, and waits. @throws when it does not end by itself with code 0. */
  stop(): Promise<void>;
  /** SIGKILL, and waits until it is gone: what a power cut is to a process. */
  kill(): Promise<void>;
  /** Resident memory in MB (2^20 bytes); null where the system does not tell. */
  memoryMB(): number | null;
  /** What it has written to stderr, the last 4000 characters. */
  errors(): string;
}

export interface HeadlessOptions {
  readonly dataDir: string;
  /** After `--data` and `--api-port`. */
  readonly args?: readonly string[];
  /** Beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** The fault that is planted into it: `test/faults/harness/plants.ts`. */
  readonly plant?: string;
}

const residentMB = (pid: number): number | null => {
  try {
    const kB = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kB === undefined ? null : Math.round(Number(kB) / 102.4) / 10;
  } catch {
    return null;
  }
};

/** Starts a core and waits until it is ready. @throws with what it said when it does not get there. */
export const startHeadlessCore = async ({
  dataDir,
  args = [],
  env = {},
  plant,
}: HeadlessOptions): Promise<HeadlessCore> => {
  const program = join(
    programs,
    ...(plant === undefined ? ['hub', 'main.mjs'] : ['tools', 'planted-core.mjs']),
  );
  if (!existsSync(program)) throw new Error(`${program} is missing: run "npm run build" first`);
  const executable = process.env.PAYDAR_ELECTRON_PATH ?? process.execPath;
  const child = spawn(executable, [program, '--data', dataDir, '--api-port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...env,
      ...(plant === undefined ? {} : { PAYDAR_PLANT: plant }),
      ELECTRON_RUN_AS_NODE: '1',
    },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', (cause) => {
      said += cause.message;
      resolve(null);
    });
  });
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  const { promise: firstLine, resolve, reject } = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).once('line', resolve);
  const failed = (how: string): void => reject(new Error(`The core on ${dataDir} ${how}: ${said}`));
  exited.then((code) => failed(`ended with code ${code}`));
  const limit = setTimeout(() => failed('was not ready in time'), startLimitMs);
  try {
    const line = await firstLine;
    const parsed = readySchema.safeParse(JSON.parse(line));
    if (!parsed.success) throw new Error(`The core on ${dataDir} is not ready: ${line}`);
    const ready = parsed.data;
    const { pid } = child;
    if (pid === undefined) throw new Error('a core that is ready has a process');
    const token = readFileSync(ready.tokenFile, 'utf8').trim();
    return {
      ready,
      pid,
      api: createHttpClient({ port: ready.apiPort, token }),
      exited,
      kill: end,
      stop: async () => {
        child.kill('SIGTERM');
        const late = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
        const code = await exited;
        clearTimeout(late);
        if (code !== 0) throw new Error(`The core on ${dataDir} ended with ${code ?? 'a signal'}: ${said}`);
      },
      memoryMB: () => residentMB(pid),
      errors: () => said,
    };
  } catch (cause) {
    await end();
    throw cause;
  } finally {
    clearTimeout(limit);
  }
};
