import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import {
  type CheckpointFacts,
  checkpointChunkBytes,
  checkpointFacts,
} from '../../../shared/sync/messages/checkpoint.ts';
import type { Manifest } from './snapshots.ts';

const hashBytes = 32;

export const hashOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

const idOf = (factsText: string, hashes: Uint8Array): string =>
  createHash('sha256')
    .update(hashOf(Buffer.from(factsText)))
    .update(hashes)
    .digest('hex');

export const chunkCount = ({ hashes }: Pick<Manifest, 'hashes'>): number => hashes.length / hashBytes;

export const makeManifest = (
  facts: CheckpointFacts,
  hashes: Buffer,
  sign: (id: string) => string,
): Manifest => {
  const factsText = JSON.stringify(facts);
  const id = idOf(factsText, hashes);
  return { id, facts, factsText, hashes, signature: sign(id) };
};

/** Takes what a peer or a file says to be a manifest; its id says whether it is whole. */
export const readManifest = (said: {
  readonly id: string;
  readonly factsText: string;
  readonly hashes: Buffer;
  readonly signature: string;
}): Result<Manifest, null> => {
  let json: unknown;
  try {
    json = JSON.parse(said.factsText);
  } catch {
    return err(null);
  }
  const facts = checkpointFacts.safeParse(json);
  if (!facts.success) return err(null);
  const chunks = Math.ceil(facts.data.size / checkpointChunkBytes);
  if (said.hashes.length !== chunks * hashBytes) return err(null);
  if (idOf(said.factsText, said.hashes) !== said.id) return err(null);
  return ok({ ...said, facts: facts.data });
};

export const isChunk = (manifest: Manifest, index: number, bytes: Uint8Array): boolean =>
  index < chunkCount(manifest) &&
  bytes.length === Math.min(checkpointChunkBytes, manifest.facts.size - index * checkpointChunkBytes) &&
  hashOf(bytes).equals(manifest.hashes.subarray(index * hashBytes, (index + 1) * hashBytes));
