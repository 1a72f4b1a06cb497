import { type preference, preferences } from '../../../shared/contract/preference.ts';
import type { OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { Connection } from './connection.ts';
import { readMeta, writeMeta } from './meta.ts';
import { readOrganisation } from './read-organisation.ts';

export type Preferences = OutputOf<typeof preference.get>;

/** What this PC was set to; its language is the call centre's until somebody chose another. */
export const readPreferences = (connection: Connection): Preferences => {
  const { language, theme } = preferences.shape;
  return {
    language: language
      .catch(readOrganisation(connection)?.language ?? 'fa')
      .parse(readMeta(connection, 'language')),
    theme: theme.catch('auto').parse(readMeta(connection, 'theme')),
  };
};

/** Local to this PC, so it is no operation. */
export const writePreferences = (connection: Connection, change: Partial<Preferences>): void => {
  if (change.language !== undefined) writeMeta(connection, 'language', change.language);
  if (change.theme !== undefined) writeMeta(connection, 'theme', change.theme);
};
