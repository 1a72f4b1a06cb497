import type { Change } from '../../../shared/sync/operation.ts';

/** Ids of the rows that a commit changed, by entity: what live queries look at. One may stand there twice. */
export type Touched = Map<string, string[]>;

export const collectTouched = (touched: Touched, changes: readonly Change[]): void => {
  let entity = '';
  let ids: string[] | undefined;
  for (const change of changes) {
    if (ids === undefined || change.entity !== entity) {
      entity = change.entity;
      ids = touched.get(entity);
      if (ids === undefined) {
        ids = [];
        touched.set(entity, ids);
      }
    }
    ids.push(change.id);
  }
};
