import { z } from 'zod';
import { idSchema } from '../lib/ids.ts';
import { done, procedure } from './base.ts';

export const syncStatus = z.object({
  role: z.enum(['hub', 'desk']),
  /** Whether the hub is connected; always true on the hub itself. */
  hubSeen: z.boolean(),
  hubLastSeenAt: z.int().nullable(),
  /** Connected peers, the hub included. */
  peers: z.int(),
  /** Operations that no other device is known to hold. */
  onlyHere: z.int(),
  openConflicts: z.int(),
  /** Corrected time of the office minus this PC's clock, milliseconds; null until a peer was met. */
  clockOffsetMs: z.int().nullable(),
});

export const peerHealth = z.object({
  deviceId: idSchema<'device'>(),
  code: z.int().nullable(),
  name: z.string(),
  role: z.enum(['hub', 'desk']),
  self: z.boolean(),
  connected: z.boolean(),
  lastSeenAt: z.int().nullable(),
  /** Operations known here that the peer has not acknowledged. */
  behind: z.int(),
  /** Operations the peer told of that are not here yet. */
  ahead: z.int(),
  appVersion: z.string().nullable(),
  clockOffsetMs: z.int().nullable(),
  roundTripMs: z.number().nullable(),
  address: z.string().nullable(),
});

export const refusalCount = z.object({
  /** `listener` before a connection stood, `sync` by the protocol, `discovery` what mDNS could not read or send. */
  source: z.enum(['listener', 'sync', 'discovery']),
  reason: z.string(),
  count: z.int(),
  lastAt: z.int(),
});

export const sync = {
  status: procedure.route({ method: 'GET', path: '/sync/status' }).output(syncStatus),
  peers: procedure.route({ method: 'GET', path: '/sync/peers' }).output(z.array(peerHealth)),
  /** Who was turned away since the core started, here or by a peer: counted by reason, without addresses or names. */
  refusals: procedure.route({ method: 'GET', path: '/sync/refusals' }).output(z.array(refusalCount)),
  /** Remembers an address and dials it, for networks that block multicast. */
  addAddress: procedure
    .route({ method: 'POST', path: '/sync/addresses' })
    .input(z.object({ address: z.string().trim().min(1).max(300) }))
    .output(done),
  /** Makes this PC the hub in place of one that is gone. The secret is the call centre's, as for a join. */
  takeHub: procedure
    .route({ method: 'POST', path: '/sync/hub' })
    .input(z.object({ secret: z.string().max(200) }))
    .output(done),
  /** SHA-256 over the accepted state of this replica, with row counts by entity. */
  stateHash: procedure
    .route({ method: 'GET', path: '/sync/state-hash' })
    .output(z.object({ hash: z.string(), counts: z.record(z.string(), z.int()), operations: z.int() })),
};
