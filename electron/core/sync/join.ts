import type { AppError } from '../../../shared/contract/errors.ts';
import { assertNever } from '../../../shared/lib/assert-never.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { MessageOf, RefusalReason } from '../../../shared/sync/messages.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import { type HandshakeError, introduce } from './handshake.ts';
import type { Connection, Random, Transport } from './ports.ts';

const refusalError = (reason: RefusalReason, address: string): AppError => {
  switch (reason) {
    case 'secret-wrong':
      return { code: 'secret-wrong' };
    case 'not-hub':
      return { code: 'peer-not-hub' };
    case 'codes-exhausted':
      return { code: 'device-codes-exhausted' };
    default:
      return { code: 'hub-unreachable', data: { address } };
  }
};

const handshakeError = (error: HandshakeError, address: string): AppError => {
  switch (error.type) {
    case 'refused-here':
    case 'refused-by-peer':
      return refusalError(error.reason, address);
    case 'closed':
      return { code: 'hub-unreachable', data: { address } };
    default:
      return assertNever(error);
  }
};

export interface JoinRequest {
  readonly transport: Transport;
  readonly random: Random;
  /** `host:port` of the hub. */
  readonly address: string;
  readonly secret: string;
  readonly ownId: DeviceId;
  readonly deviceName: string;
  readonly operationKey: string;
  readonly signal: AbortSignal;
}

/** The joining desk's side: proves the secret and asks the hub for a device code. */
export const requestJoin = async (request: JoinRequest): Promise<Result<MessageOf<'admitted'>, AppError>> => {
  const { address, signal } = request;
  const dialled = await request.transport.dial(address);
  if (signal.aborted) {
    if (dialled.ok) dialled.value.close('cancelled');
    return err({ code: 'join-cancelled' });
  }
  if (!dialled.ok) return err({ code: 'hub-unreachable', data: { address } });
  const connection: Connection = dialled.value;
  const { promise, resolve } = Promise.withResolvers<Result<MessageOf<'admitted'>, AppError>>();
  signal.addEventListener('abort', () => {
    resolve(err({ code: 'join-cancelled' }));
    connection.close('cancelled');
  });
  introduce(
    { connection, random: request.random, ownId: request.ownId, purpose: 'join', secret: request.secret },
    (introduced) => {
      if (!introduced.ok) return resolve(err(handshakeError(introduced.error, address)));
      connection.onFrame((bytes) => {
        const frame = decodeFrame(bytes);
        const message = frame.ok ? frame.value.message : null;
        if (message?.t === 'admitted') resolve(ok(message));
        else if (message?.t === 'refused') resolve(err(refusalError(message.reason, address)));
        else resolve(err({ code: 'hub-unreachable', data: { address } }));
        connection.close('joined');
      });
      connection.onClose(() => resolve(err({ code: 'hub-unreachable', data: { address } })));
      connection.send(
        encodeFrame({ t: 'join', deviceName: request.deviceName, operationKey: request.operationKey }),
      );
    },
  );
  return promise;
};
