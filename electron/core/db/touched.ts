import type { Change } from '../../../shared/sync/operation.ts';

/** Rows that a commit changed, by entity: what live queries look at. */
export type Touched = Map<string, Set<string>>;

export const collectTouched = (touched: Touched, change: Change): void => {
  const ids = touched.get(change.entity);
  if (ids === undefined) touched.set(change.entity, new Set([change.id]));
  else ids.add(change.id);
};
