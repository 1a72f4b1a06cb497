/**
 * G12 and G13: a network that goes silent, and one that is slow, late and loses packets. Both PCs have a network
 * card of their own, and every packet between them goes through `network/bad-line.c`: what TCP makes of loss, its
 * stalls and retransmissions, is the kernel's own.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type NetworkNode, withNamespaces } from '../../network/namespaces.ts';
import { type OfficePc, startPc } from '../../network/office-pc.ts';
import { poll } from '../../support/poll.ts';
import { adminName, founding, password } from './call-centre.ts';
import { type FaultRun, type Figure, tries } from './figure.ts';
import type { PlantName } from './plants.ts';
import { compile } from './project.ts';

const syncPort = 47_310;
const silences = 3;
const noticedWithinMs = 15_000;
const lossyOperations = 1000;
const lossyWithinMs = 60_000;
/** Of the packets each way; each way as well, so that an answer takes twice as long. */
const lossPercent = 20;
const delayMs = 100;
const rateKbit = 1000;

const anything = z.unknown();
const createdSchema = z.object({ joinSecret: z.string() });
const statusSchema = z.object({ peers: z.number() });
const hashSchema = z.object({ hash: z.string(), operations: z.number() });
const idSchema = z.object({ customerId: z.string() });

const peersOf = async (pc: OfficePc): Promise<number> =>
  (await pc.ask(statusSchema, 'GET', '/sync/status')).peers;

const stateOf = (pc: OfficePc) => pc.ask(hashSchema, 'GET', '/sync/state-hash');

const areEqual = async (pcs: readonly OfficePc[]): Promise<boolean> =>
  new Set((await Promise.all(pcs.map(stateOf))).map(({ hash }) => hash)).size === 1;

const addCustomer = (pc: OfficePc, displayName: string) =>
  pc.ask(idSchema, 'POST', '/customers', { displayName });

/** @returns milliseconds until it was so; null when it was not within the limit. */
const timeUntil = async (isSo: () => Promise<boolean>, limitMs: number): Promise<number | null> => {
  const startedAtMs = performance.now();
  try {
    await poll(isSo, 'it is so', limitMs);
    return Math.round(performance.now() - startedAtMs);
  } catch {
    return null;
  }
};

/** Sets which kind of TCP a node has, of those that the kernel allows there. @returns what is in force. */
const congestionControl = (node: NetworkNode, name?: string): string => {
  const file = '/proc/sys/net/ipv4/tcp_congestion_control';
  const script = `${name === undefined ? '' : `echo ${name} > ${file};`} cat ${file}`;
  const ran = spawnSync('ip', ['netns', 'exec', node.name, 'sh', '-c', script], { encoding: 'utf8' });
  return ran.stdout.trim();
};

interface Line {
  readonly lossPercent?: number;
  readonly delayMs?: number;
  readonly rateKbit?: number;
}

interface Office {
  readonly hub: OfficePc;
  readonly desk: OfficePc;
  readonly congestionControl: string;
  /** From now on the line between both is like this, and in nothing else bad. */
  setLine(line: Line): Promise<void>;
}

/**
 * A hub and a desk that have met over a good line.
 * @param plant a fault in both of them.
 * @param tcp the kind of TCP; as this machine is set when it is left out.
 */
const withOffice = async <T>(
  run: (office: Office) => Promise<T>,
  { plant, tcp }: { readonly plant?: PlantName; readonly tcp?: string } = {},
): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'paydar-network-'));
  try {
    return await withNamespaces(2, async ({ isReal, nodes: [hubNode, deskNode], joinBy }) => {
      if (!isReal || hubNode === undefined || deskNode === undefined)
        throw new Error('A bad network needs network namespaces: Linux, root, and the program ip (iproute2)');
      const [kind = ''] = [hubNode, deskNode].map((node) => congestionControl(node, tcp));
      const line = await joinBy(compile('network/bad-line.c', join(folder, 'bad-line')));
      const args = ['--discovery', 'off', '--sync-port', String(syncPort)];
      const start = (node: NetworkNode, name: string) =>
        plant === undefined
          ? startPc(node, join(folder, name), args)
          : startPc(node, join(folder, name), args, { plant });
      const hub = await start(hubNode, 'hub');
      const created = await hub.ask(createdSchema, 'POST', '/setup/create', founding);
      const desk = await start(deskNode, 'desk');
      const address = `${hubNode.address}:${syncPort}`;
      await desk.ask(anything, 'POST', '/setup/join', { address, secret: created.joinSecret });
      for (const pc of [hub, desk]) await pc.ask(anything, 'POST', '/session', { name: adminName, password });
      await poll(
        async () => (await peersOf(hub)) === 1 && (await peersOf(desk)) === 1,
        'they have met',
        20_000,
      );
      const setLine = async (to: Line): Promise<void> => {
        const commands = [
          `loss ${to.lossPercent ?? 0}`,
          `delay ${to.delayMs ?? 0}`,
          `rate ${to.rateKbit ?? 0}`,
        ];
        const before = line.lines.length;
        line.write(commands.map((command) => `${command}\n`).join(''));
        await poll(() => line.lines.length === before + commands.length, 'the line is as it should be');
      };
      return run({ hub, desk, congestionControl: kind, setLine });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

interface Silences {
  readonly noticed: readonly (number | null)[];
  readonly late: number;
  readonly doubled: number;
  readonly notEqual: number;
}

/** Both go on writing while nothing that is sent arrives, and nobody closes a connection. */
const goSilent = async ({ hub, desk, setLine }: Office, rounds: number): Promise<Silences> => {
  const noticed: (number | null)[] = [];
  let written = 0;
  let notEqual = 0;
  const before = (await stateOf(hub)).operations;
  for (let round = 0; round < rounds; round += 1) {
    await setLine({ lossPercent: 100 });
    for (const pc of [hub, desk]) {
      await addCustomer(pc, `مشتری ${round} ${pc.node.name}`);
      written += 1;
    }
    noticed.push(
      await timeUntil(
        async () => (await peersOf(hub)) === 0 && (await peersOf(desk)) === 0,
        noticedWithinMs + 1000,
      ),
    );
    await setLine({});
    if ((await timeUntil(() => areEqual([hub, desk]), 30_000)) === null) notEqual += 1;
  }
  return {
    noticed,
    late: noticed.filter((afterMs) => afterMs === null || afterMs > noticedWithinMs).length,
    doubled: (await stateOf(desk)).operations - before - written,
    notEqual,
  };
};

/** A desk comes back with much work over a bad line. @returns how long until both are equal; null: too long. */
const goSlow = async (
  { hub, desk, setLine }: Office,
  operations: number,
  line: Line,
  limitMs: number,
): Promise<number | null> => {
  await setLine({ lossPercent: 100 });
  await poll(async () => (await peersOf(desk)) === 0, 'the desk is alone', 30_000);
  for (let n = 0; n < operations; n += 1) await addCustomer(desk, `مشتری راه دور ${n}`);
  await setLine(line);
  const equalAfterMs = await timeUntil(() => areEqual([hub, desk]), limitMs);
  await setLine({});
  return equalAfterMs;
};

const silentFigure = async (rounds: number): Promise<Figure> => {
  const { noticed, late, doubled, notEqual } = await withOffice((office) => goSilent(office, rounds));
  return {
    id: 'G12',
    value: late + Math.abs(doubled) + notEqual,
    unit: 'silences noticed late, operations doubled or missing, replicas diverged',
    goal: 0,
    n: rounds,
    slowestNoticeMs: noticed.includes(null) ? null : Math.max(...noticed.map((afterMs) => afterMs ?? 0)),
    noticeGoalMs: noticedWithinMs,
    doubled,
    simulated: 'every packet both ways is lost, no connection is closed',
  };
};

/** Kinds of TCP that take each lost packet for a jam, and slow down. */
const lossBased: readonly string[] = ['reno', 'cubic'];

const slowFigure = async (operations: number): Promise<Figure> => {
  const line = { lossPercent, delayMs, rateKbit };
  const measure = (tcp?: string) =>
    withOffice(
      async (office) => ({
        equalAfterMs: await goSlow(office, operations, line, 2 * lossyWithinMs),
        kind: office.congestionControl,
      }),
      tcp === undefined ? {} : { tcp },
    );
  const own = await measure();
  const other = lossBased.includes(own.kind) ? own : await measure(lossBased[0]);
  return {
    id: 'G13',
    value: [...new Set([own, other])].filter(
      ({ equalAfterMs }) => equalAfterMs === null || equalAfterMs > lossyWithinMs,
    ).length,
    unit: 'bad lines over which it took too long',
    goal: 0,
    n: new Set([own, other]).size,
    operations,
    equalAfterMs: own.equalAfterMs,
    goalMs: lossyWithinMs,
    congestionControl: own.kind,
    lossBasedControl: other.kind,
    lossBasedEqualAfterMs: other.equalAfterMs,
    simulated: `packets each way: ${lossPercent} % lost, ${rateKbit} kbit/s, ${delayMs} ms late`,
  };
};

export const silenceRun: FaultRun = {
  name: 'connections into which nothing goes any more, and that nobody closed',
  ids: ['G12'],
  measure: async ({ share }) => [await silentFigure(tries(silences, share))],
  plant: async () => [
    {
      control: 'G12-no-heartbeat',
      mustCatch: 'cores that never ask whether the other one is still there keep a dead connection',
      caught: (await withOffice((office) => goSilent(office, 1), { plant: 'no-heartbeat' })).late,
    },
  ],
};

export const slowLineRun: FaultRun = {
  name: '20 % loss at 1 Mbit/s and 200 ms',
  ids: ['G13'],
  measure: async ({ share }) => [await slowFigure(tries(lossyOperations, share))],
  plant: async () => {
    const line = { lossPercent, delayMs, rateKbit };
    const tookMs = await withOffice((office) => goSlow(office, lossyOperations, line, lossyWithinMs + 1000), {
      plant: 'impatient',
    });
    return [
      {
        control: 'G13-impatient',
        mustCatch: 'cores that take a stalled connection for a dead one do not get through in time',
        caught: tookMs === null || tookMs > lossyWithinMs ? 1 : 0,
      },
    ];
  },
};
