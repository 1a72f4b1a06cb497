import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { DeviceId } from '../../../shared/lib/ids.ts';

/** What both ends of one connection know after their hellos. */
export interface Transcript {
  readonly purpose: 'sync' | 'join';
  readonly channelBinding: Uint8Array;
  readonly diallerId: DeviceId;
  readonly listenerId: DeviceId;
  readonly diallerNonce: string;
  readonly listenerNonce: string;
}

/**
 * Proof of the organisation secret, bound to this TLS channel by its exporter (RFC 9266) and to both
 * nonces and device ids: a man in the middle holds two channels with different bindings, so what he
 * passes on does not fit, although certificates are not pinned before pairing exists. The role keeps
 * a proof from being sent back to its maker.
 */
export const proofOf = (secret: string, role: 'dialler' | 'listener', transcript: Transcript): string => {
  // The secret has 95 random bits: no stretching needed.
  const key = createHash('sha256').update('paydar channel key 1\0').update(secret).digest();
  const parts = [
    'paydar channel proof 1',
    role,
    transcript.purpose,
    Buffer.from(transcript.channelBinding).toString('hex'),
    transcript.diallerId,
    transcript.listenerId,
    transcript.diallerNonce,
    transcript.listenerNonce,
  ];
  return createHmac('sha256', key).update(parts.join('\0')).digest('base64url');
};

export const isProof = (mac: string, expected: string): boolean =>
  mac.length === expected.length && timingSafeEqual(Buffer.from(mac), Buffer.from(expected));
