import { basename } from 'node:path';
import type { attachment as attachmentContract } from '../../../shared/contract/attachment.ts';
import type { AppError } from '../../../shared/contract/errors.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import { attachment } from '../../../shared/entities/attachment.ts';
import type { RowOf } from '../../../shared/entities/define-entity.ts';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { sumAttachmentBytes } from '../db/attachment-holders.ts';
import { runCommand } from '../db/commit.ts';
import { recordsOf, shownCustomerId } from '../db/customer-alias.ts';
import { findRow, findRows, isInserted } from '../db/find-row.ts';
import type { Author, Replica } from '../db/replica.ts';
import { blobOf } from '../db/uuid-blob.ts';
import type { SessionFeature } from '../sync/session-feature.ts';
import { type AttachmentBodies, openAttachmentBodies } from './attachment-bodies.ts';
import { saveBody, storeFile } from './attachment-files.ts';
import type { BodyStore } from './body-store.ts';
import type { BodyShape } from './chunks.ts';
import { mediaTypeOf } from './media-type.ts';

/** How much attachments may take, in bytes. */
export interface AttachmentLimits {
  /** All bodies of the call centre together; its hub keeps every one of them. */
  readonly officeBytes: number;
  /** Those kept on one desk. */
  readonly deskBytes: number;
}

export const usualLimits: AttachmentLimits = {
  officeBytes: 20 * 1024 ** 3,
  deskBytes: 8 * 1024 ** 3,
};

const mostListed = 200;

type Contract = typeof attachmentContract;
type Listed = OutputOf<Contract['list']>[number];
type Row = RowOf<typeof attachment>;

export interface AttachmentServiceDeps {
  readonly replica: Replica;
  readonly store: BodyStore;
  readonly limits: AttachmentLimits;
  readonly emit: () => void;
  readonly onFault: (cause: unknown) => void;
}

/** The contract's procedures on attachments; whether the caller may use them was checked before. */
export interface AttachmentService {
  readonly feature: SessionFeature;
  readonly bodies: AttachmentBodies;
  add(input: InputOf<Contract['add']>, author: Author): Promise<Result<OutputOf<Contract['add']>, AppError>>;
  remove(input: InputOf<Contract['remove']>, author: Author): Promise<Result<null, AppError>>;
  restore(input: InputOf<Contract['restore']>, author: Author): Promise<Result<null, AppError>>;
  list(input: InputOf<Contract['list']>): Listed[];
  fetch(input: InputOf<Contract['fetch']>): Result<null, AppError>;
  status(): OutputOf<Contract['status']>;
  save(input: InputOf<Contract['save']>): Promise<Result<null, AppError>>;
  close(): Promise<void>;
}

const shapeOf = ({ sha256, sizeBytes, chunkDigests }: Row): BodyShape => ({
  hash: sha256,
  sizeBytes,
  chunkDigests,
});

export const createAttachmentService = (deps: AttachmentServiceDeps): AttachmentService => {
  const { replica, store, limits, emit } = deps;
  const { db } = replica;
  const roomBytes = (): number =>
    replica.membership()?.role === 'hub' ? limits.officeBytes : limits.deskBytes;
  const bodies = openAttachmentBodies({ replica, store, roomBytes, onChange: emit, onFault: deps.onFault });

  const holders = (hash: string): Listed['holders'] =>
    bodies.holdersOf(hash).map((deviceId) => {
      const row = findRow(db.reader, 'device', deviceId);
      const connected = bodies.isConnected(deviceId);
      return { deviceId, code: row?.code ?? null, name: row?.name ?? null, connected };
    });
  const lost = (id: Row['id']): Result<never, AppError> =>
    err({ code: 'not-found', data: { entity: 'attachment', id } });
  const find = (id: Row['id']): Result<Row, AppError> => {
    const row = findRow(db.reader, 'attachment', id);
    return row === null ? lost(id) : ok(row);
  };
  const listed = (row: Row): Listed => {
    const isHere = store.has(row.sha256);
    const progress = bodies.fetcher.progress(row.sha256);
    return {
      id: row.id,
      fileName: row.fileName,
      mediaType: row.mediaType,
      sizeBytes: row.sizeBytes,
      kind: row.kind,
      agentName: findRow(db.reader, 'user', row.agentId)?.name ?? null,
      state: isHere ? 'here' : progress === null ? 'elsewhere' : 'fetching',
      progress: isHere ? 1 : (progress ?? 0),
      holders: isHere ? [] : holders(row.sha256),
    };
  };
  /** Whether one more body fits into what the call centre and this PC may hold. */
  const overQuota = (body: BodyShape): AppError | null => {
    const isNew = findRows(db.reader, 'attachment', 'sha256 = ?', [body.hash]).length === 0;
    const more = isNew ? body.sizeBytes : 0;
    if (sumAttachmentBytes(db.reader) + more > limits.officeBytes)
      return { code: 'attachment-quota', data: { limitBytes: limits.officeBytes } };
    const here = store.has(body.hash) ? 0 : body.sizeBytes;
    return store.usedBytes() + here > roomBytes()
      ? { code: 'attachment-quota-pc', data: { limitBytes: roomBytes() } }
      : null;
  };
  const targetOf = ({ customerId, ticketId }: InputOf<Contract['add']>): AppError | null => {
    if (customerId === undefined && ticketId === undefined)
      return { code: 'input-not-valid', data: { field: 'customerId', problem: 'nor ticketId' } };
    if (customerId !== undefined && findRow(db.reader, 'customer', customerId) === null)
      return { code: 'not-found', data: { entity: 'customer', id: customerId } };
    return ticketId !== undefined && findRow(db.reader, 'ticket', ticketId) === null
      ? { code: 'not-found', data: { entity: 'ticket', id: ticketId } }
      : null;
  };

  /** Of two that are added at once the second finds what the first stored, and the room that it took. */
  let adding: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const mine = adding.then(run);
    adding = mine.catch(() => undefined);
    return mine;
  };
  const addOne: AttachmentService['add'] = async (input, author) => {
    await bodies.ready();
    const { path, customerId, ticketId, interactionId, kind, commandId } = input;
    const wrong = targetOf(input);
    if (wrong !== null) return err(wrong);
    const userId = author.userId;
    if (userId === null) return err({ code: 'not-signed-in' });
    let release = (): void => undefined;
    try {
      const stored = await storeFile(path, store, replica.clock.nowMs(), (body) => {
        release = bodies.keep(body.hash);
        return overQuota(body);
      });
      if (!stored.ok) return stored;
      const { hash, sizeBytes, chunkDigests } = stored.value;
      await db.gate.pass();
      const fileName = basename(path.replaceAll('\\', '/')).slice(-200);
      // The body is on the disk before anybody is told of it.
      const added = runCommand(replica, { name: 'attachment.add', author, commandId }, (tx) =>
        ok({
          attachmentId: tx.insert(attachment, {
            sha256: hash,
            sizeBytes,
            chunkDigests,
            mediaType: mediaTypeOf(fileName),
            fileName,
            kind,
            customerId: customerId ?? null,
            ticketId: ticketId ?? null,
            interactionId: interactionId ?? null,
            agentId: userId,
          }),
        }),
      );
      if (added.ok) bodies.noteStored(hash);
      return added;
    } finally {
      release();
    }
  };

  return {
    feature: bodies.feature,
    bodies,
    add: (input, author) => inTurn(() => addOne(input, author)),
    remove: async ({ attachmentId }, author) => {
      await db.gate.pass();
      const found = find(attachmentId);
      if (!found.ok) return found;
      return runCommand(replica, { name: 'attachment.remove', author }, (tx) => {
        tx.update(attachment, attachmentId, { deletedAt: tx.nowMs });
        return ok(null);
      });
    },
    restore: async ({ attachmentId }, author) => {
      await db.gate.pass();
      if (!isInserted(db.reader, 'attachment', attachmentId)) return lost(attachmentId);
      return runCommand(replica, { name: 'attachment.restore', author }, (tx) => {
        tx.update(attachment, attachmentId, { deletedAt: null });
        return ok(null);
      });
    },
    list: ({ customerId, ticketId }) => {
      const order = 'createdAt DESC, id DESC';
      const byTicket = (): Row[] =>
        ticketId === undefined
          ? []
          : findRows(db.reader, 'attachment', 'ticketId = ?', [blobOf(ticketId)], order);
      const byCustomer = (id: CustomerId): Row[] => {
        const shown = blobOf(shownCustomerId(db.reader, id));
        const records = recordsOf('?');
        return findRows(
          db.reader,
          'attachment',
          `customerId IN ${records} OR ticketId IN (SELECT id FROM ticket WHERE customerId IN ${records})`,
          [shown, shown],
          order,
        );
      };
      const rows = customerId === undefined ? byTicket() : byCustomer(customerId);
      return rows.slice(0, mostListed).map(listed);
    },
    fetch: ({ attachmentId }) => {
      const found = find(attachmentId);
      if (!found.ok) return found;
      if (bodies.isMissing(found.value.sha256)) bodies.fetcher.want(found.value.sha256);
      return ok(null);
    },
    status: () => ({
      heldBytes: store.usedBytes(),
      limitBytes: roomBytes(),
      officeBytes: sumAttachmentBytes(db.reader),
      officeLimitBytes: limits.officeBytes,
      missing: bodies.missingCount(),
      problem: bodies.fetcher.problem(),
    }),
    save: async ({ attachmentId, path }) => {
      const found = find(attachmentId);
      if (!found.ok) return found;
      const body = shapeOf(found.value);
      if (!store.has(body.hash)) {
        const names = holders(body.hash).map(({ name, code }) => name || String(code ?? '?'));
        return err({ code: 'attachment-not-here', data: { devices: names } });
      }
      return saveBody(body, store, path, replica.newId<'part'>());
    },
    close: () => bodies.close(),
  };
};
