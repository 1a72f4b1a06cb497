// A file of changes in memory, as the ports of core/exchange see it.
import type { ExchangeControl, ExchangeSink, ExchangeSource } from '../../electron/core/exchange/ports.ts';

export const memorySink = (): { readonly sink: ExchangeSink; readonly bytes: () => Buffer } => {
  const parts: Buffer[] = [];
  return {
    sink: {
      write: async (bytes) => {
        parts.push(Buffer.from(bytes));
      },
    },
    bytes: () => Buffer.concat(parts),
  };
};

export const memorySource = (bytes: Buffer): ExchangeSource => ({
  sizeBytes: bytes.length,
  read: async (at, length) => bytes.subarray(at, at + length),
});

export const calmly = (signal = new AbortController().signal): ExchangeControl => ({
  signal,
  breathe: () => Promise.resolve(),
  onProgress: () => undefined,
});
