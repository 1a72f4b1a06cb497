import { firstDesk } from './0001-first-desk.ts';
import type { Migration } from './migration.ts';

/** In order of version, without gaps. */
export const migrations: readonly Migration[] = [firstDesk];

export const schemaVersion = migrations.length;
