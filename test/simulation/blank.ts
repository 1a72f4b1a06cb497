import { fingerprintOf } from '../../electron/core/db/apply-waiting.ts';
import type { DataModel } from '../../electron/core/db/data-model.ts';
import { openDatabase } from '../../electron/core/db/database.ts';
import { type DatabaseForm, expectedForm } from '../../electron/core/db/database-copy.ts';

/** What is the same for every PC of every simulated day. Making it anew each time would take a quarter of a day. */
export interface Blank {
  /** An empty database of the shipped version. */
  readonly image: Buffer;
  fingerprintOf(model: DataModel): string;
  /** What the migrations up to a version make. */
  formOf(model: DataModel, version: number): DatabaseForm;
}

const emptyDatabase = (): Buffer => {
  const opened = openDatabase(':memory:', { durable: false });
  if (!opened.ok) throw new Error(opened.error.type);
  const image = opened.value.writer.sqlite.serialize();
  opened.value.close();
  return image;
};

const remembered = <K, V>(known: Map<K, V>, key: K, make: () => V): V => {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
};

export const makeBlank = (): Blank => {
  const fingerprints = new Map<DataModel, string>();
  const forms = new Map<DataModel, Map<number, DatabaseForm>>();
  return {
    image: emptyDatabase(),
    fingerprintOf: (model) => remembered(fingerprints, model, () => fingerprintOf(model)),
    formOf: (model, version) =>
      remembered(
        remembered(forms, model, () => new Map<number, DatabaseForm>()),
        version,
        () => expectedForm(model, version),
      ),
  };
};
