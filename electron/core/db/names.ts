import type { DeviceId } from '../../../shared/lib/ids.ts';
import { isStamp, stampDeviceId } from '../../../shared/sync/stamp.ts';
import type { Connection } from './connection.ts';
import { findRows } from './find-row.ts';

/** Looks up what people call users and devices. Read once per query: there are few of both. */
export interface Names {
  userName(id: string | null): string | null;
  /** Code of the device that made the write a stamp names. */
  deviceCode(stamp: string | null): number | null;
}

export const readNames = (connection: Connection): Names => {
  const users = new Map<string, string>(
    findRows(connection, 'user', 'TRUE', []).map(({ id, name }) => [id, name]),
  );
  const codes = new Map<DeviceId, number>(
    findRows(connection, 'device', 'TRUE', []).map(({ id, code }) => [id, code]),
  );
  return {
    userName: (id) => (id === null ? null : (users.get(id) ?? null)),
    deviceCode: (stamp) =>
      stamp !== null && isStamp(stamp) ? (codes.get(stampDeviceId(stamp)) ?? null) : null,
  };
};
