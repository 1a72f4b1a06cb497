import type { OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { user } from '../../../shared/contract/session.ts';
import type { Connection } from '../db/connection.ts';
import { findRows } from '../db/find-row.ts';

export const userList = (connection: Connection): OutputOf<typeof user.list> =>
  findRows(connection, 'user', 'TRUE', [], 'nameKey, id').map(({ id, name, role, status }) => ({
    id,
    name,
    role,
    status,
  }));
