import type { DeviceId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { type MessageOf, protocolVersion, type RefusalReason } from '../../../shared/sync/messages.ts';
import { isProof, proofOf, type Transcript } from './channel-proof.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import type { CloseReason, Connection, Random } from './ports.ts';

export interface Introduced {
  readonly deviceId: DeviceId;
  readonly purpose: 'sync' | 'join';
}

export type HandshakeError =
  | { readonly type: 'refused-here'; readonly reason: RefusalReason }
  | { readonly type: 'refused-by-peer'; readonly reason: RefusalReason }
  | { readonly type: 'closed'; readonly reason: CloseReason };

export interface HandshakeOptions {
  readonly connection: Connection;
  readonly random: Random;
  readonly ownId: DeviceId;
  /** What the dialler wants; the listener takes what it is offered. */
  readonly purpose: 'sync' | 'join';
  readonly secret: string;
  /**
   * Nonces of this PC's introductions under way, from who also listens: whoever says one of them is this PC itself,
   * whatever way it came.
   */
  readonly ownNonces?: Set<string>;
}

/**
 * Both ends say who they are and prove the organisation secret; nothing else is read before. `done`
 * is called once, synchronously with the last frame, so that no later frame slips between hands.
 */
export const introduce = (
  { connection, random, ownId, purpose, secret, ownNonces = new Set() }: HandshakeOptions,
  done: (result: Result<Introduced, HandshakeError>) => void,
): void => {
  const own: MessageOf<'hello'> = {
    t: 'hello',
    protocol: protocolVersion,
    deviceId: ownId,
    purpose,
    nonce: Buffer.from(random.bytes(32)).toString('base64url'),
  };
  let peer: MessageOf<'hello'> | null = null;
  let finished = false;

  const finish = (result: Result<Introduced, HandshakeError>): void => {
    if (finished) return;
    finished = true;
    done(result);
  };
  const refuse = (reason: RefusalReason): void => {
    connection.send(encodeFrame({ t: 'refused', reason }));
    finish(err({ type: 'refused-here', reason }));
    connection.close(reason);
  };
  const transcriptWith = (other: MessageOf<'hello'>): Transcript => {
    const [dialler, listener] = connection.dialled ? [own, other] : [other, own];
    return {
      purpose: dialler.purpose,
      channelBinding: connection.channelBinding,
      diallerId: dialler.deviceId,
      listenerId: listener.deviceId,
      diallerNonce: dialler.nonce,
      listenerNonce: listener.nonce,
    };
  };

  const onHello = (hello: MessageOf<'hello'>): void => {
    if (peer !== null) return refuse('broken-rule');
    if (hello.protocol !== protocolVersion) return refuse('protocol-version');
    // Another PC with the same device id is heard: one of them is a copy (docs/spec/sync.md, S58).
    if (ownNonces.has(hello.nonce)) return refuse('same-device');
    peer = hello;
    const mac = proofOf(secret, connection.dialled ? 'dialler' : 'listener', transcriptWith(hello));
    connection.send(encodeFrame({ t: 'proof', mac }));
  };
  const onProof = (proof: MessageOf<'proof'>): void => {
    if (peer === null) return refuse('broken-rule');
    const expected = proofOf(secret, connection.dialled ? 'listener' : 'dialler', transcriptWith(peer));
    if (!isProof(proof.mac, expected)) return refuse('secret-wrong');
    connection.authenticated();
    finish(ok({ deviceId: peer.deviceId, purpose: connection.dialled ? purpose : peer.purpose }));
  };

  ownNonces.add(own.nonce);
  connection.onClose((reason) => {
    ownNonces.delete(own.nonce);
    finish(err({ type: 'closed', reason }));
  });
  connection.onFrame((bytes) => {
    if (finished) return;
    const frame = decodeFrame(bytes);
    if (!frame.ok) return refuse('broken-rule');
    const { message } = frame.value;
    if (message.t === 'hello') return onHello(message);
    if (message.t === 'proof') return onProof(message);
    if (message.t === 'refused') {
      finish(err({ type: 'refused-by-peer', reason: message.reason }));
      connection.close('refused');
      return;
    }
    return refuse('broken-rule');
  });
  connection.send(encodeFrame(own));
};
