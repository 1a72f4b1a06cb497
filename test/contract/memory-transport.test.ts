import { describe, expect, it } from 'vitest';
import type { Connection, Transport } from '../../electron/core/sync/ports.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createMemoryNetwork } from '../support/memory-network.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { type TransportWorld, transportCases } from './transport.suite.ts';

type Wrap = (transport: Transport) => Transport;

function memoryWorld(wrap: Wrap = (transport) => transport): TransportWorld {
  const clock = createFakeClock();
  const network = createMemoryNetwork({ clock, random: seededRandom(1) });
  const until = async (isSo: () => boolean, what: string): Promise<void> => {
    if (!(await clock.advanceUntil(isSo, 60_000))) throw new Error(`It never came to pass that ${what}`);
  };
  return {
    server: wrap(network.transport('server')),
    client: wrap(network.transport('client')),
    addressOf: (port) => `server:${port}`,
    deadAddress: 'server:1',
    until,
    async wait(promise) {
      let isSettled = false;
      const settle = (): void => {
        isSettled = true;
      };
      promise.then(settle, settle);
      await until(() => isSettled, 'the promise settles');
      return promise;
    },
    close: () => Promise.resolve(),
  };
}

describe('memory transport', () => {
  it.each(transportCases)('$name', async ({ check }) => {
    await check(memoryWorld());
  });
});

/** Which cases notice that something is wrong with this transport. */
async function casesThatFail(wrap: Wrap): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, check } of transportCases) {
    await check(memoryWorld(wrap)).catch(() => failed.push(name));
  }
  return failed;
}

const wrapping =
  (fault: (connection: Connection) => Connection): Wrap =>
  (transport) => ({
    listen: (port, onConnection) => transport.listen(port, (connection) => onConnection(fault(connection))),
    async dial(address) {
      const dialled = await transport.dial(address);
      return dialled.ok ? { ok: true, value: fault(dialled.value) } : dialled;
    },
  });

const faults: readonly { what: string; fault: (connection: Connection) => Connection; caughtBy: string }[] = [
  {
    what: 'loses every 100th frame',
    caughtBy: 'a thousand frames each way at once arrive in order',
    fault(connection) {
      let count = 0;
      const send = (frame: Uint8Array): void => {
        count += 1;
        if (count % 100 !== 0) connection.send(frame);
      };
      return { ...connection, send };
    },
  },
  {
    what: 'swaps every 100th frame with the next',
    caughtBy: 'a thousand frames each way at once arrive in order',
    fault(connection) {
      let count = 0;
      let held: Uint8Array | undefined;
      const send = (frame: Uint8Array): void => {
        count += 1;
        if (count % 100 === 0) {
          held = frame;
          return;
        }
        connection.send(frame);
        if (held) connection.send(held);
        held = undefined;
      };
      return { ...connection, send };
    },
  },
  {
    what: 'repeats every 100th frame',
    caughtBy: 'a thousand frames each way at once arrive in order',
    fault(connection) {
      let count = 0;
      const send = (frame: Uint8Array): void => {
        count += 1;
        connection.send(frame);
        if (count % 100 === 0) connection.send(frame);
      };
      return { ...connection, send };
    },
  },
  {
    what: 'has one binding for all connections',
    caughtBy: 'both ends share 32 bytes of channel binding that no other connection has',
    fault: (connection) => ({ ...connection, channelBinding: new Uint8Array(32) }),
  },
  {
    what: 'never says when to go on',
    caughtBy: 'a sender that pauses at a small queue is woken too',
    fault: (connection) => ({ ...connection, onDrain() {} }),
  },
  {
    what: 'keeps the reason of a close to itself',
    caughtBy: 'what was sent before a close arrives, and each side learns once who closed and why',
    fault: (connection) => ({ ...connection, close: () => connection.close('') }),
  },
];

describe('the suite, as a control', () => {
  it('finds nothing wrong with a wrapper that changes nothing', async () => {
    expect(await casesThatFail(wrapping((connection) => ({ ...connection })))).toEqual([]);
  });

  it.each(faults)('catches a transport that $what', async ({ fault, caughtBy }) => {
    expect(await casesThatFail(wrapping(fault))).toContain(caughtBy);
  });
});
