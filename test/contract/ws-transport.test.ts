import { createServer as createTcpServer, connect as tcpConnect } from 'node:net';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createTlsIdentity, type TlsIdentity } from '../../electron/core/net/tls-identity.ts';
import type { WsLimits } from '../../electron/core/net/ws-limits.ts';
import type { Refusal } from '../../electron/core/net/ws-listener.ts';
import { wsTransport } from '../../electron/core/net/ws-transport.ts';
import { systemClock as realClock } from '../../electron/core/real-world.ts';
import type { CloseReason, Connection, Listener, Transport } from '../../electron/core/sync/ports.ts';
import { poll } from '../support/poll.ts';

import { tcpProxy } from '../support/tcp-proxy.ts';
import { type TransportWorld, transportCases } from './transport.suite.ts';

let identity: TlsIdentity;
const cleanUps: (() => unknown)[] = [];

beforeAll(async () => {
  identity = await createTlsIdentity();
});

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Its listeners and connections end with the test. */
function transport(limits: Partial<WsLimits> = {}, onRefusal?: (refusal: Refusal) => void): Transport {
  const real = wsTransport({ identity, clock: realClock, limits, ...(onRefusal ? { onRefusal } : {}) });
  return {
    async listen(port, onConnection) {
      const listening = await real.listen(port, onConnection);
      if (listening.ok) cleanUps.push(() => listening.value.close());
      return listening;
    },
    async dial(address) {
      const dialled = await real.dial(address);
      if (dialled.ok) cleanUps.push(() => dialled.value.close('the test is over'));
      return dialled;
    },
  };
}

describe('ws transport', () => {
  it.each(transportCases)('$name', async ({ check }) => {
    const world: TransportWorld = {
      server: transport(),
      client: transport(),
      addressOf: (port) => `127.0.0.1:${port}`,
      deadAddress: '127.0.0.1:1',
      wait: (promise) => promise,
      until: poll,
      close: () => Promise.resolve(),
    };
    await check(world);
  });
});

interface Server {
  readonly listener: Listener;
  readonly address: string;
  readonly accepted: Connection[];
  readonly ends: CloseReason[];
  readonly refusals: Refusal[];
}

async function serve(limits: Partial<WsLimits> = {}): Promise<Server> {
  const accepted: Connection[] = [];
  const ends: CloseReason[] = [];
  const refusals: Refusal[] = [];
  const server = transport(limits, (refusal) => refusals.push(refusal));
  const listening = await server.listen(0, (connection) => {
    accepted.push(connection);
    connection.onClose((reason) => ends.push(reason));
  });
  if (!listening.ok) throw new Error('Could not listen');
  return {
    listener: listening.value,
    address: `127.0.0.1:${listening.value.port}`,
    accepted,
    ends,
    refusals,
  };
}

async function dial(address: string, limits: Partial<WsLimits> = {}) {
  const dialled = await transport(limits).dial(address);
  if (!dialled.ok) throw new Error(dialled.error.detail);
  const ends: CloseReason[] = [];
  dialled.value.onClose((reason) => ends.push(reason));
  return { connection: dialled.value, ends };
}

const withCertificate = () => ({
  rejectUnauthorized: false,
  key: identity.privateKeyPem,
  cert: identity.certificatePem,
});

const outcomeOf = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => {
    socket.on('open', () => resolve('open'));
    socket.on('error', (error) => resolve(error.message));
  });

describe('ws transport: who gets in', () => {
  it('S46: plain ws is refused before any frame (G6)', async () => {
    const { address, accepted, refusals } = await serve();
    expect(await outcomeOf(new WebSocket(`ws://${address}/sync`))).not.toBe('open');
    await poll(() => refusals.length > 0, 'the refusal is counted');
    expect(refusals[0]?.type).toBe('tls');
    expect(accepted).toEqual([]);
  });

  it('S46: TLS 1.2 is refused (G6), TLS 1.3 is not', async () => {
    const { listener, accepted, refusals } = await serve();
    const handshake = (version: 'TLSv1.2' | 'TLSv1.3'): Promise<string> =>
      new Promise((resolve) => {
        const options = { port: listener.port, host: '127.0.0.1', ...withCertificate() };
        const socket: TLSSocket = tlsConnect({ ...options, minVersion: version, maxVersion: version }, () => {
          resolve(socket.getProtocol() ?? 'none');
          socket.destroy();
        });
        socket.on('error', () => resolve('refused'));
      });
    expect(await handshake('TLSv1.2')).toBe('refused');
    expect(await handshake('TLSv1.3')).toBe('TLSv1.3');
    await poll(() => refusals.some(({ type }) => type === 'tls'), 'the refusal is counted');
    expect(accepted).toEqual([]);
  });

  it('S46: who shows no certificate is refused before any byte of it is read', async () => {
    const { listener, address, accepted, refusals } = await serve();
    const answered = await new Promise<string>((resolve) => {
      const options = { port: listener.port, host: '127.0.0.1', rejectUnauthorized: false };
      let answer = '';
      const socket = tlsConnect(options, () => socket.write('GET /sync HTTP/1.1\r\nHost: x\r\n\r\n'));
      socket.on('data', (bytes) => {
        answer += bytes.toString();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(answer));
    });
    expect(answered).toBe('');
    const nameless = new WebSocket(`wss://${address}/sync`, { rejectUnauthorized: false });
    expect(await outcomeOf(nameless)).not.toBe('open');
    expect(refusals.map(({ type, detail }) => `${type}: ${detail}`)).toEqual([
      'tls: no certificate',
      'tls: no certificate',
    ]);
    expect(accepted).toEqual([]);
    expect((await dial(address)).connection.dialled).toBe(true);
  });

  it('somebody in the middle can relay frames, but cannot make the two bindings equal', async () => {
    const { address, accepted } = await serve();
    const middle = transport();
    const listening = await middle.listen(0, async (victim) => {
      const onward = await middle.dial(address);
      if (onward.ok) victim.onFrame(onward.value.send);
    });
    if (!listening.ok) throw new Error('Could not listen');
    const { connection } = await dial(`127.0.0.1:${listening.value.port}`);
    await poll(() => accepted.length === 1, 'the relay has connected');
    const heard: Uint8Array[] = [];
    accepted[0]?.onFrame((frame) => heard.push(frame));
    connection.send(connection.channelBinding);
    await poll(() => heard.length === 1, 'the frame is relayed');
    expect(heard[0]).toEqual(connection.channelBinding);
    expect(accepted[0]?.channelBinding).not.toEqual(connection.channelBinding);
  });

  it('a page in a browser and another path are refused', async () => {
    const { address, accepted, refusals } = await serve();
    const insecure = withCertificate();
    const page = new WebSocket(`wss://${address}/sync`, { ...insecure, origin: 'https://example.org' });
    expect(await outcomeOf(page)).not.toBe('open');
    expect(await outcomeOf(new WebSocket(`wss://${address}/other`, insecure))).not.toBe('open');
    expect(refusals.map(({ type }) => type)).toEqual(['not-sync', 'not-sync']);
    expect(accepted).toEqual([]);
  });

  it('the ninth that has proven nothing is refused; those who have do not count', async () => {
    const { address, accepted, refusals } = await serve();
    for (let index = 0; index < 3; index += 1) {
      await dial(address);
      await poll(() => accepted.length === index + 1, 'it is accepted');
      accepted[index]?.authenticated();
    }
    const strangers = [];
    for (let index = 0; index < 8; index += 1) strangers.push(await dial(address));
    expect((await transport().dial(address)).ok).toBe(false);
    expect(refusals.map(({ type }) => type)).toEqual(['crowded']);

    strangers[0]?.connection.close('makes room');
    await poll(async () => (await transport().dial(address)).ok, 'a place is free again');
  });

  it('an accepted connection that proves nothing in time is dropped', async () => {
    const { address, ends } = await serve({ authenticateWithinMs: 150 });
    const client = await dial(address);
    await poll(() => client.ends.length === 1 && ends.length === 1, 'both sides end');
    expect(ends).toEqual([{ type: 'protocol', detail: 'no proof of identity in time' }]);
    expect(client.ends).toEqual([{ type: 'closed-by-peer', detail: 'no proof of identity in time' }]);
  });

  it('a socket that opens and says nothing is ended and gives its place back', async () => {
    const { listener, address, refusals } = await serve({ dialTimeoutMs: 150, maxUnauthenticated: 1 });
    const mute = tcpConnect(listener.port, '127.0.0.1');
    mute.on('error', () => undefined).resume();
    await poll(() => mute.destroyed || mute.closed, 'the mute socket is ended');
    // Two watches run out at once, that of TLS and that of the lobby: either may be first.
    expect(['slow', 'tls']).toContain(refusals[0]?.type);
    await poll(async () => (await transport().dial(address)).ok, 'its place is free');
  });

  it('random bytes and half requests end without harm', async () => {
    const { listener, address, accepted } = await serve({ dialTimeoutMs: 300, maxUnauthenticated: 100 });
    const payloads = ['GET / HTTP/1.1\r\n', '\x16\x03\x01\x02\x00\x01', '\0'.repeat(5000), 'x'];
    const sockets = payloads.map((payload) => {
      const socket = tcpConnect(listener.port, '127.0.0.1', () => socket.write(payload));
      socket.on('error', () => undefined).resume();
      return socket;
    });
    await poll(() => sockets.every((socket) => socket.destroyed || socket.closed), 'all are ended');
    expect(accepted).toEqual([]);
    expect((await dial(address)).connection.dialled).toBe(true);
  });
});

describe('ws transport: how connections end', () => {
  const quick = { pingEveryMs: 100, silentAfterMs: 300, closeTimeoutMs: 200 };

  it('S44: G12: a peer behind a black hole is noticed on both sides, and an idle one is not taken for it', async () => {
    const { listener, accepted, ends } = await serve(quick);
    const proxy = await tcpProxy(listener.port);
    cleanUps.push(() => proxy.close());
    const client = await dial(`127.0.0.1:${proxy.port}`, quick);
    await poll(() => accepted.length === 1, 'it is accepted');
    accepted[0]?.authenticated();

    const idleSinceMs = performance.now();
    await poll(() => performance.now() - idleSinceMs > 3 * quick.silentAfterMs, 'three limits pass');
    expect([...client.ends, ...ends]).toEqual([]);

    proxy.swallow();
    const swallowedAtMs = performance.now();
    await poll(() => client.ends.length === 1 && ends.length === 1, 'both sides notice');
    expect([...client.ends, ...ends]).toEqual([{ type: 'silent' }, { type: 'silent' }]);
    // The limit itself is tested to the millisecond in heartbeat.test.ts; this machine may be busy.
    expect(performance.now() - swallowedAtMs).toBeLessThan(quick.silentAfterMs * 5);
  });

  it('closing into a black hole ends after the close timeout, with the own reason', async () => {
    const { listener } = await serve();
    const proxy = await tcpProxy(listener.port);
    cleanUps.push(() => proxy.close());
    const client = await dial(`127.0.0.1:${proxy.port}`, quick);
    proxy.swallow();
    client.connection.close('enough');
    await poll(() => client.ends.length === 1, 'the client is told');
    expect(client.ends).toEqual([{ type: 'closed-here', detail: 'enough' }]);
  });

  it('a connection that breaks is unreachable on both sides', async () => {
    const { listener, accepted, ends } = await serve();
    const proxy = await tcpProxy(listener.port);
    cleanUps.push(() => proxy.close());
    const client = await dial(`127.0.0.1:${proxy.port}`);
    await poll(() => accepted.length === 1, 'it is accepted');
    proxy.breakAll();
    await poll(() => client.ends.length === 1 && ends.length === 1, 'both sides notice');
    expect([client.ends[0]?.type, ends[0]?.type]).toEqual(['unreachable', 'unreachable']);
  });

  it('a text frame breaks the protocol', async () => {
    const { address, ends } = await serve();
    const socket = new WebSocket(`wss://${address}/sync`, withCertificate());
    await outcomeOf(socket);
    socket.send('hello');
    await poll(() => ends.length === 1, 'it is dropped');
    expect(ends).toEqual([{ type: 'protocol', detail: 'a text frame' }]);
  });

  it('a long reason is cut at a character', async () => {
    const { address, ends } = await serve();
    const client = await dial(address);
    client.connection.close(`a${'پ'.repeat(100)}`);
    await poll(() => ends.length === 1, 'the server is told');
    expect(ends).toEqual([{ type: 'closed-by-peer', detail: `a${'پ'.repeat(61)}` }]);
  });

  it('dialling somebody who never answers gives up', async () => {
    const mute = createTcpServer(() => undefined);
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    cleanUps.push(() => mute.close());
    const address = mute.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const dialled = await transport({ dialTimeoutMs: 150 }).dial(`127.0.0.1:${port}`);
    expect(dialled).toEqual({ ok: false, error: { type: 'unreachable', detail: 'no answer in 150 ms' } });
  });

  it('an address that cannot be read is unreachable', async () => {
    expect(await transport().dial('not an address')).toMatchObject({ ok: false });
  });

  it('IPv6 is dialled and reported in brackets', async () => {
    const { listener, accepted } = await serve();
    const client = await dial(`[::1]:${listener.port}`);
    await poll(() => accepted.length === 1, 'it is accepted');
    expect(client.connection.remoteAddress).toBe(`[::1]:${listener.port}`);
    expect(accepted[0]?.remoteAddress).toMatch(/^\[::1\]:[0-9]+$/);
  });
});
