/** A hundred desks and a hub that comes back: real sockets, real TLS, everything in one process. */
import { describe, expect, it } from 'vitest';
import { createTlsIdentity } from '../../electron/core/net/tls-identity.ts';
import { wsTransport } from '../../electron/core/net/ws-transport.ts';
import { systemClock, systemRandom } from '../../electron/core/real-world.ts';
import { openDialler } from '../../electron/core/sync/dialler.ts';
import { introduce } from '../../electron/core/sync/handshake.ts';
import type { Connection, Timer } from '../../electron/core/sync/ports.ts';
import { type DeviceId, idSchema } from '../../shared/lib/ids.ts';
import { poll } from '../support/poll.ts';

const desks = 100;
const backWithinMs = 30_000;
const secret = 'AAAAA-BBBBB-CCCCC-DDDDD';
const deviceOf = (n: number): DeviceId =>
  idSchema<'device'>().parse(`0197a000-0000-7000-8000-${String(n).padStart(12, '0')}`);

describe('a hub that comes back', () => {
  it(`S44: has ${desks} desks again within ${backWithinMs / 1000} s`, async () => {
    const transport = wsTransport({ identity: await createTlsIdentity(), clock: systemClock });
    const proven = new Set<DeviceId>();
    const hub = async (port: number) => {
      const listening = await transport.listen(port, (connection) =>
        introduce(
          { connection, random: systemRandom, ownId: deviceOf(0), purpose: 'sync', secret },
          (introduced) => {
            if (!introduced.ok) return;
            proven.add(introduced.value.deviceId);
            connection.onClose(() => proven.delete(introduced.value.deviceId));
          },
        ),
      );
      if (!listening.ok) throw new Error(listening.error.type);
      return listening.value;
    };
    let listener = await hub(0);
    const address = `127.0.0.1:${listener.port}`;

    /** As a desk's mesh does: looks each second, and at once when a connection ends. */
    const desk = (ownId: DeviceId) => {
      let connected: Connection | null = null;
      let timer: Timer | null = null;
      const dialler = openDialler({
        clock: systemClock,
        transport,
        isConnected: () => connected !== null,
        meet: (connection, _, onMet) =>
          introduce({ connection, random: systemRandom, ownId, purpose: 'sync', secret }, ({ ok }) => {
            onMet(ok);
            if (!ok) return;
            dialler.noteAnswer(address, deviceOf(0));
            connected = connection;
            connection.onClose(() => {
              connected = null;
              dialler.noteEnd(address, true);
              dialler.dial(address);
            });
          }),
        onFault: (cause) => {
          throw cause;
        },
      });
      const look = (): void => {
        dialler.dial(address);
        timer = systemClock.after(1000, look);
      };
      look();
      return () => {
        timer?.cancel();
        dialler.close();
        connected?.close('over');
      };
    };
    const ends = Array.from({ length: desks }, (_, n) => desk(deviceOf(n + 1)));
    await poll(() => proven.size === desks, 'all have come', 2 * backWithinMs);
    await listener.close();
    await poll(() => proven.size === 0, 'all have gone');
    const restartedMs = performance.now();
    listener = await hub(listener.port);
    await poll(() => proven.size === desks, 'all are back', 2 * backWithinMs);
    const tookMs = performance.now() - restartedMs;
    for (const end of ends) end();
    await listener.close();
    expect(tookMs).toBeLessThan(backWithinMs);
  }, 150_000);
});
