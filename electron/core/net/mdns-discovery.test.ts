import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { poll } from '../../../test/support/poll.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { systemClock as realClock, systemRandom } from '../real-world.ts';
import type { Advertisement, Clock, Discovery, Sighting } from '../sync/ports.ts';
import { type DiscoveryProblem, mdnsDiscovery } from './mdns-discovery.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** Away from 5353, so that other programs on this machine neither help nor hinder. */
const port = 20_000 + (process.pid % 20_000);

interface Watched {
  readonly discovery: Discovery;
  readonly sightings: Sighting[];
  readonly problems: DiscoveryProblem[];
}

function discover(clock: Clock = realClock): Watched {
  const problems: DiscoveryProblem[] = [];
  const sightings: Sighting[] = [];
  const discovery = mdnsDiscovery({
    clock,
    random: systemRandom,
    loopback: true,
    port,
    onProblem: (problem) => problems.push(problem),
  });
  discovery.onSighting((sighting) => sightings.push(sighting));
  open.push(() => discovery.close());
  return { discovery, sightings, problems };
}

const advertisement = (code: number): Advertisement => ({
  organisationId: '0193e5a0-0000-7000-8000-000000000001',
  organisationName: 'مرکز تماس پایدار',
  deviceId: `0193e5a0-0000-7000-8000-000000000${code}`,
  deviceName: `میز ${code}`,
  deviceCode: code,
  role: code === 100 ? 'hub' : 'desk',
  port: 47000 + code,
});

const codesSeenBy = ({ sightings }: Watched): number[] =>
  [...new Set(sightings.map(({ deviceCode }) => deviceCode))].sort();

describe('mdnsDiscovery', () => {
  it('S58: finds a copy of itself, which says the same of itself', async () => {
    const [one, copy] = [discover(), discover()];
    one.discovery.announce(advertisement(100));
    copy.discovery.announce(advertisement(100));
    await poll(() => codesSeenBy(one).length === 1 && codesSeenBy(copy).length === 1, 'each sees the other');
  });

  it('finds others with all they say, whoever came first, and not itself', async () => {
    const hub = discover();
    hub.discovery.announce(advertisement(100));
    const listener = discover();
    const desk = discover();
    desk.discovery.announce(advertisement(101));
    await poll(() => codesSeenBy(hub).length === 1 && codesSeenBy(desk).length === 1, 'both are found');
    await poll(() => codesSeenBy(listener).length === 2, 'who only listens finds both');
    expect(codesSeenBy(hub)).toEqual([101]);
    expect(codesSeenBy(desk)).toEqual([100]);
    const { addresses, ...said } = desk.sightings[0] ?? { addresses: [] };
    expect(said).toEqual(advertisement(100));
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.every((address) => address.endsWith(':47100'))).toBe(true);
  });

  it('tells again when asked again, and tells what has changed', async () => {
    const hub = discover();
    const desk = discover();
    hub.discovery.announce(advertisement(100));
    await poll(() => desk.sightings.length > 0, 'the hub is found');
    const before = desk.sightings.length;
    await poll(() => {
      desk.discovery.ask();
      return desk.sightings.length > before;
    }, 'it is told again');
    hub.discovery.announce({ ...advertisement(100), organisationName: 'Another', port: 4000 });
    await poll(
      () => desk.sightings.some((seen) => seen.organisationName === 'Another' && seen.port === 4000),
      'the change is told',
    );
  });

  it('says nothing any more after the announcement is withdrawn or closed', async () => {
    const hub = discover();
    hub.discovery.announce(advertisement(100));
    const first = discover();
    await poll(() => first.sightings.length > 0, 'the hub is found');
    hub.discovery.announce(null);
    const desk = discover();
    desk.discovery.announce(advertisement(101));
    await poll(() => codesSeenBy(first).includes(101), 'the network works');
    await poll(() => codesSeenBy(hub).includes(101), 'the hub still listens');
    expect(codesSeenBy(desk)).toEqual([]);
    await hub.discovery.close();
    await hub.discovery.close();
    hub.discovery.ask();
  });

  it('reports a port that another program holds alone, lives on, and starts when it is free', async () => {
    const holder = createSocket({ type: 'udp4', reuseAddr: false });
    await new Promise<void>((resolve) => holder.bind(port, '0.0.0.0', resolve));
    const tenTimesFaster: Clock = {
      ...realClock,
      after: (delayMs, run) => realClock.after(delayMs / 10, run),
    };
    const hub = discover(tenTimesFaster);
    const desk = discover(tenTimesFaster);
    hub.discovery.announce(advertisement(100));
    await poll(() => hub.problems.length > 0, 'the problem is reported');
    expect(hub.problems[0]?.detail).toContain('EADDRINUSE');
    holder.close();
    await poll(() => codesSeenBy(desk).includes(100), 'the hub is found once the port is free');
  });

  it('G5: goes on through whatever strangers send', async () => {
    const hub = discover();
    const desk = discover();
    const random = seededRandom('mdns');
    const stranger = createSocket({ type: 'udp4', reuseAddr: true });
    const send = (packet: Uint8Array): Promise<void> =>
      new Promise((resolve) => stranger.send(packet, port, '127.0.0.1', () => resolve()));
    for (let count = 0; count < 3_000; count += 1) {
      const packet = random.chance(0.5)
        ? random.bytes(random.integer(0, 300))
        : hostileAnswer(random.integer(0, 5), random.bytes(random.integer(0, 40)));
      await send(packet);
    }
    stranger.close();
    hub.discovery.announce(advertisement(100));
    await poll(() => codesSeenBy(desk).includes(100), 'the hub is found all the same');
    expect(codesSeenBy(desk)).toEqual([100]);
  });
});

/** A response that claims to be one of ours, with something wrong in it. */
function hostileAnswer(kind: number, noise: Uint8Array): Uint8Array {
  const service = '_paydar._tcp.local';
  const instance = ['', '.', 'a', '__proto__', '_sub', 'x'.repeat(63)][kind] ?? '';
  const full = instance && instance !== '.' ? `${instance}.${service}` : service;
  const records = [
    record(service, 12, name(full)),
    record(full, 33, Buffer.concat([Buffer.from([0, 0, 0, 0, kind, kind]), name('host.local')])),
    record(full, 16, Buffer.concat([Buffer.from([noise.length]), noise])),
    record('host.local', 1, Buffer.from([10, 0, 0, kind])),
  ];
  const header = Buffer.from([0, 0, 0x84, 0, 0, 0, 0, records.length - (kind === 5 ? 4 : 0), 0, 0, 0, 0]);
  return Buffer.concat([header, ...records]);
}

function name(text: string): Buffer {
  const labels = text.split('.').map((label) => Buffer.from(label));
  return Buffer.concat([
    ...labels.flatMap((label) => [Buffer.from([label.length]), label]),
    Buffer.from([0]),
  ]);
}

function record(owner: string, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(120, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([name(owner), fixed, data]);
}
