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
import { runCommand } from '../../electron/core/db/commit.ts';
import { readLogFrom } from '../../electron/core/db/operation-log.ts';
import { isSearchPending } from '../../electron/core/db/search-pending.ts';
import { stateHash } from '../../electron/core/db/state-hash.ts';
import { createTlsIdentity } from '../../electron/core/net/tls-identity.ts';
import { wsTransport } from '../../electron/core/net/ws-transport.ts';
import { userList } from '../../electron/core/queries/user-list.ts';
import { systemClock } from '../../electron/core/real-world.ts';
import { startCore } from '../../electron/core/start.ts';
import { customer } from '../../shared/entities/customer.ts';
import { ok } from '../../shared/lib/result.ts';
import { historyKey } from '../../shared/sync/version-vector.ts';
import { poll } from './poll.ts';
import { rowOf } from './ten-fields.ts';

const commandSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('create') }),
  z.object({ do: z.literal('join'), address: z.string(), secret: z.string() }),
  /** Makes customers with ten fields each, a thousand to an operation. */
  z.object({ do: z.literal('fill'), rows: z.int() }),
  /** Writes every `everyMs` milliseconds until told to stop. */
  z.object({ do: z.literal('write'), everyMs: z.number() }),
  z.object({ do: z.literal('stop') }),
  z.object({ do: z.literal('status') }),
  /** A bare TLS WebSocket that answers every frame, and one that asks it: what the network itself takes. */
  z.object({ do: z.literal('echo') }),
  z.object({ do: z.literal('ping'), address: z.string(), count: z.int() }),
  /** What it holds, without what it measured. */
  z.object({ do: z.literal('state') }),
  z.object({ do: z.literal('report') }),
  /** Plants a fault into this PC's database, which a check has to notice. */
  z.object({ do: z.literal('spoil'), sql: z.string() }),
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

/** One clock for all processes of this PC, microseconds. */
const nowUs = (): number => Number(process.hrtime.bigint() / 1000n);
/** When operations were durable: on the PC that made them, and here. By `device/epoch/seq`. */
let commits: [string, number][] = [];
let arrivals: [string, number][] = [];
let position = 0;
let lastArrivalUs = 0;
let written = 0;
/** The longest time for which nothing else could run here, milliseconds; watched on the hub only, as it costs. */
let longestStallMs = 0;
let timer: NodeJS.Timeout | undefined;

// Before anything is done with it: the network hears of a commit after this.
let atUs = 0;
replica.onCommitted(() => {
  atUs = nowUs();
}, 'first');
replica.onCommitted(({ origin }) => {
  if (origin === 'remote') lastArrivalUs = atUs;
  const list = origin === 'local' ? commits : arrivals;
  for (const { received, key } of readLogFrom(replica.db.reader, position + 1, 10_000)) {
    position = received;
    list.push([`${historyKey(key)}/${key.seq}`, atUs]);
  }
});

const beatMs = 2;
const watchStalls = (): void => {
  let lastBeatMs = performance.now();
  setInterval(() => {
    const nowMs = performance.now();
    longestStallMs = Math.max(longestStallMs, nowMs - lastBeatMs - beatMs);
    lastBeatMs = nowMs;
  }, beatMs);
};

/** The administrator works here, without the cost of checking a password. */
const signedInUser = (): SessionUser | null => {
  const [first] = userList(replica.db.reader);
  return first === undefined ? null : { id: first.id, name: first.name, role: first.role };
};
const api = () => createRouterClient(createRouter(core.services, { user: signedInUser() }));

const rowsPerOperation = 1000;

const fill = (rows: number): void => {
  for (let from = 0; from < rows; from += rowsPerOperation) {
    const author = { userId: signedInUser()?.id ?? null };
    runCommand(replica, { name: 'bench.fill', author }, (tx) => {
      for (let n = from; n < Math.min(rows, from + rowsPerOperation); n += 1) tx.insert(customer, rowOf(n));
      return ok(null);
    });
  }
};

const bareTransport = async () =>
  wsTransport({ identity: await createTlsIdentity(), clock: systemClock, onRefusal: () => undefined });

/** @returns round trips in milliseconds, one after the other. */
const ping = async (address: string, count: number): Promise<number[]> => {
  const dialled = await (await bareTransport()).dial(address);
  if (!dialled.ok) throw new Error(dialled.error.type);
  const connection = dialled.value;
  connection.authenticated();
  const roundTripsMs: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const startedMs = performance.now();
    await new Promise<void>((resolve) => {
      connection.onFrame(() => resolve());
      connection.send(Buffer.alloc(400, n));
    });
    roundTripsMs.push(performance.now() - startedMs);
  }
  connection.close('done');
  return roundTripsMs;
};

const answer = (reply: object): void => {
  process.stdout.write(`${JSON.stringify(reply)}\n`);
};

const run = async (command: z.output<typeof commandSchema>): Promise<object> => {
  switch (command.do) {
    case 'create': {
      watchStalls();
      const made = await api().setup.create({
        organisationName: 'نمونه‌کالا',
        adminName: 'سارا',
        password: 'salam-1405',
        workingWeek: 'ir',
        language: 'fa',
      });
      return { secret: made.joinSecret, address: `127.0.0.1:${core.syncPort}` };
    }
    case 'join': {
      const startedUs = nowUs();
      await api().setup.join({ address: command.address, secret: command.secret });
      return { ms: (lastArrivalUs - startedUs) / 1000 };
    }
    case 'fill':
      fill(command.rows);
      await poll(() => !isSearchPending(replica.db.reader), 'what was filled in can be found', 120_000);
      return {};
    case 'echo': {
      const listening = await bareTransport().then((transport) =>
        transport.listen(0, (connection) => {
          connection.authenticated();
          connection.onFrame((frame) => connection.send(frame));
        }),
      );
      if (!listening.ok) throw new Error(listening.error.type);
      return { address: `127.0.0.1:${listening.value.port}` };
    }
    case 'ping':
      return { roundTripsMs: await ping(command.address, command.count) };
    case 'write': {
      clearInterval(timer);
      // What others wrote a moment ago goes on to arrive: that is forgotten with the report.
      commits = [];
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
    case 'spoil':
      replica.db.writer.sqlite.exec(command.sql);
      return {};
    case 'state':
      return { hash: stateHash(replica.db.reader).hash };
    case 'report': {
      const { hash, operations } = stateHash(replica.db.reader);
      const memoryMB = Math.round(process.memoryUsage().rss / 2 ** 20);
      const arrived = arrivals;
      arrivals = [];
      return { hash, operations, written, commits, arrivals: arrived, longestStallMs, memoryMB };
    }
  }
};

answer({ ready: true });
for await (const line of createInterface({ input: process.stdin }))
  answer(await run(commandSchema.parse(JSON.parse(line))));
