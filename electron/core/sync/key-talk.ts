import { acceptedKey, acceptKey } from '../db/device-keys.ts';
import type { Replica } from '../db/replica.ts';
import type { SessionFeature } from './session-feature.ts';

/**
 * Who relays operations of a device knows its key, and tells it where the introduction is still on its way
 * (docs/spec/sync.md, S51).
 */
export const keyTalk = (replica: Replica): SessionFeature => ({
  kinds: ['key-wanted', 'key-told'],
  open: (peer) => ({
    onMessage: ({ message }) => {
      if (message.t === 'key-told') acceptKey(replica.db.writer, message.device, message.operationKey);
      if (message.t !== 'key-wanted') return;
      const operationKey = acceptedKey(replica.db.writer, message.device);
      if (operationKey !== null) peer.send({ t: 'key-told', device: message.device, operationKey });
    },
  }),
});
