import { firstDesk } from './0001-first-desk.ts';
import { identity } from './0002-identity.ts';
import { customerMerges } from './0003-customer-merges.ts';
import { budgets } from './0004-budgets.ts';
import { compactStorage } from './0005-compact-storage.ts';
import { attachments } from './0006-attachments.ts';
import { hubTerms } from './0007-hub-terms.ts';
import { officeClock } from './0008-office-clock.ts';
import { archive } from './0009-archive.ts';
import { packedLog } from './0010-packed-log.ts';
import { staleOperations } from './0011-stale-operations.ts';
import { segmentsInColumns } from './0012-segments-in-columns.ts';
import type { Migration } from './migration.ts';

/** In order of version, without gaps. */
export const migrations: readonly Migration[] = [
  firstDesk,
  identity,
  customerMerges,
  budgets,
  compactStorage,
  attachments,
  hubTerms,
  officeClock,
  archive,
  packedLog,
  staleOperations,
  segmentsInColumns,
];

export const schemaVersion = migrations.length;
