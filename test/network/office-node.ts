/**
 * A PC with nothing but discovery and transport, for office-network.test.ts: announces itself, dials
 * whoever has a lower code, exchanges greetings, and prints what it saw as JSON lines.
 * Arguments: its code, and `loopback` or a UDP port where mDNS shall not be the office's own.
 */
import { mdnsDiscovery } from '../../electron/core/net/mdns-discovery.ts';
import { createTlsIdentity } from '../../electron/core/net/tls-identity.ts';
import { wsTransport } from '../../electron/core/net/ws-transport.ts';
import { systemClock, systemRandom } from '../../electron/core/real-world.ts';
import type { Connection } from '../../electron/core/sync/ports.ts';

const [codeText = '', mode = ''] = process.argv.slice(2);
const code = Number(codeText);
const startedAtMs = performance.now();
const print = (event: object): void => console.log(JSON.stringify({ code, ...event }));
const sinceStartMs = (): number => Math.round(performance.now() - startedAtMs);

const text = { encode: new TextEncoder(), decode: new TextDecoder() };
const pings = 200;

function greet(connection: Connection): void {
  connection.authenticated();
  let sentAtMs = 0;
  const roundTripsMs: number[] = [];
  const ping = (): void => {
    sentAtMs = performance.now();
    connection.send(text.encode.encode('ping'));
  };
  connection.onFrame((frame) => {
    const word = text.decode.decode(frame);
    if (word === 'ping') connection.send(text.encode.encode('pong'));
    else if (word === 'pong') {
      roundTripsMs.push(performance.now() - sentAtMs);
      if (roundTripsMs.length < pings) ping();
      else {
        const p50Ms = roundTripsMs.sort((one, other) => one - other)[pings / 2] ?? 0;
        print({ event: 'round-trips', p50Ms: Number(p50Ms.toFixed(3)) });
      }
    } else print({ event: 'greeting', word });
  });
  connection.onClose((reason) => print({ event: 'close', reason: reason.type }));
  connection.send(text.encode.encode(`hello from ${code}`));
  if (connection.dialled) ping();
}

const transport = wsTransport({ identity: await createTlsIdentity(), clock: systemClock });
const listening = await transport.listen(0, greet);
if (!listening.ok) throw new Error('No port is free');

const seen = new Set<number>();
const isLoopback = mode !== '';
const discovery = mdnsDiscovery({
  clock: systemClock,
  random: systemRandom,
  onProblem: (problem) => print({ event: 'problem', ...problem }),
  ...(isLoopback ? { loopback: true, port: Number(mode) } : {}),
});
discovery.onSighting(async ({ deviceCode, addresses }) => {
  if (seen.has(deviceCode)) return;
  seen.add(deviceCode);
  print({ event: 'sighting', seen: deviceCode, addresses, afterMs: sinceStartMs() });
  if (deviceCode > code) return;
  const dialled = await transport.dial(addresses[0] ?? '');
  if (dialled.ok) greet(dialled.value);
  else print({ event: 'dial-failed', detail: dialled.error.detail });
});
discovery.announce({
  organisationId: '0193e5a0-0000-7000-8000-000000000001',
  organisationName: 'مرکز تماس پایدار',
  deviceId: `0193e5a0-0000-7000-8000-000000000${code}`,
  deviceName: `میز ${code}`,
  deviceCode: code,
  role: code === 100 ? 'hub' : 'desk',
  port: listening.value.port,
});
print({ event: 'ready', afterMs: sinceStartMs() });

process.once('SIGTERM', async () => {
  await discovery.close();
  await listening.value.close();
  process.exit(0);
});
