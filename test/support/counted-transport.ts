/** A transport on which everything is counted that both ends of the connections dialled over it say. */
import type { Transport } from '../../electron/core/sync/ports.ts';

export interface Counting {
  /** Told the length of each frame. */
  readonly onBytes: (bytes: number) => void;
  /** An attempt begins. */
  readonly onDial?: () => void;
  /** An attempt has come to a connection. */
  readonly onDialled?: () => void;
}

export const countedTransport = (
  transport: Transport,
  { onBytes, onDial, onDialled }: Counting,
): Transport => ({
  listen: transport.listen,
  dial: async (address) => {
    onDial?.();
    const dialled = await transport.dial(address);
    if (!dialled.ok) return dialled;
    onDialled?.();
    const connection = dialled.value;
    return {
      ok: true,
      value: {
        ...connection,
        send: (frame) => {
          onBytes(frame.length);
          connection.send(frame);
        },
        onFrame: (run) =>
          connection.onFrame((frame) => {
            onBytes(frame.length);
            run(frame);
          }),
      },
    };
  },
});
