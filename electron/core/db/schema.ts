import type { Generated } from 'kysely';
import type { Field } from '../../../shared/entities/define-entity.ts';
import type { EntityName, entities } from '../../../shared/entities/index.ts';

/** A value as SQLite holds it. */
export type Stored = Buffer | string | number | null;

/** Ids are blobs, booleans 0 or 1, JSON is text; null stays null. Distributes over unions. */
type StoredValue<T> = T extends null
  ? null
  : T extends { readonly __entity: string }
    ? Buffer
    : T extends boolean
      ? number
      : T extends string | number
        ? T
        : string;

type FieldsOf<E> = E extends { fields: infer F } ? F : never;

type ColumnOf<F> = F extends Field<infer T> ? StoredValue<T> : never;

/** Columns that every synced table has beside its fields. */
interface SyncedColumns {
  rowid: Generated<number>;
  id: Buffer;
  /** Stamps of the shown writes, by field, as JSON; null and fields not named stand as inserted. */
  clock: string | null;
  /** Values of fields that this version does not know, as JSON; applied after the upgrade. */
  extra: string | null;
  /** Of the operation that inserted the row; null while only later writes have arrived. */
  createdAt: number | null;
  createdStamp: Buffer | null;
  createdBy: Buffer | null;
  /** Milliseconds UTC of the newest operation that touched the row. */
  updatedAt: number;
}

type SyncedTable<E> = SyncedColumns & { [K in keyof FieldsOf<E>]: ColumnOf<FieldsOf<E>[K]> };

export type SyncedTables = { [Name in EntityName]: SyncedTable<(typeof entities)[Name]> };

interface LocalTables {
  operation: {
    received: Generated<number>;
    device: Buffer;
    epoch: number;
    seq: number;
    hlc: string;
    hash: Buffer;
    /** Of the bytes: `log-form.ts`. */
    form: Generated<number>;
    bytes: Buffer;
    signature: Buffer | null;
  };
  /** The older part of the log: `archive.ts`. */
  archive_segment: {
    id: Generated<number>;
    fromReceived: number;
    toReceived: number;
    operations: number;
    plainBytes: number;
    /** SHA-256 of the bytes. */
    hash: Buffer;
    bytes: Buffer;
  };
  /** Which stretch of a history stands in which segment. */
  archive_range: {
    device: Buffer;
    epoch: number;
    fromSeq: number;
    toSeq: number;
    toHlc: string;
    segment: number;
  };
  head: { device: Buffer; epoch: number; seq: number; hash: Buffer; hlc: string };
  sibling: {
    entity: string;
    row: Buffer;
    field: string;
    stamp: string;
    value: string | null;
    replaced: number;
  };
  /** Operations whose rows the search index has not taken in yet, and its place among their changes. */
  search_pending: { received: number; next: number };
  effective_clock: { stamp: string; hlc: string; effective: string };
  held_operation: { received: number; device: Buffer; epoch: number; seq: number; hlc: string };
  stale_operation: { received: number; marks: number };
  deferred_change: { received: number; entity: string };
  meta: { key: string; value: string };
  command: { id: Buffer; name: string; output: string; at: number };
  peer: {
    device: Buffer;
    addresses: string;
    lastSeenAt: number | null;
    appVersion: string | null;
    clockOffsetMs: number | null;
    vector: string;
  };
  typed_address: { address: string };
  attachment_holder: { sha256: string; device: Buffer };
  /** The key with which each device signs: the first that was heard, for good. */
  device_key: { device: Buffer; key: string };
  /** Operations of a history that went on otherwise elsewhere: written again, and kept for good. */
  set_aside_operation: {
    device: Buffer;
    epoch: number;
    seq: number;
    hash: Buffer;
    form: number;
    bytes: Buffer;
    signature: Buffer | null;
    at: number;
  };
  /** For every record of a merged customer, itself too where it is the one shown. */
  customer_alias: { id: Buffer; shown: Buffer };
  search_document: {
    docid: Generated<number>;
    kind: 'customer' | 'ticket';
    row: Buffer;
    spaced: string;
    joined: string;
    digits: string;
    /** Where the row stands in a list by name. */
    orderKey: string;
  };
  search_words: { rowid: number; search_words: string; rank: number };
  search_parts: { rowid: number; search_parts: string; rank: number };
}

export type Tables = SyncedTables & LocalTables;
