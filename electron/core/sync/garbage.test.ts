import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protocolVersion } from '../../../shared/sync/messages.ts';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { recordedConnection } from '../../../test/support/recorded-connection.ts';
import { openingOf, openRecordedSession, recordedPeerId } from '../../../test/support/recorded-session.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { openTestReplica, organisationId } from '../../../test/support/test-replica.ts';
import { readVector } from '../db/operation-log.ts';
import { systemRandom } from '../real-world.ts';
import { clockTalk } from './clock-talk.ts';
import { introduce } from './handshake.ts';
import type { SessionFeature } from './session-feature.ts';

/** Conversations and single frames that are tried; `npm run faults` sets more. */
const runs = Number(process.env.PAYDAR_FUZZ_TALKS ?? 400);
const randomFrames = Number(process.env.PAYDAR_FUZZ_FRAMES ?? 4000);
/** A fault that `npm run faults` plants, and that has to fail here. */
const plant = process.env.PAYDAR_PLANT;
/** For as many as a night's run sets. */
const mostMs = 600_000;
const mostGrowthBytes = 100 * 1024 * 1024;
const usedBytes = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const peerId = recordedPeerId;
const history = forgeHistory(organisationId, 1);
const operation = history.next([]);

const frameOf = (header: string, payload: Uint8Array, saidLength?: number): Uint8Array => {
  const bytes = Buffer.from(header, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(saidLength ?? bytes.length);
  return Buffer.concat([length, bytes, payload]);
};

/** Of the same operation, unsigned: it is unpacked and read, and never taken. */
const unsigned = { ...operation.key, size: operation.bytes.length, form: 0, signatureSize: 0 };
const plain = frameOf(JSON.stringify({ t: 'operations', run: 0, items: [unsigned] }), operation.bytes);
const packed = zstdCompressSync(plain);

/** One message of each kind as an honest peer would send it, to be spoiled. */
const honest: readonly Readonly<Record<string, unknown>>[] = [
  { t: 'hello', protocol: protocolVersion, deviceId: peerId, purpose: 'sync', nonce: 'b'.repeat(43) },
  { t: 'proof', mac: 'a'.repeat(43) },
  { t: 'join', deviceName: 'x', operationKey: 'A'.repeat(43) },
  openingOf({ syncPort: 1 }),
  { t: 'holds', run: 0, vector: [{ device: peerId, epoch: 1, seq: 5 }], isLast: true },
  {
    t: 'operations',
    run: 0,
    items: [
      {
        ...operation.key,
        size: operation.bytes.length,
        form: 0,
        signatureSize: operation.signature?.length ?? 0,
      },
    ],
  },
  { t: 'packed', plainSize: plain.length, packedSize: packed.length },
  { t: 'ack', run: 0, batches: 1, vector: [{ device: peerId, epoch: 1, seq: 5 }] },
  { t: 'ping', sentMs: 1 },
  { t: 'pong', sentMs: 1, wallMs: 1 },
  { t: 'addresses', peers: [{ deviceId: peerId, addresses: ['10.0.0.1:1'] }] },
  { t: 'refused', reason: 'broken-rule' },
];

const spoilt = fc
  .record({
    message: fc.constantFrom(...honest),
    key: fc.nat(6),
    value: fc.option(fc.jsonValue({ maxDepth: 3 }), { nil: undefined }),
    payload: fc.oneof(fc.constant(operation.bytes), fc.constant(packed), fc.uint8Array({ maxLength: 300 })),
    saidLength: fc.option(fc.nat(0xffffffff), { nil: undefined, freq: 9 }),
  })
  .map(({ message, key, value, payload, saidLength }) => {
    const name = Object.keys(message)[key];
    const changed = name === undefined ? message : { ...message, [name]: value };
    return frameOf(JSON.stringify(changed), payload, saidLength);
  });
const jsonFrames = fc.jsonValue().map((value) => frameOf(JSON.stringify(value), new Uint8Array()));
const anyFrame = fc.oneof(
  { weight: 6, arbitrary: spoilt },
  { weight: 2, arbitrary: jsonFrames },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 2000 }) },
);
/** The whole conversation of one who has got into a session, or has not. */
const talk = fc.array(anyFrame, { minLength: 1, maxLength: 12 });

describe('who talks garbage', () => {
  const { replica, close } = openTestReplica(':memory:');
  const hoard: Buffer[] = [];
  const misbehave = (): void => {
    if (plant === 'throws') throw new Error('planted');
    hoard.push(Buffer.alloc(64 * 1024 * 1024, 1));
  };
  const misbehaving: SessionFeature = {
    kinds: ['ping'],
    open: () => ({ onMessage: misbehave, onClose: () => undefined }),
  };

  const session = (throws = false) => {
    const clocks = clockTalk(
      replica.clock,
      () => false,
      () => {
        if (throws) throw new Error('planted');
      },
    );
    return openRecordedSession(replica, { features: [plant === undefined ? clocks : misbehaving] });
  };

  it(
    `S45: ends a session at worst, ${runs} conversations with proven peers`,
    async () => {
      const faults: unknown[] = [];
      const before = usedBytes();
      await fc.assert(
        fc.asyncProperty(talk, fc.boolean(), async (frames, opens) => {
          const { hearBytes, connection, closedFor, faults: ofOne } = session();
          if (opens) hearBytes(frameOf(JSON.stringify(honest[3]), new Uint8Array()));
          for (const frame of frames) hearBytes(frame);
          await new Promise(setImmediate);
          if (closedFor.length === 0) connection.close('over');
          faults.push(...ofOne);
        }),
        { numRuns: runs },
      );
      // Whoever does not talk garbage is still listened to.
      const { hearBytes, faults: last } = session();
      hearBytes(frameOf(JSON.stringify(honest[3]), new Uint8Array()));
      hearBytes(
        frameOf(
          JSON.stringify(honest[5]),
          Buffer.concat([operation.bytes, operation.signature ?? new Uint8Array()]),
        ),
      );
      await new Promise(setImmediate);
      expect([[...faults, ...last], readVector(replica.db.reader)]).toEqual([[], [operation.key]]);
      expect(usedBytes() - before).toBeLessThan(mostGrowthBytes);
    },
    mostMs,
  );

  it(
    `S45: ends a session at worst, ${randomFrames} whole frames of chance`,
    async () => {
      const faults: unknown[] = [];
      const chance = seededRandom('frames of chance');
      const before = usedBytes();
      const held = readVector(replica.db.reader);
      const opened = () => {
        const recorded = session();
        recorded.hearBytes(frameOf(JSON.stringify(honest[3]), new Uint8Array()));
        return recorded;
      };
      let heard = opened();
      for (let n = 0; n < randomFrames; n += 1) {
        const bytes = Buffer.from(chance.bytes(chance.integer(0, 96)));
        // Every other one says a length that fits, and a few are words that are known: they get further.
        if (n % 2 === 0 && bytes.length > 8) bytes.writeUInt32BE(chance.integer(0, bytes.length - 4));
        heard.hearBytes(n % 16 === 0 ? frameOf(JSON.stringify(chance.pick(honest)), bytes) : bytes);
        if (heard.closedFor.length > 0) {
          faults.push(...heard.faults);
          heard = chance.chance(0.5) ? opened() : session();
        }
        if (n % 1000 === 0) await new Promise(setImmediate);
      }
      heard.connection.close('over');
      await new Promise(setImmediate);
      expect([[...faults, ...heard.faults], readVector(replica.db.reader)]).toEqual([[], held]);
      expect(usedBytes() - before).toBeLessThan(mostGrowthBytes);
    },
    mostMs,
  );

  it('S45: notices a fault when there is one', () => {
    const { hear, hearBytes, sent, faults } = session(true);
    hearBytes(frameOf(JSON.stringify(honest[3]), new Uint8Array()));
    const ping = sent.find(({ message }) => message.t === 'ping')?.message;
    hear({ t: 'pong', sentMs: ping?.t === 'ping' ? ping.sentMs : 0, wallMs: 1 });
    expect(faults).toHaveLength(1);
  });

  it(
    `S19: gets no further than the introduction, ${runs} conversations with strangers`,
    () => {
      fc.assert(
        fc.property(talk, fc.boolean(), (frames, dialled) => {
          const recorded = recordedConnection({ dialled });
          const ends: boolean[] = [];
          introduce(
            {
              connection: recorded.connection,
              random: systemRandom,
              ownId: history.device,
              purpose: 'sync',
              secret: 'x',
            },
            ({ ok }) => ends.push(ok),
          );
          for (const frame of frames) recorded.hearBytes(frame);
          expect(ends.length).toBeLessThanOrEqual(1);
          expect(ends).not.toContain(true);
          expect(
            recorded.sent.every(({ message }) => ['hello', 'proof', 'refused'].includes(message.t)),
          ).toBe(true);
        }),
        { numRuns: runs },
      );
      close();
    },
    mostMs,
  );
});
