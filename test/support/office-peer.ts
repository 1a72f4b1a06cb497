/**
 * One PC of a crowd: a real core with real files and sockets in a process of its own, told by lines of JSON what
 * to do, that measures how long what others write takes to arrive here. `office-peer.mjs --data DIR`.
 */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createRouterClient } from '@orpc/server';
import { z } from 'zod';
import type { SessionUser } from '../../electron/core/api/context.ts';
import { createRouter } from '../../electron/core/api/router.ts';
import { readOperation } from '../../electron/core/db/operation-form.ts';
import { readLogFrom } from '../../electron/core/db/operation-log.ts';
import { stateHash } from '../../electron/core/db/state-hash.ts';
import { userList } from '../../electron/core/queries/user-list.ts';
import { startCore } from '../../electron/core/start.ts';

const commandSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('create') }),
  z.object({ do: z.literal('join'), address: z.string(), secret: z.string() }),
  /** Writes every `everyMs` milliseconds until told to stop. */
  z.object({ do: z.literal('write'), everyMs: z.number() }),
  z.object({ do: z.literal('stop') }),
  z.object({ do: z.literal('status') }),
  z.object({ do: z.literal('report') }),
]);

const { values } = parseArgs({
  options: { data: { type: 'string' }, 'sync-port': { type: 'string', default: '0' } },
});
const started = await startCore({
  dataDir: values.data ?? '',
  appVersion: '0.0.0',
  syncPort: Number(values['sync-port']),
  discovery: 'off',
  peers: [],
});
if (!started.ok) throw new Error(started.error.type);
const core = started.value;
const { replica } = core.services;

/** Milliseconds from the writer's clock to durable here, of operations that came from others. */
let delays: number[] = [];
let position = 0;
let written = 0;
/** The longest time for which nothing else could run here, milliseconds. */
let longestStallMs = 0;
let timer: NodeJS.Timeout | undefined;

replica.onCommitted(({ origin }) => {
  const nowMs = Date.now();
  for (const { received, form, bytes } of readLogFrom(replica.db.reader, position + 1, 10_000)) {
    position = received;
    const read = readOperation({ form, bytes });
    if (origin === 'remote' && read.ok) delays.push(nowMs - read.value.operation.wall);
  }
});

const beatMs = 2;
let lastBeatMs = performance.now();
setInterval(() => {
  const nowMs = performance.now();
  longestStallMs = Math.max(longestStallMs, nowMs - lastBeatMs - beatMs);
  lastBeatMs = nowMs;
}, beatMs);

/** The administrator works here, without the cost of checking a password. */
const signedInUser = (): SessionUser | null => {
  const [first] = userList(replica.db.reader);
  return first === undefined ? null : { id: first.id, name: first.name, role: first.role };
};
const api = () => createRouterClient(createRouter(core.services, { user: signedInUser() }));

const answer = (reply: object): void => {
  process.stdout.write(`${JSON.stringify(reply)}\n`);
};

const run = async (command: z.output<typeof commandSchema>): Promise<object> => {
  switch (command.do) {
    case 'create': {
      const made = await api().setup.create({
        organisationName: 'نمونه‌کالا',
        adminName: 'سارا',
        password: 'salam-1405',
        workingWeek: 'ir',
        language: 'fa',
      });
      return { secret: made.joinSecret, address: `127.0.0.1:${core.syncPort}` };
    }
    case 'join':
      await api().setup.join({ address: command.address, secret: command.secret });
      return {};
    case 'write': {
      clearInterval(timer);
      delays = [];
      written = 0;
      longestStallMs = 0;
      const signedIn = api();
      timer = setInterval(() => {
        written += 1;
        signedIn.customer.create({ displayName: `مشتری ${randomUUID()}` }).catch((cause: unknown) => {
          throw cause;
        });
      }, command.everyMs);
      return {};
    }
    case 'stop':
      clearInterval(timer);
      return {};
    case 'status':
      return { peers: core.services.sync.status().peers };
    case 'report': {
      const { hash, operations } = stateHash(replica.db.reader);
      const memoryMB = Math.round(process.memoryUsage().rss / 2 ** 20);
      return { hash, operations, written, delays, longestStallMs, memoryMB };
    }
  }
};

answer({ ready: true });
for await (const line of createInterface({ input: process.stdin }))
  answer(await run(commandSchema.parse(JSON.parse(line))));
