/** A headless core on a node of the test network, and its HTTP interface called from inside that node. */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { NetworkNode } from './namespaces.ts';
import type { NodeProcess } from './node-process.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface OfficePc {
  readonly node: NetworkNode;
  readonly syncPort: number | null;
  /** @throws when the core cannot be reached at all. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<Answer>;
  /** The body of a good answer. @throws on any other. */
  readonly ask: <T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown) => Promise<T>;
  readonly stop: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number | string>;
}

const coreScript = 'dist/hub/main.mjs';
/** Has the fault that its environment names: `test/faults/harness/plants.ts`. */
const plantedScript = 'dist/tools/planted-core.mjs';
const agentScript = 'test/network/api-agent.ts';
const readySchema = z.object({
  ready: z.literal(true),
  syncPort: z.number().nullable(),
  apiPort: z.number(),
  tokenFile: z.string(),
});
const replySchema = z.object({ id: z.number(), status: z.number(), body: z.unknown() });

/** Starts a core on a data folder, new or from before, and waits until it is ready. */
export async function startPc(
  node: NetworkNode,
  dataDir: string,
  args: readonly string[] = [],
  { plant }: { readonly plant?: string } = {},
): Promise<OfficePc> {
  const script = plant === undefined ? coreScript : plantedScript;
  if (!existsSync(script)) throw new Error(`${script} is missing: run "npm run build" first`);
  const core = node.start(script, ['--data', dataDir, '--api-port', '0', ...args], {
    ...(plant === undefined ? {} : { PAYDAR_PLANT: plant }),
  });
  const ready = readySchema.parse(
    JSON.parse(await core.line((line) => line.includes('"ready"'), 'it is ready')),
  );
  const agent = node.start(agentScript, [String(ready.apiPort), ready.tokenFile]);
  const call = caller(agent);
  await agent.line(() => true, 'the agent is ready');
  return {
    node,
    syncPort: ready.syncPort,
    call,
    async ask(schema, method, path, body) {
      const { status, body: answered } = await call(method, path, body);
      if (status === 200) return schema.parse(answered);
      throw new Error(`${method} ${path} on ${node.name} answered ${status}: ${JSON.stringify(answered)}`);
    },
    async stop(signal) {
      await agent.stop('SIGKILL');
      return core.stop(signal);
    },
  };
}

function caller(agent: NodeProcess): OfficePc['call'] {
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  agent.onLine((line) => {
    const { id, status, body } = replySchema.parse(JSON.parse(line));
    const call = waiting.get(id);
    waiting.delete(id);
    if (status === 0) call?.reject(new Error(String(body)));
    else call?.resolve({ status, body });
  });
  agent.exited.then((how) => {
    for (const { reject } of waiting.values())
      reject(new Error(`The agent ended with ${how}: ${agent.errors()}`));
  });
  return (method, path, body) => {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      agent.write(`${JSON.stringify({ id, method, path, body })}\n`);
    });
  };
}
