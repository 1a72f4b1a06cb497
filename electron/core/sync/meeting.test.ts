import { describe, expect, it } from 'vitest';
import { err } from '../../../shared/lib/result.ts';
import { type Desk, type Office, openOffice } from '../../../test/support/desk.ts';
import { createMemoryNetwork } from '../../../test/support/memory-network.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { noneDiscovery } from '../net/none-discovery.ts';
import { startMesh } from './mesh.ts';
import type { Transport } from './ports.ts';

const hubAddress = 'hub:7';
const oneWayMs = 10;
/** TCP, TLS 1.3 and the upgrade to WebSocket take one each before the first frame. */
const roundTripsBefore = 3;

interface Meeting {
  readonly bytes: number;
  readonly roundTrips: number;
}

/** Counts what both ends of every connection that is dialled here say, in bytes of frames. */
const counting = (
  transport: Transport,
  count: (bytes: number) => void,
  onDialled: () => void,
): Transport => ({
  listen: transport.listen,
  dial: async (address) => {
    // Only the desk dials: two connections that cross are another story (S25).
    if (address !== hubAddress) return err({ type: 'unreachable', detail: 'not tried' });
    const dialled = await transport.dial(address);
    if (!dialled.ok) return dialled;
    onDialled();
    const connection = dialled.value;
    return {
      ok: true,
      value: {
        ...connection,
        send: (frame) => {
          count(frame.length);
          connection.send(frame);
        },
        onFrame: (run) =>
          connection.onFrame((frame) => {
            count(frame.length);
            run(frame);
          }),
      },
    };
  },
});

/** Two desks that hold the same meet; everything that they say within three seconds is counted. */
const meet = async (office: Office, hub: Desk, desk: Desk): Promise<Meeting> => {
  const { clock } = office;
  const latency = { minMs: oneWayMs, maxMs: oneWayMs };
  const network = createMemoryNetwork({ clock, random: seededRandom(1), latency });
  let bytes = 0;
  let dialledMs = 0;
  const startOn = async ({ replica }: Desk, name: string, dials: readonly string[]) => {
    const membership = replica.membership();
    if (membership === null) throw new Error('a membership expected');
    const transport = counting(
      network.transport(name),
      (count) => {
        bytes += count;
      },
      () => {
        dialledMs = clock.monotonicMs();
      },
    );
    const mesh = await startMesh({
      replica,
      membership,
      organisationName: 'نمونه‌کالا',
      deviceName: name,
      transport,
      discovery: noneDiscovery(),
      syncPort: 7,
      appVersion: '0.1.0',
      fixedAddresses: dials,
      features: [],
      onClock: () => undefined,
      onChange: () => undefined,
      onRefusal: () => undefined,
      onFault: (cause) => {
        throw cause;
      },
    });
    if (!mesh.ok) throw new Error(mesh.error.type);
    return mesh.value;
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
