import type { tag } from '../../../shared/contract/customer.ts';
import type { OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { Connection } from '../db/connection.ts';
import { findRows } from '../db/find-row.ts';

export const tagList = (connection: Connection): OutputOf<typeof tag.list> => [
  ...findRows(connection, 'tag', 'TRUE', [], 'name, id'),
];
