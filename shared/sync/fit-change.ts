import type { ColumnType, Entity } from '../entities/define-entity.ts';
import { ownValue } from '../lib/own-value.ts';
import type { Change } from './operation.ts';
import type { Json } from './register.ts';

export interface FittedChange {
  /** What can be applied; null when nothing can. */
  readonly change: Change | null;
  /** False when something of it has to wait. */
  readonly isWhole: boolean;
}

/** The form in which a value is stored and read back unchanged: SQLite's texts know no half characters. */
const canonical = (column: ColumnType, value: Json): Json =>
  column === 'text' && typeof value === 'string' ? value.toWellFormed() : value;

/**
 * What of a change this version's entity can hold (docs/spec/sync.md, S27). A value that its field does not
 * allow comes from a newer version or from a peer that lies; either way it must not make a row unreadable.
 * Nor is a kind of change that it does not know. Both count as not received: of an update the fields that fit are applied, an insert waits as a whole. The
 * operation stays in the log and is relayed, and the version that knows the value applies it then.
 *
 * Depends on the change and the entity alone, so every replica of one version decides alike.
 */
export const fitChange = (entity: Entity, change: Change): FittedChange => {
  if (change.kind !== 'insert' && change.kind !== 'update') return { change: null, isWhole: false };
  const fields: Record<string, Json> = {};
  let isWhole = true;
  for (const [name, value] of Object.entries(change.fields)) {
    const spec = ownValue(entity.fields, name);
    if (spec === undefined) fields[name] = value;
    else if (spec.accepts(value)) fields[name] = canonical(spec.column, value);
    else isWhole = false;
  }
  if (change.kind === 'insert') {
    const isComplete = Object.entries(entity.fields).every(
      ([name, spec]) => spec.nullable || Object.hasOwn(fields, name),
    );
    return isWhole && isComplete
      ? { change: { ...change, fields }, isWhole: true }
      : { change: null, isWhole: false };
  }
  const isEmpty = !isWhole && Object.keys(fields).length === 0;
  return { change: isEmpty ? null : { ...change, fields }, isWhole };
};
