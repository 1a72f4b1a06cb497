import type { SessionFeature } from '../sync/session-feature.ts';
import { type CheckpointReceiver, createCheckpointReceiver, type ReceiverParts } from './receive.ts';
import { createCheckpointServer } from './serve.ts';

export interface Checkpoints extends Pick<CheckpointReceiver, 'progress' | 'forget'> {
  readonly feature: SessionFeature;
  close(): Promise<void>;
}

/** Copies of the whole instead of the log, given and taken (docs/spec/sync.md, S62 to S65). */
export const createCheckpoints = (parts: ReceiverParts): Checkpoints => {
  const server = createCheckpointServer(parts);
  const receiver = createCheckpointReceiver(parts);
  return {
    feature: {
      kinds: [
        'checkpoint-want',
        'checkpoint-offer',
        'checkpoint-soon',
        'checkpoint-none',
        'checkpoint-get',
        'checkpoint-chunk',
        'checkpoint-wait',
        'checkpoint-stop',
      ],
      open: (peer) => {
        const serving = server.open(peer);
        const receiving = receiver.open(peer);
        return {
          onMessage: (frame) => {
            serving.onMessage(frame);
            receiving.onMessage(frame);
          },
          onHoldings: (vector) => {
            serving.onHoldings?.(vector);
            receiving.onHoldings?.(vector);
          },
          onDrain: serving.onDrain,
          onClose: () => {
            serving.onClose?.();
            receiving.onClose?.();
          },
        };
      },
    },
    progress: receiver.progress,
    forget: receiver.forget,
    close: async () => {
      server.close();
      receiver.close();
      await parts.snapshots.close();
    },
  };
};
