/** G12 and G13: a network that goes silent, and one that is slow and loses packets, on real cards of its own. */
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

const syncPort = 47_310;
const silences = 3;
const noticedWithinMs = 15_000;
const lossyOperations = 1000;
const lossyWithinMs = 60_000;

const anything = z.unknown();
const createdSchema = z.object({ joinSecret: z.string() });
const statusSchema = z.object({ peers: z.number() });
const hashSchema = z.object({ hash: z.string(), operations: z.number() });
const idSchema = z.object({ customerId: z.string() });

/** Runs a program on a node. @throws with what it said when it fails. */
const onNode = (node: NetworkNode, command: readonly string[], input = ''): void => {
  const ran = spawnSync('ip', ['netns', 'exec', node.name, ...command], { input, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`${command.join(' ')} on ${node.name}: ${ran.stderr ?? ran.error}`);
};

/** @param percent of the packets that come in and are lost: 100 for silence, 0 for none. */
const losePackets = (node: NetworkNode, percent: number): void => {
  const rule = percent === 100 ? 'drop' : `numgen random mod 100 < ${percent} drop`;
  const chain = `table inet paydar {\n chain incoming {\n type filter hook input priority 0;\n iifname "eth0" ${rule}\n }\n}\n`;
  onNode(
    node,
    ['nft', '-f', '-'],
    `table inet paydar\ndelete table inet paydar\n${percent === 0 ? '' : chain}`,
  );
};

const limitRate = (node: NetworkNode): void =>
  onNode(node, 'tc qdisc add dev eth0 root tbf rate 1mbit burst 16kb latency 400ms'.split(' '));

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

interface Office {
  readonly hub: OfficePc;
  readonly desk: OfficePc;
}

const withOffice = async <T>(run: (office: Office) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'paydar-network-'));
  try {
    return await withNamespaces(2, async ({ isReal, nodes: [hubNode, deskNode] }) => {
      if (!isReal || hubNode === undefined || deskNode === undefined)
        throw new Error('A bad network needs network namespaces: Linux, root, and the program ip');
      const args = ['--discovery', 'off', '--sync-port', String(syncPort)];
      const hub = await startPc(hubNode, join(folder, 'hub'), args);
      const created = await hub.ask(createdSchema, 'POST', '/setup/create', founding);
      const desk = await startPc(deskNode, join(folder, 'desk'), args);
      const address = `${hubNode.address}:${syncPort}`;
      await desk.ask(anything, 'POST', '/setup/join', { address, secret: created.joinSecret });
      for (const pc of [hub, desk]) await pc.ask(anything, 'POST', '/session', { name: adminName, password });
      await poll(
        async () => (await peersOf(hub)) === 1 && (await peersOf(desk)) === 1,
        'they have met',
        20_000,
      );
      return run({ hub, desk });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Both go on writing while nothing that is sent arrives, and nobody closes a connection. */
const goSilent = async ({ hub, desk }: Office, rounds: number): Promise<Figure> => {
  const noticed: (number | null)[] = [];
  let written = 0;
  let notEqual = 0;
  const before = (await stateOf(hub)).operations;
  for (let round = 0; round < rounds; round += 1) {
    for (const pc of [hub, desk]) losePackets(pc.node, 100);
    for (const pc of [hub, desk]) {
      await addCustomer(pc, `مشتری ${round} ${pc.node.name}`);
      written += 1;
    }
    noticed.push(
      await timeUntil(
        async () => (await peersOf(hub)) === 0 && (await peersOf(desk)) === 0,
        noticedWithinMs + 5000,
      ),
    );
    for (const pc of [hub, desk]) losePackets(pc.node, 0);
    if ((await timeUntil(() => areEqual([hub, desk]), 30_000)) === null) notEqual += 1;
  }
  const doubled = (await stateOf(desk)).operations - before - written;
  const late = noticed.filter((afterMs) => afterMs === null || afterMs > noticedWithinMs).length;
  return {
    id: 'G12',
    value: late + Math.abs(doubled) + notEqual,
    unit: 'silences noticed late, operations doubled or missing, replicas diverged',
    goal: 0,
    n: rounds,
    slowestNoticeMs: Math.max(...noticed.map((afterMs) => afterMs ?? Number.POSITIVE_INFINITY)),
    noticeGoalMs: noticedWithinMs,
    doubled,
  };
};

/** A desk comes back with much work over a line of 1 Mbit/s on which a fifth of the packets is lost. */
const goSlow = async ({ hub, desk }: Office, operations: number): Promise<Figure> => {
  for (const pc of [hub, desk]) losePackets(pc.node, 100);
  await poll(async () => (await peersOf(desk)) === 0, 'the desk is alone', 30_000);
  for (let n = 0; n < operations; n += 1) await addCustomer(desk, `مشتری راه دور ${n}`);
  for (const pc of [hub, desk]) {
    limitRate(pc.node);
    losePackets(pc.node, 20);
  }
  const equalAfterMs = await timeUntil(() => areEqual([hub, desk]), lossyWithinMs * 3);
  for (const pc of [hub, desk]) losePackets(pc.node, 0);
  return {
    id: 'G13',
    value: equalAfterMs === null || equalAfterMs > lossyWithinMs ? 1 : 0,
    unit: 'lines of 1 Mbit/s with 20 % loss that took too long',
    goal: 0,
    n: 1,
    operations,
    equalAfterMs,
    goalMs: lossyWithinMs,
    delay: 'none added: this kernel cannot delay packets',
  };
};

export const badNetworkRun: FaultRun = {
  name: 'half-open connections, and 20 % loss at 1 Mbit/s',
  ids: ['G12', 'G13'],
  run: async ({ share, say }) => {
    const silent = await withOffice((office) => goSilent(office, tries(silences, share)));
    say('silence done');
    const slow = await withOffice((office) => goSlow(office, tries(lossyOperations, share)));
    return { figures: [silent, slow], controls: [] };
  },
};
