import { z } from 'zod';
import type { Connection } from '../db/connection.ts';
import { readMeta, writeMeta } from '../db/meta.ts';

const report = z.object({
  cause: z.enum(['corrupt', 'forked', 'behind']),
  /** Operations that were taken over from the file. */
  recovered: z.int().min(0),
  /** Operations that are in the file alone: nobody can take them as they are. */
  left: z.int().min(0).default(0),
  /** Name under `set-aside/`. */
  setAside: z.string(),
});

/** What the user has to know of a database that was set aside, until he has read it. */
export type SetAsideReport = z.output<typeof report>;

export const readSetAsideReport = (connection: Connection): SetAsideReport | null =>
  report
    .nullable()
    .catch(null)
    .parse(JSON.parse(readMeta(connection, 'setAside') ?? 'null'));

export const writeSetAsideReport = (connection: Connection, said: SetAsideReport | null): void =>
  writeMeta(connection, 'setAside', JSON.stringify(said));
