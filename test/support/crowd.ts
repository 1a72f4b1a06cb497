/** Many PCs, each a process of its own with a real core: `office-peer.ts`. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const tools = join(import.meta.dirname, '..', '..', 'dist', 'tools');

const createdSchema = z.object({ secret: z.string(), address: z.string() });
const statusSchema = z.object({ peers: z.int() });
const reportSchema = z.object({
  hash: z.string(),
  operations: z.int(),
  written: z.int(),
  /** Microseconds of one clock for all processes, by operation: durable where it was made, durable here. */
  commits: z.array(z.tuple([z.string(), z.number()])),
  arrivals: z.array(z.tuple([z.string(), z.number()])),
  longestStallMs: z.number(),
  memoryMB: z.number(),
});

export interface OfficePeer {
  readonly pid: number;
  create(): Promise<z.output<typeof createdSchema>>;
  /** @returns milliseconds until the last of what the call centre held was durable here. */
  join(at: { readonly address: string; readonly secret: string }): Promise<number>;
  fill(rows: number): Promise<void>;
  /** Answers every frame on a bare connection. @returns its address. */
  echo(): Promise<string>;
  /** @returns round trips of such frames, milliseconds. */
  ping(address: string, count: number): Promise<readonly number[]>;
  write(everyMs: number): Promise<void>;
  stopWriting(): Promise<void>;
  peers(): Promise<number>;
  /** The hash of what it holds. */
  state(): Promise<string>;
  report(): Promise<z.output<typeof reportSchema>>;
  /** Runs SQL in its database, behind its back. */
  spoil(sql: string): Promise<void>;
  kill(): Promise<void>;
}

interface Tool {
  readonly pid: number;
  ask<T>(schema: z.ZodType<T>, command: object): Promise<T>;
  kill(): Promise<void>;
}

/** A process that answers each line of JSON with one. @throws with what it said when it does not start. */
const startTool = async (name: string, args: readonly string[]): Promise<Tool> => {
  const program = join(tools, `${name}.mjs`);
  if (!existsSync(program)) throw new Error(`${program} is missing: run "npm run build" first`);
  const executable = process.env.PAYDAR_ELECTRON_PATH ?? process.execPath;
  const child = spawn(executable, [program, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  // Writing to one that was just killed is no error of ours.
  child.stdin.on('error', () => undefined);
  const waiting: { resolve: (line: string) => void; reject: (cause: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  exited.then(() => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`${name} ${args.join(' ')} ended: ${said}`));
  });
  const answer = async <T>(schema: z.ZodType<T>): Promise<T> =>
    schema.parse(
      JSON.parse(await new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }))),
    );
  const ask = <T>(schema: z.ZodType<T>, command: object): Promise<T> => {
    const answered = answer(schema);
    child.stdin.write(`${JSON.stringify(command)}\n`);
    return answered;
  };
  await answer(z.object({ ready: z.literal(true) }));
  return {
    pid: child.pid ?? 0,
    ask,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
};

const nothing = z.object({});

/** @throws with what it said when it does not start, or ends under a command. */
export const startOfficePeer = async (dataDir: string, args: readonly string[] = []): Promise<OfficePeer> => {
  const { pid, ask, kill } = await startTool('office-peer', ['--data', dataDir, ...args]);
  return {
    pid,
    create: () => ask(createdSchema, { do: 'create' }),
    join: async (at) => (await ask(z.object({ ms: z.number() }), { do: 'join', ...at })).ms,
    fill: async (rows) => {
      await ask(nothing, { do: 'fill', rows });
    },
    echo: async () => (await ask(z.object({ address: z.string() }), { do: 'echo' })).address,
    ping: async (address, count) =>
      (await ask(z.object({ roundTripsMs: z.array(z.number()) }), { do: 'ping', address, count }))
        .roundTripsMs,
    write: async (everyMs) => {
      await ask(nothing, { do: 'write', everyMs });
    },
    stopWriting: async () => {
      await ask(nothing, { do: 'stop' });
    },
    peers: async () => (await ask(statusSchema, { do: 'status' })).peers,
    state: async () => (await ask(z.object({ hash: z.string() }), { do: 'state' })).hash,
    report: () => ask(reportSchema, { do: 'report' }),
    spoil: async (sql) => {
      await ask(nothing, { do: 'spoil', sql });
    },
    kill,
  };
};

const lightReportSchema = reportSchema.pick({ arrivals: true }).extend({ open: z.int() });

/** Peers without a database, all in one process. */
export interface LightPeers {
  connect(at: { readonly address: string; readonly secret: string }, peers: number): Promise<void>;
  /** What came since the last report, and how many are connected. */
  report(): Promise<z.output<typeof lightReportSchema>>;
  kill(): Promise<void>;
}

export const startLightPeers = async (): Promise<LightPeers> => {
  const { ask, kill } = await startTool('light-peers', []);
  return {
    connect: async (at, peers) => {
      await ask(nothing, { do: 'connect', ...at, peers });
    },
    report: () => ask(lightReportSchema, { do: 'report' }),
    kill,
  };
};

type Report = Partial<Pick<z.output<typeof reportSchema>, 'commits' | 'arrivals'>>;

/** Milliseconds from durable where it was made to durable elsewhere, of every arrival that is told. */
export const delaysOf = (reports: readonly Report[]): number[] => {
  const committedUs = new Map(reports.flatMap((report) => report.commits ?? []));
  return reports
    .flatMap((report) => report.arrivals ?? [])
    .flatMap(([key, arrivedUs]) => {
      const madeUs = committedUs.get(key);
      return madeUs === undefined ? [] : [(arrivedUs - madeUs) / 1000];
    });
};
