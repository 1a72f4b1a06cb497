/** What every row of one operation is stamped with, as SQLite holds it. */
export interface RowOrigin {
  readonly stampBlob: Buffer;
  readonly createdBy: Buffer | null;
  /** Milliseconds UTC by the writer's clock. */
  readonly madeAt: number;
  /** Milliseconds UTC by the hybrid clock. */
  readonly changedAt: number;
}
