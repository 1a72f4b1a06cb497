import { describe, expect, it } from 'vitest';
import { err } from '../../../shared/lib/result.ts';
import { startBareMesh } from '../../../test/support/bare-mesh.ts';
import { countedTransport } from '../../../test/support/counted-transport.ts';
import { type Desk, type Office, openOffice } from '../../../test/support/desk.ts';
import { createMemoryNetwork } from '../../../test/support/memory-network.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import type { Mesh } from './mesh.ts';
import type { Transport } from './ports.ts';

const hubAddress = 'hub:7';
const oneWayMs = 10;
/** TCP, TLS 1.3 and the upgrade to WebSocket take one each before the first frame. */
const roundTripsBefore = 3;

interface Meeting {
  readonly bytes: number;
  readonly roundTrips: number;
}

/** Only the desk dials: two connections that cross are another story (S25). */
const onlyToHub = (transport: Transport): Transport => ({
  listen: transport.listen,
  dial: async (address) =>
    address === hubAddress ? transport.dial(address) : err({ type: 'unreachable', detail: 'not tried' }),
});

/** Two desks that hold the same meet; everything that they say within three seconds is counted. */
const meet = async (office: Office, hub: Desk, desk: Desk): Promise<Meeting> => {
  const { clock } = office;
  const latency = { minMs: oneWayMs, maxMs: oneWayMs };
  const network = createMemoryNetwork({ clock, random: seededRandom(1), latency });
  let bytes = 0;
  let dialledMs = 0;
  const startOn = ({ replica }: Desk, name: string, fixedAddresses: readonly string[]): Promise<Mesh> => {
    const transport = countedTransport(onlyToHub(network.transport(name)), {
      onBytes: (count) => {
        bytes += count;
      },
      onDialled: () => {
        dialledMs = clock.monotonicMs();
      },
    });
    return startBareMesh(replica, transport, { deviceName: name, syncPort: 7, fixedAddresses });
  };
  const atHub = await startOn(hub, 'hub', []);
  const atDesk = await startOn(desk, 'desk', [hubAddress]);
  const bothOpen = () => atHub.links().length === 1 && atDesk.links().length === 1;
  expect(await clock.advanceUntil(bothOpen, 2000)).toBe(true);
  const roundTrips = roundTripsBefore + (clock.monotonicMs() - dialledMs) / (2 * oneWayMs);
  await clock.advance(3000);
  const closing = Promise.all([atHub.close(), atDesk.close()]);
  await clock.advance(1000);
  await closing;
  return { bytes, roundTrips };
};

describe('two that meet again', () => {
  it('S41: with nothing new need at most five round trips and 1 KiB, however long their logs are', async () => {
    const office = await openOffice(2);
    const [hub, desk] = office.desks;
    if (hub === undefined || desk === undefined) throw new Error('two desks expected');
    const short = await meet(office, hub, desk);
    for (let n = 0; n < 200; n += 1)
      await hub.client(office.users.agent).customer.create({ displayName: 'مریم رحیمی' });
    office.exchange(hub, desk);
    const long = await meet(office, hub, desk);
    await desk.client(office.users.agent).customer.create({ displayName: 'علی رضایی' });
    const news = await meet(office, hub, desk);
    office.close();
    for (const { bytes, roundTrips } of [short, long]) {
      expect(roundTrips).toBeLessThanOrEqual(5);
      expect(bytes).toBeLessThanOrEqual(1024);
    }
    expect(long.bytes).toBeLessThan(short.bytes * 2);
    // The control: with something new the same measure counts more.
    expect(news.bytes).toBeGreaterThan(1024);
  });
});
