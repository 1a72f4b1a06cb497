import type { OperationKey } from '../../../shared/sync/operation.ts';
import type { FormedBytes } from './operation-form.ts';

/** An operation as the log holds it; `readOperation` reads it. */
export interface StoredOperation extends FormedBytes {
  /** Its place in the order of arrival. */
  readonly received: number;
  readonly key: OperationKey;
  readonly bytes: Buffer;
  readonly signature: Buffer | null;
}

/** With its clock value beside it, which is also in its bytes. */
export interface ClockedOperation extends StoredOperation {
  readonly hlc: string;
}
