import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { err, ok } from '../../../shared/lib/result.ts';
import { checkpointChunkBytes } from '../../../shared/sync/messages/checkpoint.ts';
import { writeDurably } from '../recovery/durable-file.ts';
import { databaseFile, stagedFile } from '../recovery/file-folder.ts';
import { chunkCount, isChunk, makeManifest, readManifest } from './manifest.ts';
import type { HeldCheckpoint, Manifest, Snapshots } from './snapshots.ts';
import { createWorkerRunner } from './worker-runner.ts';
import type { MakeAnswer, StageAnswer } from './worker-task.ts';

const manifestFile = z.object({
  id: z.string(),
  factsText: z.string(),
  hashes: z.base64().transform((text) => Buffer.from(text, 'base64')),
  signature: z.string(),
});

const writeManifest = (path: string, { id, factsText, hashes, signature }: Manifest): void =>
  writeDurably(path, JSON.stringify({ id, factsText, hashes: hashes.toString('base64'), signature }));

const loadManifest = (path: string): Manifest | null => {
  if (!existsSync(path)) return null;
  try {
    const manifest = readManifest(manifestFile.parse(JSON.parse(readFileSync(path, 'utf8'))));
    return manifest.ok ? manifest.value : null;
  } catch {
    return null;
  }
};

/**
 * Checkpoints as files in `checkpoint/` of the data folder: `held.*` lies here as a whole for whoever joins next,
 * `incoming.*` is being received. They hold what the database holds, with the same rights.
 */
export const openFileSnapshots = (dataDir: string): Snapshots => {
  const folder = join(dataDir, 'checkpoint');
  const heldData = join(folder, 'held.zst');
  const heldManifest = join(folder, 'held.json');
  const incomingData = join(folder, 'incoming.zst');
  const incomingManifest = join(folder, 'incoming.json');
  const workers = createWorkerRunner();
  let held: HeldCheckpoint | null | undefined;
  let receiving: number | null = null;

  const stopReceiving = (): void => {
    if (receiving !== null) closeSync(receiving);
    receiving = null;
  };
  const readChunk = (index: number): Buffer => {
    const handle = openSync(heldData, 'r');
    try {
      const buffer = Buffer.alloc(checkpointChunkBytes);
      return buffer.subarray(0, readSync(handle, buffer, 0, buffer.length, index * checkpointChunkBytes));
    } finally {
      closeSync(handle);
    }
  };
  const holdFrom = (manifest: Manifest): HeldCheckpoint => {
    const made: HeldCheckpoint = { manifest, chunk: readChunk };
    held = made;
    return made;
  };
  const plain = join(folder, 'making.sqlite');
  const packed = join(folder, 'making.zst');
  const forgetHeld = (): void => {
    held = null;
    for (const path of [heldManifest, heldData]) rmSync(path, { force: true });
  };

  // What the making of a copy left behind when the power failed.
  for (const path of [`${plain}-journal`, plain, packed]) rmSync(path, { force: true });
  return {
    make: async ({ organisationId, maker }, sign) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const answer = await workers.run<MakeAnswer>(
        { type: 'make', database: join(dataDir, databaseFile), plain, packed },
        { type: 'failed' },
      );
      if (answer.type !== 'made') return err({ type: answer.type });
      const { schema, vector, stateHash, size, plainSize } = answer;
      const facts = { organisationId, schema, vector, stateHash, size, plainSize, maker };
      const manifest = makeManifest(facts, Buffer.from(answer.hashes), sign);
      forgetHeld();
      renameSync(packed, heldData);
      writeManifest(heldManifest, manifest);
      return ok(holdFrom(manifest));
    },
    held: () => {
      if (held !== undefined) return held;
      const manifest = loadManifest(heldManifest);
      const isThere =
        manifest !== null && existsSync(heldData) && statSync(heldData).size === manifest.facts.size;
      held = null;
      return isThere ? holdFrom(manifest) : null;
    },
    forgetHeld,
    partial: async () => {
      const manifest = loadManifest(incomingManifest);
      if (manifest === null || !existsSync(incomingData)) return null;
      const file = await open(incomingData, 'r');
      let chunks = 0;
      try {
        const buffer = Buffer.alloc(checkpointChunkBytes);
        for (; chunks < chunkCount(manifest); chunks += 1) {
          const { bytesRead } = await file.read(buffer, 0, buffer.length, chunks * checkpointChunkBytes);
          if (!isChunk(manifest, chunks, buffer.subarray(0, bytesRead))) break;
        }
      } finally {
        await file.close();
      }
      stopReceiving();
      truncateSync(incomingData, Math.min(chunks * checkpointChunkBytes, manifest.facts.size));
      receiving = openSync(incomingData, 'a', 0o600);
      return { manifest, chunks };
    },
    begin: (manifest) => {
      stopReceiving();
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      rmSync(incomingData, { force: true });
      writeManifest(incomingManifest, manifest);
      receiving = openSync(incomingData, 'w', 0o600);
    },
    append: (chunk) => {
      if (receiving === null) throw new Error('no checkpoint is being received');
      for (let at = 0; at < chunk.length; ) at += writeSync(receiving, chunk, at);
    },
    forgetPartial: () => {
      stopReceiving();
      for (const path of [incomingManifest, incomingData]) rmSync(path, { force: true });
    },
    stage: async () => {
      stopReceiving();
      const manifest = loadManifest(incomingManifest);
      if (manifest === null) return err({ type: 'failed' });
      const answer = await workers.run<StageAnswer>(
        {
          type: 'stage',
          packed: incomingData,
          staged: join(dataDir, stagedFile),
          facts: manifest.facts,
        },
        { type: 'refused', error: { type: 'failed' } },
      );
      if (answer.type === 'refused') return err(answer.error);
      // Whoever joins next may have it from here as well.
      forgetHeld();
      renameSync(incomingData, heldData);
      writeManifest(heldManifest, manifest);
      rmSync(incomingManifest, { force: true });
      holdFrom(manifest);
      return ok(null);
    },
    close: async () => {
      stopReceiving();
      await workers.close();
    },
  };
};
