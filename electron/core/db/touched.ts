import type { Change } from '../../../shared/sync/operation.ts';

/** Rows that a commit changed, by entity: what live queries look at. */
export type Touched = Map<string, Set<string>>;

export const collectTouched = (touched: Touched, changes: readonly Change[]): void => {
  let entity = '';
  let ids: Set<string> | undefined;
  for (const change of changes) {
    if (ids === undefined || change.entity !== entity) {
      entity = change.entity;
      ids = touched.get(entity);
      if (ids === undefined) {
        ids = new Set();
        touched.set(entity, ids);
      }
    }
    ids.add(change.id);
  }
};
