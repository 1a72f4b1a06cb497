import type { DeviceId, OrganisationId } from '../../../shared/lib/ids.ts';
import type { Result } from '../../../shared/lib/result.ts';
import type { CheckpointFacts } from '../../../shared/sync/messages/checkpoint.ts';
import type { CopyError } from '../db/database-copy.ts';

/** A checkpoint as it is told to others; `id` is over the rest. */
export interface Manifest {
  /** SHA-256 over facts and hashes, hex. */
  readonly id: string;
  readonly facts: CheckpointFacts;
  /** The text of the facts, byte for byte as it was hashed. */
  readonly factsText: string;
  /** SHA-256 of every chunk, one after the other. */
  readonly hashes: Buffer;
  /** Of the id, by the maker's operation key, base64url. */
  readonly signature: string;
}

/** A checkpoint that lies here as a whole. */
export interface HeldCheckpoint {
  readonly manifest: Manifest;
  chunk(index: number): Buffer;
}

export type MakeError = { readonly type: 'disk-full' } | { readonly type: 'failed' };

export type StageError =
  | CopyError
  | { readonly type: 'state-differs' }
  | { readonly type: 'disk-full' }
  | { readonly type: 'failed' };

export interface CopyMaker {
  readonly organisationId: OrganisationId;
  readonly maker: DeviceId;
}

/**
 * Where copies of the database are made, received and unpacked: files and worker threads, or memory in a
 * simulation. Nothing here holds the event loop.
 */
export interface Snapshots {
  /** A consistent copy of the live database without what belongs to this PC. */
  make(maker: CopyMaker, sign: (id: string) => string): Promise<Result<HeldCheckpoint, MakeError>>;
  /** The one that lies here as a whole, made or received. */
  held(): HeldCheckpoint | null;
  forgetHeld(): void;
  /** What was received of a checkpoint before a cut or a restart: whole chunks from the first on, each verified. */
  partial(): Promise<{ readonly manifest: Manifest; readonly chunks: number } | null>;
  /** Begins to receive; what was partly here of another one is gone. @throws where the disk has no room. */
  begin(manifest: Manifest): void;
  /** @param chunk the next one, verified. @throws where the disk has no room. */
  append(chunk: Uint8Array): void;
  forgetPartial(): void;
  /** Unpacks what was received, holds it against its facts, and leaves it staged in the data folder. */
  stage(): Promise<Result<null, StageError>>;
  /** Ends what runs and gives up its files. */
  close(): Promise<void>;
}
