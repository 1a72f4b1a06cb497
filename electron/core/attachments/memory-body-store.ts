import { createHash } from 'node:crypto';
import type { BodyStore, HeldBody } from './body-store.ts';

/** Bodies in memory: for a core without a data folder. */
export const memoryBodyStore = (): BodyStore => {
  const bodies = new Map<string, { bytes: Buffer; storedAt: number }>();
  const parts = new Map<string, Buffer>();
  const slice = (bytes: Buffer | undefined, at: number, length: number): Buffer =>
    bytes?.subarray(at, at + length) ?? Buffer.alloc(0);
  return {
    open: () => Promise.resolve(),
    held: () =>
      [...bodies].map(
        ([hash, { bytes, storedAt }]): HeldBody => ({ hash, sizeBytes: bytes.length, storedAt }),
      ),
    has: (hash) => bodies.has(hash),
    usedBytes: () => [...bodies.values()].reduce((sum, { bytes }) => sum + bytes.length, 0),
    read: async (hash, at, length) => slice(bodies.get(hash)?.bytes, at, length),
    readPart: async (hash, at, length) => slice(parts.get(hash), at, length),
    writePart: async (hash, at, bytes) => {
      parts.set(hash, Buffer.concat([slice(parts.get(hash), 0, at), bytes]));
    },
    dropPart: async (hash) => {
      parts.delete(hash);
    },
    finish: async (hash, nowMs) => {
      const bytes = parts.get(hash) ?? Buffer.alloc(0);
      parts.delete(hash);
      if (createHash('sha256').update(bytes).digest('hex') !== hash) return false;
      bodies.set(hash, { bytes, storedAt: nowMs });
      return true;
    },
    remove: async (hash) => {
      bodies.delete(hash);
    },
  };
};
