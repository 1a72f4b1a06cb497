/** Checkpoints in memory, for tests and simulations. What is here outlives the core, as files do. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { prepareCopy, verifyCopy } from '../../electron/core/checkpoint/copy.ts';
import { chunkCount, hashOf, isChunk, makeManifest } from '../../electron/core/checkpoint/manifest.ts';
import type { HeldCheckpoint, Manifest, Snapshots } from '../../electron/core/checkpoint/snapshots.ts';
import { openConnection } from '../../electron/core/db/connection.ts';
import type { DataModel } from '../../electron/core/db/data-model.ts';
import { err, ok } from '../../shared/lib/result.ts';
import { checkpointChunkBytes } from '../../shared/sync/messages/checkpoint.ts';

export interface MemorySnapshotsOptions {
  /** The live database as `serialize` gives it. */
  readonly image: () => Buffer;
  /** Takes the unpacked copy as the staged database. */
  readonly stage: (image: Buffer) => void;
  readonly model: () => DataModel;
}

export interface MemorySnapshots extends Snapshots {
  readonly made: number;
  readonly receivedChunks: number;
}

const heldFrom = (manifest: Manifest, packed: Buffer): HeldCheckpoint => ({
  manifest,
  chunk: (index) => packed.subarray(index * checkpointChunkBytes, (index + 1) * checkpointChunkBytes),
});

export const createMemorySnapshots = ({ image, stage, model }: MemorySnapshotsOptions): MemorySnapshots => {
  let held: HeldCheckpoint | null = null;
  let incoming: { readonly manifest: Manifest; readonly chunks: Buffer[] } | null = null;
  let made = 0;
  let receivedChunks = 0;
  return {
    get made() {
      return made;
    },
    get receivedChunks() {
      return receivedChunks;
    },
    make: async ({ organisationId, maker }, sign) => {
      const copy = openConnection(image(), { readonly: false, model: model() });
      const facts = prepareCopy(copy);
      const plain = copy.sqlite.serialize();
      copy.close();
      const packed = zstdCompressSync(plain, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
      const hashes: Buffer[] = [];
      for (let at = 0; at < packed.length; at += checkpointChunkBytes)
        hashes.push(hashOf(packed.subarray(at, at + checkpointChunkBytes)));
      const sizes = { size: packed.length, plainSize: plain.length };
      const manifest = makeManifest(
        { organisationId, ...facts, ...sizes, maker },
        Buffer.concat(hashes),
        sign,
      );
      held = heldFrom(manifest, packed);
      made += 1;
      return ok(held);
    },
    held: () => held,
    forgetHeld: () => {
      held = null;
    },
    partial: async () => incoming && { manifest: incoming.manifest, chunks: incoming.chunks.length },
    begin: (manifest) => {
      incoming = { manifest, chunks: [] };
    },
    append: (chunk) => {
      receivedChunks += 1;
      incoming?.chunks.push(Buffer.from(chunk));
    },
    forgetPartial: () => {
      incoming = null;
    },
    stage: async () => {
      if (incoming === null || incoming.chunks.length < chunkCount(incoming.manifest))
        return err({ type: 'failed' });
      const { manifest, chunks } = incoming;
      if (!chunks.every((chunk, index) => isChunk(manifest, index, chunk))) return err({ type: 'failed' });
      const plain = zstdDecompressSync(Buffer.concat(chunks), {
        maxOutputLength: manifest.facts.plainSize,
      });
      const copy = openConnection(plain, { readonly: true, model: model() });
      const verified = verifyCopy(copy, manifest.facts);
      copy.close();
      if (!verified.ok) return verified;
      stage(plain);
      held = heldFrom(manifest, Buffer.concat(chunks));
      incoming = null;
      return ok(null);
    },
    close: async () => undefined,
  };
};
