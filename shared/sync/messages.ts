import { z } from 'zod';
import { idSchema } from '../lib/ids.ts';
import { auditAnswer, auditAsk, auditSum } from './messages/audit.ts';
import {
  checkpointChunk,
  checkpointGet,
  checkpointNone,
  checkpointOffer,
  checkpointSoon,
  checkpointStop,
  checkpointWait,
  checkpointWant,
} from './messages/checkpoint.ts';
import { operations, packed } from './messages/operations.ts';
import { run } from './messages/run.ts';
import { served } from './messages/served.ts';
import { stable } from './messages/stable.ts';
import { renewTold, twinAsk, twinTell } from './messages/twin.ts';
import { vectorEntry } from './version-vector.ts';

/** Peers that speak another major version refuse each other with a reason. */
export const protocolVersion = 2;

const deviceId = idSchema<'device'>();
/** 32 bytes, base64url. */
const bytes32 = z.string().regex(/^[\w-]{43}$/);

/** Each side opens with who it says it is and a nonce; nothing else is answered before the proofs. */
const hello = z.object({
  t: z.literal('hello'),
  protocol: z.int(),
  deviceId,
  purpose: z.enum(['sync', 'join']),
  nonce: bytes32,
});

/** HMAC of the organisation secret over this very channel: see `core/sync/channel-proof.ts`. */
const proof = z.object({ t: z.literal('proof'), mac: bytes32 });

/** Ed25519, 32 bytes as base64url. */
const operationKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

const join = z.object({ t: z.literal('join'), deviceName: z.string().max(100), operationKey });

const admitted = z.object({
  t: z.literal('admitted'),
  organisationId: idSchema<'organisation'>(),
  organisationName: z.string().max(200),
  deviceCode: z.int().min(100).max(999),
  hubDeviceId: deviceId,
  /** The hub introduces the devices; this one lets its first word be checked. */
  hubOperationKey: operationKey,
  /** Operations that the hub holds, for the progress of the first download. */
  operations: z.int().min(0),
});

const open = z.object({
  t: z.literal('open'),
  organisationId: idSchema<'organisation'>(),
  epoch: z.int().min(1),
  schema: z.int().min(1),
  appVersion: z.string().max(40),
  syncPort: z.int().min(0).max(65535),
  /** Digest of what it holds: `core/sync/holdings.ts`. Who holds the same need not be told more. */
  holds: z.string().max(64),
});

/** What a peer holds, in as many messages as it takes: the other one sends from there on. */
const holds = z.object({
  t: z.literal('holds'),
  run,
  vector: z.array(vectorEntry).max(2000),
  isLast: z.boolean(),
});

/** What the receiver holds durably of the histories of one `operations` message, and whether that was all of it. */
const ack = z.object({
  t: z.literal('ack'),
  run,
  batches: z.int().min(0).max(1),
  vector: z.array(vectorEntry).max(1000),
});

const ping = z.object({ t: z.literal('ping'), sentMs: z.number() });
const pong = z.object({
  t: z.literal('pong'),
  sentMs: z.number(),
  /** What the PC's own clock says. */
  wallMs: z.int(),
  /**
   * The office's time as this PC knows it: minus `wallMs`, how often it was passed on since it left the hub, and
   * how many milliseconds ago that was.
   */
  office: z.tuple([z.int(), z.int().min(0).max(100), z.int().min(0)]).optional(),
});

/** Where others were last reached. Hints: whoever answers there must still prove the secret. */
const addresses = z.object({
  t: z.literal('addresses'),
  peers: z.array(z.object({ deviceId, addresses: z.array(z.string().max(100)).max(8) })).max(1000),
});

const bodyHash = z.string().regex(/^[0-9a-f]{64}$/);
const bodyHashes = z.array(bodyHash).max(500);

/** Asks which of these bodies of attachments the peer holds. */
const bodiesAsk = z.object({ t: z.literal('bodies-ask'), hashes: bodyHashes });

/** Bodies that are here, and bodies that were asked for and are not. Also said unasked, of new ones. */
const bodiesHeld = z.object({ t: z.literal('bodies-held'), held: bodyHashes, lacking: bodyHashes });

/** Asks for one chunk of a body. */
const bodyWant = z.object({ t: z.literal('body-want'), hash: bodyHash, chunk: z.int().min(0).max(1000) });

/** Followed by the chunk's bytes, unless the body is not here. */
const bodyChunk = z.object({
  t: z.literal('body-chunk'),
  hash: bodyHash,
  chunk: z.int().min(0).max(1000),
  isHere: z.boolean(),
});

const history = { device: deviceId, epoch: z.int().min(1) };
const seq = z.int().min(0);

/** How the histories that it holds end, from who holds something else: `hash` is the beginning of SHA-256, hex. */
const heads = z.object({
  t: z.literal('heads'),
  entries: z.array(z.object({ ...history, seq, hash: z.string().max(64) })).max(2000),
  /** Who is the hub, as this PC knows it; versions without it do not say. */
  hub: deviceId.optional(),
});

/** Shows that one history is not the same on both sides: look where it parts. */
const historyDiffers = z.object({ t: z.literal('history-differs'), ...history, seq });
const historyAsk = z.object({ t: z.literal('history-ask'), ...history, seq: z.int().min(1) });
/** Followed by the operation and its signature; sizes 0 from who does not have it. */
const historyTell = z.object({
  t: z.literal('history-tell'),
  ...history,
  seq: z.int().min(1),
  size: z.int().min(0),
  signatureSize: z.int().min(0).max(1024),
});

/** A device that turned out to be a copy of itself asks to be admitted anew. The answer is its row. */
const renew = z.object({ t: z.literal('renew'), deviceId, operationKey });

/** Who signs as this device? Asked by who was sent its operations before it was introduced. */
const keyWanted = z.object({ t: z.literal('key-wanted'), device: deviceId });
const keyTold = z.object({ t: z.literal('key-told'), device: deviceId, operationKey });

const refused = z.object({
  t: z.literal('refused'),
  reason: z.enum([
    'protocol-version',
    'secret-wrong',
    'other-organisation',
    'not-hub',
    'not-set-up',
    'same-device',
    'unknown-device',
    'duplicate-session',
    'history-forked',
    'codes-exhausted',
    'broken-rule',
  ]),
});

export const messageSchema = z.discriminatedUnion('t', [
  hello,
  proof,
  join,
  admitted,
  open,
  holds,
  operations,
  packed,
  ack,
  ping,
  pong,
  addresses,
  checkpointWant,
  checkpointOffer,
  checkpointSoon,
  checkpointNone,
  checkpointGet,
  checkpointChunk,
  checkpointWait,
  checkpointStop,
  bodiesAsk,
  bodiesHeld,
  bodyWant,
  bodyChunk,
  heads,
  historyDiffers,
  historyAsk,
  historyTell,
  renew,
  renewTold,
  twinAsk,
  twinTell,
  keyWanted,
  keyTold,
  auditSum,
  auditAsk,
  auditAnswer,
  stable,
  served,
  refused,
]);

export type Message = z.output<typeof messageSchema>;
export type MessageOf<T extends Message['t']> = Extract<Message, { t: T }>;
export type RefusalReason = MessageOf<'refused'>['reason'];
