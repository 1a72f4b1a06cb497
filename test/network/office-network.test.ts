import { expect, it } from 'vitest';
import { z } from 'zod';
import { poll } from '../support/poll.ts';
import { withNamespaces } from './namespaces.ts';
import type { NodeProcess } from './node-process.ts';

const script = 'test/network/office-node.ts';
const codes = [100, 101, 102] as const;
/** Loopback only: away from this PC's own mDNS. */
const loopbackPort = String(20_000 + (process.pid % 20_000));

const eventSchema = z.looseObject({
  event: z.string(),
  seen: z.number().optional(),
  word: z.string().optional(),
  afterMs: z.number().optional(),
  p50Ms: z.number().optional(),
  addresses: z.array(z.string()).optional(),
});

const eventsOf = ({ lines }: NodeProcess, event: string) =>
  lines.map((line) => eventSchema.parse(JSON.parse(line))).filter((found) => found.event === event);

const seenBy = (running: NodeProcess): number[] =>
  eventsOf(running, 'sighting')
    .map(({ seen = 0 }) => seen)
    .sort();

it('three PCs on one switch find each other by mDNS alone and talk over TLS WebSockets', async () => {
  await withNamespaces(3, async ({ isReal, nodes }) => {
    const running = nodes.map((node, index) =>
      node.start(script, [String(codes[index]), ...(isReal ? [] : [loopbackPort])]),
    );
    for (const [index, one] of running.entries()) {
      const others = codes.filter((_, other) => other !== index);
      await poll(() => seenBy(one).length === others.length, `${codes[index]} sees the others`, 20_000);
      expect(seenBy(one)).toEqual(others);
      await poll(() => eventsOf(one, 'greeting').length === others.length, 'both greet it');
      const words = eventsOf(one, 'greeting').map(({ word }) => word);
      expect(words.sort()).toEqual(others.map((code) => `hello from ${code}`));
    }
    const firstAddresses = running
      .flatMap((one) => eventsOf(one, 'sighting'))
      .map((seen) => seen.addresses?.[0]);
    const expected = isReal ? /^10\.77\.0\.[123]:[0-9]+$/ : /:[0-9]+$/;
    for (const address of firstAddresses) expect(address).toMatch(expected);
    await poll(() => running.flatMap((one) => eventsOf(one, 'round-trips')).length === 3, 'all pings return');
    console.log(figures(running, isReal));
    for (const one of running) expect(await one.stop('SIGTERM'), one.errors()).toBe(0);
  });
});

it('a card that is plugged in later is used at once, and its network is tried first', async () => {
  await withNamespaces(2, async ({ isReal, nodes }) => {
    const [hubNode, deskNode] = nodes;
    if (!hubNode || !deskNode) throw new Error('Two nodes were asked for');
    const more = isReal ? [] : [loopbackPort];
    if (isReal) await deskNode.unplug();
    const hub = hubNode.start(script, ['100', ...more]);
    const desk = deskNode.start(script, ['101', ...more]);
    await Promise.all([hub, desk].map((one) => one.line((line) => line.includes('"ready"'), 'it is ready')));
    if (isReal) {
      await hubNode.addSecondCard();
      await deskNode.addSecondCard();
    }
    // The cards are looked at every 5 s.
    await poll(() => seenBy(desk).length === 1 && seenBy(hub).length === 1, 'they see each other', 15_000);
    const [seen] = eventsOf(desk, 'sighting');
    expect(seen?.addresses?.[0]).toMatch(isReal ? /^10\.78\.0\.1:/ : /:[0-9]+$/);
    await poll(() => eventsOf(hub, 'greeting').length === 1, 'the desk greets the hub');
  });
});

function figures(running: readonly NodeProcess[], isReal: boolean): string {
  const sightings = running.flatMap((one) => eventsOf(one, 'sighting')).map(({ afterMs = 0 }) => afterMs);
  const roundTrips = running.flatMap((one) => eventsOf(one, 'round-trips')).map(({ p50Ms = 0 }) => p50Ms);
  const where = isReal ? 'across namespaces' : 'on loopback';
  return `${where}: seen ${sightings.sort((a, b) => a - b).join(', ')} ms after start; round trip p50 ${roundTrips.join(', ')} ms`;
}
