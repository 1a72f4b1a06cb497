import { type Hlc, hlcZero, isHlc, seenHlc } from '../../../shared/sync/hlc.ts';
import { type Connection, sqlBuilder } from './connection.ts';
import { firstNotBefore, type History, operationAt } from './operation-log.ts';
import { uuidOf } from './uuid-blob.ts';

/** The clock value of the last operation of a history that is dated so or earlier; null when there is none. */
const latestUpTo = (connection: Connection, history: History, limit: Hlc): string | null => {
  const seq = firstNotBefore(connection, history, limit);
  const at = operationAt(connection, { ...history, seq });
  return at?.hlc === limit ? limit : (operationAt(connection, { ...history, seq: seq - 1 })?.hlc ?? null);
};

/**
 * The latest clock value in this log, up to `limit`. Looks at one index entry for each history, but for those
 * whose last operations are dated later.
 */
export const latestHlc = (connection: Connection, limit: Hlc | null): Hlc => {
  return connection
    .all(sqlBuilder.selectFrom('head').select(['device', 'epoch', 'hlc']))
    .map(({ device, epoch, hlc }) =>
      limit === null || hlc <= limit ? hlc : latestUpTo(connection, { device: uuidOf(device), epoch }, limit),
    )
    .reduce<Hlc>((latest, hlc) => (hlc !== null && isHlc(hlc) ? seenHlc(latest, hlc) : latest), hlcZero);
};
