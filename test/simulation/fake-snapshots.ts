/** Copies of the whole on the disk of a simulated PC: what lies there outlives its processes. */
import { createHash } from 'node:crypto';
import { prepareCopy, verifyCopy } from '../../electron/core/checkpoint/copy.ts';
import { chunkCount, makeManifest } from '../../electron/core/checkpoint/manifest.ts';
import type { HeldCheckpoint, Manifest, Snapshots } from '../../electron/core/checkpoint/snapshots.ts';
import { openConnection } from '../../electron/core/db/connection.ts';
import { err, ok } from '../../shared/lib/result.ts';
import { checkpointChunkBytes } from '../../shared/sync/messages/checkpoint.ts';
import type { Blank } from './blank.ts';
import type { FakeDisk } from './fake-disk.ts';

/** What lies in a PC's folder of copies. */
export interface SnapshotStore {
  held: { readonly manifest: Manifest; readonly data: Buffer } | null;
  incoming: { readonly manifest: Manifest; readonly chunks: Buffer[] } | null;
}

/**
 * @param store outlives the process.
 * @param takesTime resolves when the work of another thread would be done.
 */
export const openFakeSnapshots = (
  blank: Blank,
  disk: FakeDisk,
  store: SnapshotStore,
  takesTime: () => Promise<void>,
): Snapshots => {
  let isClosed = false;
  const chunkOf = (data: Buffer, index: number): Buffer =>
    data.subarray(index * checkpointChunkBytes, (index + 1) * checkpointChunkBytes);

  const held = (): HeldCheckpoint | null => {
    if (store.held === null) return null;
    const { manifest, data } = store.held;
    return { manifest, chunk: (index) => chunkOf(data, index) };
  };

  return {
    make: async ({ organisationId, maker }, sign) => {
      const copy = openConnection(disk.image(), { readonly: false, model: disk.model() });
      const copied = prepareCopy(copy);
      const data = copy.sqlite.serialize();
      copy.close();
      await takesTime();
      if (isClosed) return err({ type: 'failed' });
      const size = data.length;
      const count = Math.ceil(size / checkpointChunkBytes);
      const hashes = Array.from({ length: count }, (_, index) =>
        createHash('sha256').update(chunkOf(data, index)).digest(),
      );
      const facts = { organisationId, maker, ...copied, size, plainSize: size };
      const manifest = makeManifest(facts, Buffer.concat(hashes), sign);
      store.held = { manifest, data };
      const made = held();
      return made === null ? err({ type: 'failed' }) : ok(made);
    },
    held,
    forgetHeld: () => {
      store.held = null;
    },
    partial: async () =>
      store.incoming === null
        ? null
        : { manifest: store.incoming.manifest, chunks: store.incoming.chunks.length },
    begin: (manifest) => {
      store.incoming = { manifest, chunks: [] };
    },
    append: (chunk) => {
      if (store.incoming === null) throw new Error('no checkpoint is being received');
      store.incoming.chunks.push(Buffer.from(chunk));
    },
    forgetPartial: () => {
      store.incoming = null;
    },
    stage: async () => {
      const { incoming } = store;
      if (incoming === null || incoming.chunks.length < chunkCount(incoming.manifest))
        return err({ type: 'failed' });
      await takesTime();
      if (isClosed) return err({ type: 'failed' });
      const data = Buffer.concat(incoming.chunks);
      const { facts } = incoming.manifest;
      const model = disk.model();
      const copy = openConnection(data, { readonly: true, model });
      const verified = verifyCopy(copy, facts, blank.formOf(model, facts.schema));
      copy.close();
      if (!verified.ok) return verified;
      disk.putStaged(data);
      store.held = { manifest: incoming.manifest, data };
      store.incoming = null;
      return ok(null);
    },
    close: async () => {
      isClosed = true;
    },
  };
};
