import type { MessageOf } from '../../../shared/sync/messages.ts';
import { acceptedKey, acceptKey } from '../db/device-keys.ts';
import type { Replica } from '../db/replica.ts';
import type { SessionFeature } from './session-feature.ts';

/**
 * Who relays operations of a device knows its key, and tells it where the introduction is still on its way
 * (docs/spec/sync.md, S51).
 */
export const keyTalk = (
  { db: { writer, gate } }: Replica,
  onFault: (cause: unknown) => void,
): SessionFeature => {
  const onTold = ({ device, operationKey }: MessageOf<'key-told'>): void => {
    if (!gate.isHeld) return acceptKey(writer, device, operationKey);
    // A bulk write holds the connection's transaction: what is written now would share its fate.
    gate
      .pass()
      .then(() => {
        if (writer.sqlite.open) acceptKey(writer, device, operationKey);
      })
      .catch(onFault);
  };
  return {
    kinds: ['key-wanted', 'key-told'],
    open: (peer) => ({
      onMessage: ({ message }) => {
        if (message.t === 'key-told') onTold(message);
        if (message.t !== 'key-wanted') return;
        const operationKey = acceptedKey(writer, message.device);
        if (operationKey !== null) peer.send({ t: 'key-told', device: message.device, operationKey });
      },
    }),
  };
};
