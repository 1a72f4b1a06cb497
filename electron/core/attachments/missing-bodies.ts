import { attachment } from '../../../shared/entities/attachment.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { isStamp, stampDeviceId } from '../../../shared/sync/stamp.ts';
import { bodyUse, noteHolder, readHolders } from '../db/attachment-holders.ts';
import { createBreath } from '../db/breathe.ts';
import { findRows } from '../db/find-row.ts';
import type { Replica } from '../db/replica.ts';
import { blobOf } from '../db/uuid-blob.ts';
import type { BodyStore } from './body-store.ts';
import type { BodyShape } from './chunks.ts';

const pageRows = 200;
const noId = Buffer.alloc(16);

/** A body that living attachments name and that is not here. */
export interface MissingBody {
  /** As its attachments describe it. They agree, unless one of them lies. */
  readonly shapes: readonly BodyShape[];
  readonly holders: ReadonlySet<DeviceId>;
}

/** What is missing on this PC and who is known to hold it, in memory: it is walked at every turn of fetching. */
export interface MissingBodies {
  readonly all: ReadonlyMap<string, MissingBody>;
  /** Takes in every attachment, a page at a time. */
  readAll(): Promise<void>;
  /** Takes in attachments that were written. Returns the bodies that are missing since. */
  readRows(ids: Iterable<string>): string[];
  /** A device said what it holds, and what it does not. */
  heard(deviceId: DeviceId, held: readonly string[], lacking: readonly string[]): void;
  /** The body is here. */
  drop(hash: string): void;
  /** Of any body, as the database knows it. */
  holdersOf(hash: string): DeviceId[];
}

export const createMissingBodies = ({ db, clock, membership }: Replica, store: BodyStore): MissingBodies => {
  const all = new Map<string, { shapes: BodyShape[]; holders: Set<DeviceId> }>();

  const holdersOf = (hash: string): DeviceId[] => {
    const known = readHolders(db.reader, hash);
    // Whoever added it had it then; of the others nothing may have been heard yet.
    const makers = db.reader
      .prepare(
        'SELECT DISTINCT createdStamp AS stamp FROM attachment WHERE sha256 = ? AND createdStamp IS NOT NULL',
      )
      .all(hash) as { stamp: Buffer | string }[];
    const added = makers.flatMap(({ stamp }) => makerOf(stamp) ?? []);
    const ownId = membership()?.deviceId;
    return [...new Set([...known, ...added])].filter((id) => id !== ownId);
  };
  const take = ({ hash, sizeBytes, chunkDigests }: BodyShape): boolean => {
    // A table that came as a copy is its maker's word; names of files are not taken from anybody.
    if (!attachment.fields.sha256.accepts(hash) || store.has(hash)) return false;
    const known = all.get(hash);
    const body = known ?? { shapes: [], holders: new Set(holdersOf(hash)) };
    const isSame = (one: BodyShape) => one.sizeBytes === sizeBytes && one.chunkDigests === chunkDigests;
    if (!body.shapes.some(isSame)) body.shapes.push({ hash, sizeBytes, chunkDigests });
    all.set(hash, body);
    return known === undefined;
  };
  const readPage = (after: Buffer): Buffer | null => {
    const rows = findRows(db.reader, 'attachment', 'id > ?', [after], `id LIMIT ${pageRows}`);
    for (const { sha256: hash, sizeBytes, chunkDigests } of rows) take({ hash, sizeBytes, chunkDigests });
    const last = rows.at(-1);
    return last === undefined || rows.length < pageRows ? null : blobOf(last.id);
  };

  return {
    all,
    holdersOf,
    readAll: async () => {
      const breathe = createBreath(clock.monotonicMs);
      for (let after = readPage(noId); after !== null; after = readPage(after)) await breathe();
    },
    readRows: (ids) => {
      const found: string[] = [];
      const named = db.reader.prepare('SELECT sha256 AS hash FROM attachment WHERE id = ?').pluck();
      for (const id of ids) {
        const hash = named.get(blobOf(id));
        if (typeof hash === 'string' && !bodyUse(db.reader, hash).isUsed) all.delete(hash);
        for (const row of findRows(db.reader, 'attachment', 'id = ?', [blobOf(id)]))
          if (take({ ...row, hash: row.sha256 })) found.push(row.sha256);
      }
      return found;
    },
    heard: (deviceId, held, lacking) => {
      const isKnown = (hash: string) => all.get(hash)?.holders.has(deviceId);
      const added = held.filter((hash) => isKnown(hash) === false);
      const gone = lacking.filter(isKnown);
      if (added.length + gone.length === 0) return;
      noteHolder(db.writer, deviceId, added, gone);
      for (const hash of added) all.get(hash)?.holders.add(deviceId);
      for (const hash of gone) all.get(hash)?.holders.delete(deviceId);
    },
    drop: (hash) => all.delete(hash),
  };
};

/** The device in a stamp, as text or as its 24 bytes. */
const makerOf = (stored: Buffer | string): DeviceId | null => {
  const text = typeof stored === 'string' ? stored : stored.toString('hex');
  return isStamp(text) ? stampDeviceId(text) : null;
};
