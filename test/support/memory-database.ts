/** Databases in memory that begin with their tables: running the migrations takes longer than most tests. */
import { type DataModel, shippedModel } from '../../electron/core/db/data-model.ts';
import { type Database, openDatabase } from '../../electron/core/db/database.ts';

const images = new Map<DataModel, Buffer>();

const imageOf = (model: DataModel): Buffer => {
  const known = images.get(model);
  if (known !== undefined) return known;
  const opened = openDatabase(':memory:', { durable: false, model });
  if (!opened.ok) throw new Error(opened.error.type);
  const image = opened.value.writer.sqlite.serialize();
  opened.value.close();
  images.set(model, image);
  return image;
};

/** An empty one. @param model the version that opens it. */
export const openMemoryDatabase = (model: DataModel = shippedModel): Database => {
  const opened = openDatabase(':memory:', { durable: false, model, image: imageOf(model), isChecked: true });
  if (!opened.ok) throw new Error(opened.error.type);
  return opened.value;
};
