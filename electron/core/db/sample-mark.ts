import { setting } from '../../../shared/entities/setting.ts';
import type { EntityId } from '../../../shared/lib/ids.ts';
import { type Connection, sqlBuilder } from './connection.ts';
import type { Transaction } from './transaction.ts';

const key = 'sample';
const settingId = '00000000-0000-8000-8000-73616d706c65' as EntityId<'setting'>;

/** Marks the call centre as invented, for every device that joins it. */
export const markAsSample = (tx: Transaction): void => {
  tx.insertWithId(setting, settingId, { key, value: true });
};

/** Whether everybody here is invented: the sign-in screen then offers them. */
export const isSample = (connection: Connection): boolean =>
  connection.get(sqlBuilder.selectFrom('setting').select('id').where('key', '=', key)) !== undefined;
