/**
 * What every `Transport` promises, whatever carries it. A case knows no implementation: it gets two sides
 * and a way to wait, and throws when a promise is broken.
 */
import { expect } from 'vitest';
import {
  type CloseReason,
  type Connection,
  maxFrameBytes,
  type Transport,
} from '../../electron/core/sync/ports.ts';

export interface TransportWorld {
  readonly server: Transport;
  readonly client: Transport;
  /** Where the client reaches this port of the server. */
  readonly addressOf: (port: number) => string;
  /** Where nobody listens. */
  readonly deadAddress: string;
  /** Lets time pass until the promise settles. */
  readonly wait: <T>(promise: Promise<T>) => Promise<T>;
  /** Lets time pass until this is so. @throws when it does not come to pass. */
  readonly until: (isSo: () => boolean, what: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface TransportCase {
  readonly name: string;
  readonly check: (world: TransportWorld) => Promise<void>;
}

/** One side of a connection and everything that it was told. */
interface Side {
  readonly connection: Connection;
  readonly frames: Uint8Array[];
  readonly ends: CloseReason[];
}

const kib = 1024;
const mib = 1024 * kib;

function watch(connection: Connection): Side {
  const side: Side = { connection, frames: [], ends: [] };
  connection.onFrame((frame) => side.frames.push(frame));
  connection.onClose((reason) => side.ends.push(reason));
  return side;
}

async function listen(world: TransportWorld, onConnection: (connection: Connection) => void, port = 0) {
  const listening = await world.wait(world.server.listen(port, onConnection));
  if (!listening.ok) throw new Error(`Could not listen: ${listening.error.type}`);
  return listening.value;
}

async function dial(world: TransportWorld, port: number): Promise<Connection> {
  const dialled = await world.wait(world.client.dial(world.addressOf(port)));
  if (!dialled.ok) throw new Error(`Could not dial: ${dialled.error.detail}`);
  return dialled.value;
}

async function connect(world: TransportWorld): Promise<{ client: Side; server: Side; port: number }> {
  const accepted: Side[] = [];
  const { port } = await listen(world, (connection) => accepted.push(watch(connection)));
  const client = watch(await dial(world, port));
  await world.until(() => accepted.length === 1, 'the connection is accepted');
  const server = accepted[0];
  if (!server) throw new Error('Nothing was accepted');
  server.connection.authenticated();
  return { client, server, port };
}

/** A frame that says which one it is, and where a byte is wrong. */
function frameOf(index: number, sizeBytes: number): Uint8Array {
  const frame = new Uint8Array(sizeBytes);
  for (let at = 0; at < sizeBytes; at += 1) frame[at] = (index + at * 31 + (at >>> 8)) & 0xff;
  return frame;
}

const sameBytes = (one: Uint8Array | undefined, other: Uint8Array): boolean =>
  one !== undefined && Buffer.compare(one, other) === 0;

function expectFrames(actual: readonly Uint8Array[], expected: readonly Uint8Array[]): void {
  expect(actual.length).toBe(expected.length);
  const firstWrong = expected.findIndex((frame, index) => !sameBytes(actual[index], frame));
  expect(firstWrong, 'index of the first frame that differs').toBe(-1);
}

export const transportCases: readonly TransportCase[] = [
  {
    name: 'frames arrive whole, in order and once, whatever their length',
    async check(world) {
      const { client, server } = await connect(world);
      const sizes = [0, 1, 125, 126, 127, 65_535, 65_536, 65_537, 200_000, 3];
      const frames = sizes.map((size, index) => frameOf(index, size));
      for (const frame of frames) client.connection.send(frame);
      await world.until(() => server.frames.length >= frames.length, 'all frames arrive');
      expectFrames(server.frames, frames);
    },
  },
  {
    name: 'a frame of exactly the limit arrives, both ways',
    async check(world) {
      const { client, server } = await connect(world);
      const frame = frameOf(7, maxFrameBytes);
      client.connection.send(frame);
      server.connection.send(frame);
      await world.until(() => server.frames.length === 1 && client.frames.length === 1, 'both arrive');
      expectFrames(server.frames, [frame]);
      expectFrames(client.frames, [frame]);
    },
  },
  {
    name: 'a frame above the limit drops the peer, and both sides are told why',
    async check(world) {
      const { client, server } = await connect(world);
      client.connection.send(frameOf(0, 10));
      client.connection.send(frameOf(1, maxFrameBytes + 1));
      client.connection.send(frameOf(2, 10));
      await world.until(() => server.ends.length > 0 && client.ends.length > 0, 'both sides end');
      expect(server.ends).toEqual([{ type: 'protocol', detail: expect.stringMatching(/./) }]);
      expect(client.ends).toEqual([{ type: 'closed-by-peer', detail: expect.stringMatching(/./) }]);
      expectFrames(server.frames, [frameOf(0, 10)]);
    },
  },
  {
    name: 'what was sent before a close arrives, and each side learns once who closed and why',
    async check(world) {
      const { client, server } = await connect(world);
      const frames = Array.from({ length: 50 }, (_, index) => frameOf(index, 1_000));
      for (const frame of frames) client.connection.send(frame);
      client.connection.close('گفت‌وگو تمام شد');
      client.connection.send(frameOf(99, 5));
      client.connection.close('again');
      expect(client.ends, 'the end is not told within the call').toEqual([]);
      await world.until(() => server.ends.length > 0 && client.ends.length > 0, 'both sides end');
      expect(client.ends).toEqual([{ type: 'closed-here', detail: 'گفت‌وگو تمام شد' }]);
      expect(server.ends).toEqual([{ type: 'closed-by-peer', detail: 'گفت‌وگو تمام شد' }]);
      expectFrames(server.frames, frames);
    },
  },
  {
    name: 'the accepting side can close too, and nothing arrives after its own close',
    async check(world) {
      const { client, server } = await connect(world);
      client.connection.send(frameOf(1, 10));
      server.connection.close('wrong secret');
      const before = server.frames.length;
      await world.until(() => server.ends.length > 0 && client.ends.length > 0, 'both sides end');
      expect(server.ends).toEqual([{ type: 'closed-here', detail: 'wrong secret' }]);
      expect(client.ends).toEqual([{ type: 'closed-by-peer', detail: 'wrong secret' }]);
      expect(server.frames.length).toBe(before);
    },
  },
  {
    name: 'who asks after the end is still told, and sending then does nothing',
    async check(world) {
      const { client, server } = await connect(world);
      server.connection.close('bye');
      await world.until(() => client.ends.length > 0, 'the client hears it');
      const late = watch(client.connection);
      client.connection.send(frameOf(0, 10));
      client.connection.close('too late');
      await world.until(() => late.ends.length > 0, 'the late listener hears it');
      expect(late.ends).toEqual([{ type: 'closed-by-peer', detail: 'bye' }]);
      expect(client.ends).toEqual([{ type: 'closed-by-peer', detail: 'bye' }]);
    },
  },
  {
    name: 'frames sent at once by the accepting side wait for the dialler to listen',
    async check(world) {
      const frames = [1, 2, 3].map((index) => frameOf(index, 100 * index));
      const { port } = await listen(world, (connection) => {
        for (const frame of frames) connection.send(frame);
      });
      const connection = await dial(world, port);
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      const client = watch(connection);
      expect(client.frames, 'nothing is handed over within the call').toEqual([]);
      await world.until(() => client.frames.length === 3, 'all three arrive');
      expectFrames(client.frames, frames);
    },
  },
  {
    name: 'the last listener for frames counts',
    async check(world) {
      const { client, server } = await connect(world);
      client.connection.send(frameOf(1, 10));
      await world.until(() => server.frames.length === 1, 'the first listener hears');
      const taken: Uint8Array[] = [];
      server.connection.onFrame((frame) => taken.push(frame));
      client.connection.send(frameOf(2, 10));
      await world.until(() => taken.length === 1, 'the second listener hears');
      expectFrames(server.frames, [frameOf(1, 10)]);
      expectFrames(taken, [frameOf(2, 10)]);
    },
  },
  {
    name: 'sending fast fills a queue that can be seen, and its owner is told when to go on',
    async check(world) {
      const { client, server } = await connect(world);
      let drains = 0;
      let lowestAtDrain = Number.POSITIVE_INFINITY;
      client.connection.onDrain(() => {
        drains += 1;
        lowestAtDrain = Math.min(lowestAtDrain, client.connection.bufferedBytes());
      });
      const frames = Array.from({ length: 48 }, (_, index) => frameOf(index, 256 * kib));
      for (const frame of frames) client.connection.send(frame);
      expect(client.connection.bufferedBytes()).toBeGreaterThan(4 * mib);
      expect(drains).toBe(0);
      await world.until(() => server.frames.length === frames.length, 'all frames arrive');
      await world.until(() => client.connection.bufferedBytes() === 0, 'the queue runs empty');
      await world.until(() => drains > 0, 'the drain is told');
      expect(lowestAtDrain).toBeLessThan(mib);
      expectFrames(server.frames, frames);
    },
  },
  {
    name: 'a sender that pauses at a small queue is woken too',
    async check(world) {
      const { client, server } = await connect(world);
      const frames = Array.from({ length: 300 }, (_, index) => frameOf(index, 4 * kib));
      let next = 0;
      const pump = (): void => {
        while (next < frames.length && client.connection.bufferedBytes() < 64 * kib) {
          client.connection.send(frames[next] ?? new Uint8Array());
          next += 1;
        }
      };
      client.connection.onDrain(pump);
      pump();
      await world.until(() => server.frames.length === frames.length, 'all frames arrive');
      expectFrames(server.frames, frames);
    },
  },
  {
    name: 'a thousand frames each way at once arrive in order',
    async check(world) {
      const { client, server } = await connect(world);
      const up = Array.from({ length: 1000 }, (_, index) => frameOf(index, 1 + ((index * 37) % 3_000)));
      const down = Array.from({ length: 1000 }, (_, index) => frameOf(index + 5, 1 + ((index * 53) % 3_000)));
      for (let index = 0; index < 1000; index += 1) {
        client.connection.send(up[index] ?? new Uint8Array());
        server.connection.send(down[index] ?? new Uint8Array());
      }
      await world.until(() => server.frames.length >= 1000 && client.frames.length >= 1000, 'all arrive');
      expectFrames(server.frames, up);
      expectFrames(client.frames, down);
    },
  },
  {
    name: 'dialling where nobody listens fails with a reason',
    async check(world) {
      const dialled = await world.wait(world.client.dial(world.deadAddress));
      expect(dialled).toEqual({
        ok: false,
        error: { type: 'unreachable', detail: expect.stringMatching(/./) },
      });
    },
  },
  {
    name: 'a port that is taken is refused as such',
    async check(world) {
      const { port } = await listen(world, () => undefined);
      const again = await world.wait(world.server.listen(port, () => undefined));
      expect(again).toEqual({ ok: false, error: { type: 'port-taken', port } });
    },
  },
  {
    name: 'a closed listener ends what it accepted, takes nobody any more, and frees its port',
    async check(world) {
      const accepted: Side[] = [];
      const listener = await listen(world, (connection) => accepted.push(watch(connection)));
      const client = watch(await dial(world, listener.port));
      await world.wait(listener.close());
      await world.until(() => client.ends.length === 1 && accepted[0]?.ends.length === 1, 'both sides end');
      expect(client.ends[0]?.type).toBe('closed-by-peer');
      expect(accepted[0]?.ends[0]?.type).toBe('closed-here');
      expect((await world.wait(world.client.dial(world.addressOf(listener.port)))).ok).toBe(false);
      const again = await listen(world, () => undefined, listener.port);
      expect(again.port).toBe(listener.port);
    },
  },
  {
    name: 'both ends share 32 bytes of channel binding that no other connection has',
    async check(world) {
      const bindings: Uint8Array[] = [];
      const { port } = await listen(world, ({ channelBinding }) => bindings.push(channelBinding));
      const first = await dial(world, port);
      const second = await dial(world, port);
      await world.until(() => bindings.length === 2, 'both are accepted');
      expect(first.channelBinding.length).toBe(32);
      expect(Buffer.from(first.channelBinding).equals(Buffer.from(second.channelBinding))).toBe(false);
      const known = bindings.map((binding) => Buffer.from(binding).toString('hex')).sort();
      const seen = [first, second]
        .map(({ channelBinding }) => Buffer.from(channelBinding).toString('hex'))
        .sort();
      expect(seen).toEqual(known);
    },
  },
  {
    name: 'each end knows whether it dialled, and where the other one is',
    async check(world) {
      const { client, server, port } = await connect(world);
      expect(client.connection.dialled).toBe(true);
      expect(server.connection.dialled).toBe(false);
      expect(client.connection.remoteAddress).toBe(world.addressOf(port));
      expect(server.connection.remoteAddress).toMatch(/^.+:[0-9]+$/);
    },
  },
];
