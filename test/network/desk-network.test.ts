import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { poll } from '../support/poll.ts';
import { type NetworkNode, type TestNetwork, withNamespaces } from './namespaces.ts';
import { type OfficePc, startPc } from './office-pc.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'paydar-office-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const organisationName = 'مرکز تماس پایدار';
const admin = { name: 'مدیر', password: 'pass-1405-aban' };

const anything = z.unknown();
const createdSchema = z.object({ joinSecret: z.string() });
const hubsSchema = z.array(z.object({ organisationName: z.string(), address: z.string() }));
const customerIdSchema = z.object({ customerId: z.string() });
const cardSchema = z.object({
  customer: z.object({ city: z.string().nullable() }),
  conflicts: z.array(z.unknown()),
});
const statusSchema = z.object({ peers: z.number(), hubSeen: z.boolean() });
const hashSchema = z.object({ hash: z.string(), operations: z.number() });

const syncPorts = [47_201, 47_202, 47_203] as const;

/** On a shared loopback there is no multicast to rely on: everybody gets the addresses of who came before. */
const argsFor = (index: number, { isReal }: TestNetwork): string[] => [
  '--sync-port',
  String(syncPorts[index]),
  ...(isReal
    ? ['--discovery', 'mdns']
    : [
        '--discovery',
        'off',
        ...syncPorts.slice(0, index).flatMap((port) => ['--peer', `127.0.0.1:${port}`]),
      ]),
];

const start = (node: NetworkNode, index: number, network: TestNetwork): Promise<OfficePc> =>
  startPc(node, join(folder, `pc${index}`), argsFor(index, network));

async function findHub(pc: OfficePc, network: TestNetwork): Promise<string> {
  if (!network.isReal) return `127.0.0.1:${syncPorts[0]}`;
  let address = '';
  await poll(async () => {
    const hubs = await pc.ask(hubsSchema, 'GET', '/setup/hubs');
    address = hubs.find((hub) => hub.organisationName === organisationName)?.address ?? '';
    return address !== '';
  }, 'the hub is found by mDNS alone');
  return address;
}

const newCustomer = async (pc: OfficePc, displayName: string): Promise<string> =>
  (await pc.ask(customerIdSchema, 'POST', '/customers', { displayName })).customerId;

/** @returns how long it took, in milliseconds. */
async function untilSeen(pcs: readonly OfficePc[], customerId: string, limitMs = 1_000): Promise<number> {
  const startedAtMs = performance.now();
  const path = `/customers/${customerId}`;
  await Promise.all(
    pcs.map((pc) =>
      poll(async () => (await pc.call('GET', path)).status === 200, `${pc.node.name} sees it`, limitMs),
    ),
  );
  return performance.now() - startedAtMs;
}

const peersOf = async (pc: OfficePc): Promise<number> =>
  (await pc.ask(statusSchema, 'GET', '/sync/status')).peers;

async function untilEqual(pcs: readonly OfficePc[], limitMs: number): Promise<number> {
  const startedAtMs = performance.now();
  const hashes = (): Promise<string[]> =>
    Promise.all(pcs.map(async (pc) => (await pc.ask(hashSchema, 'GET', '/sync/state-hash')).hash));
  await poll(async () => new Set(await hashes()).size === 1, 'all state hashes are equal', limitMs);
  return performance.now() - startedAtMs;
}

it('a hub and two desks work through a dead hub and a cut cable, and end equal', {
  timeout: 120_000,
}, async () => {
  await withNamespaces(3, async (network) => {
    const figures: Record<string, number> = {};
    const note = (what: string, valueMs: number): void => {
      figures[what] = Math.round(valueMs);
    };
    const [hubNode, firstNode, secondNode] = network.nodes;
    if (!hubNode || !firstNode || !secondNode) throw new Error('Three nodes were asked for');

    const hub = await start(hubNode, 0, network);
    const { joinSecret } = await hub.ask(createdSchema, 'POST', '/setup/create', {
      organisationName,
      adminName: admin.name,
      password: admin.password,
      workingWeek: 'ir',
      language: 'fa',
      deviceName: 'hub',
    });
    const desks: OfficePc[] = [];
    for (const [index, node] of [firstNode, secondNode].entries()) {
      const desk = await start(node, index + 1, network);
      const startedAtMs = performance.now();
      const address = await findHub(desk, network);
      note(`hub found by desk ${index + 1}`, performance.now() - startedAtMs);
      await desk.ask(anything, 'POST', '/setup/join', { address, secret: joinSecret });
      await desk.ask(anything, 'POST', '/session', admin);
      desks.push(desk);
    }
    const [first, second] = desks;
    if (!first || !second) throw new Error('Two desks were started');
    for (const pc of [hub, first, second]) {
      await poll(async () => (await peersOf(pc)) === 2, `${pc.node.name} has both others`, 20_000);
    }

    note('hub to desks', await untilSeen([first, second], await newCustomer(hub, 'زهرا کریمی')));
    const shared = await newCustomer(first, 'علی رضایی');
    note('desk to hub and desk', await untilSeen([hub, second], shared));

    expect(await hub.stop('SIGKILL')).toBe('SIGKILL');
    note('desk to desk without hub', await untilSeen([second], await newCustomer(first, 'مریم احمدی')));
    note('and back', await untilSeen([first], await newCustomer(second, 'حسین محمدی')));

    if (network.isReal) {
      await secondNode.unplug();
      const cutAtMs = performance.now();
      await first.ask(anything, 'PATCH', `/customers/${shared}`, { city: 'شیراز' });
      await second.ask(anything, 'PATCH', `/customers/${shared}`, { city: 'تبریز' });
      const onlyFirst = await newCustomer(first, 'سارا موسوی');
      const onlySecond = await newCustomer(second, 'رضا جعفری');
      for (const pc of [first, second]) {
        await poll(
          async () => (await peersOf(pc)) === 0,
          `G12: ${pc.node.name} knows that it is alone`,
          15_000,
        );
      }
      note('cut noticed on both sides', performance.now() - cutAtMs);
      expect((await second.call('GET', `/customers/${onlyFirst}`)).status).toBe(404);
      expect((await first.call('GET', `/customers/${onlySecond}`)).status).toBe(404);
      await secondNode.plug();
      note('equal after the cable is back', await untilEqual([first, second], 30_000));
      for (const pc of [first, second]) {
        await untilSeen([pc], onlyFirst);
        await untilSeen([pc], onlySecond);
        const card = await pc.ask(cardSchema, 'GET', `/customers/${shared}`);
        expect(card.conflicts.length, 'both edits of the city are kept').toBe(1);
      }
    }

    const hubAgain = await start(hubNode, 0, network);
    await hubAgain.ask(anything, 'POST', '/session', admin);
    note('equal after the hub is back', await untilEqual([hubAgain, first, second], 30_000));
    note('hub to desks again', await untilSeen([first, second], await newCustomer(hubAgain, 'نرگس صادقی')));
    await untilEqual([hubAgain, first, second], 10_000);
    console.log(`${network.isReal ? 'across namespaces' : 'on loopback, no cable cut'}, ms:`, figures);
    for (const pc of [hubAgain, first, second]) expect(await pc.stop('SIGTERM')).toBe(0);
  });
});
