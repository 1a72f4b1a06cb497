import { device } from '../../../shared/entities/device.ts';
import { hubTerm } from '../../../shared/entities/hub-term.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { type HubTerm, hubOf } from '../../../shared/rules/hub-term.ts';
import { atomically } from './atomically.ts';
import type { Connection } from './connection.ts';
import { findRow } from './find-row.ts';
import { successorOf, writeMembership } from './meta.ts';
import type { Replica } from './replica.ts';
import { uuidOf } from './uuid-blob.ts';

export const readHubTerms = (connection: Connection): HubTerm[] => {
  const rows = connection
    .prepare(
      `SELECT term, deviceId, createdStamp FROM ${hubTerm.name} WHERE createdAt IS NOT NULL AND deletedAt IS NULL`,
    )
    // The table's columns, as its migration made them.
    .all() as { term: number; deviceId: Buffer; createdStamp: string | Buffer }[];
  return rows.map(({ term, deviceId, createdStamp }) => ({
    term,
    deviceId: uuidOf(deviceId),
    stamp: typeof createdStamp === 'string' ? createdStamp : createdStamp.toString('hex'),
  }));
};

/** Who made the call centre: the only device that introduced itself, as the end of the stamp says. */
const founderOf = (connection: Connection): DeviceId | null => {
  const row = connection
    .prepare(`SELECT id FROM ${device.name} WHERE createdAt IS NOT NULL AND substr(createdStamp, 9) = id
       ORDER BY createdStamp LIMIT 1`)
    .get() as { id: Buffer } | undefined;
  return row === undefined ? null : uuidOf(row.id);
};

/**
 * Brings the membership in line with the rows that are here, which name one hub on every replica alike: that of the
 * highest term, without any the founder, and of these who goes on in their place. So of two PCs that both went on
 * from the hub's backup one is the hub and knows it, and the other one knows that it is not.
 * @returns whether the hub is another one now.
 */
const follow = (replica: Replica): boolean => {
  const membership = replica.membership();
  if (membership === null) return false;
  const { writer } = replica.db;
  const terms = readHubTerms(writer);
  // Until this PC finds itself among the devices, it is not told everything.
  if (terms.length === 0 && findRow(writer, device.name, membership.deviceId) === null) return false;
  const founder = founderOf(writer);
  if (terms.length === 0 && founder === null) return false;
  const hubDeviceId = successorOf(writer, hubOf(founder ?? membership.hubDeviceId, terms));
  const role = hubDeviceId === membership.deviceId ? 'hub' : 'desk';
  if (hubDeviceId === membership.hubDeviceId && role === membership.role) return false;
  const written = atomically<null, null>(
    writer,
    () => {
      writeMembership(writer, { ...membership, hubDeviceId, role });
      return ok(null);
    },
    () => null,
  );
  replica.refreshMembership();
  // A full disk: tried again with the next row of a device or a term, and at the next start.
  return written.ok;
};

/**
 * Keeps this PC's idea of who is the hub true: at the start, and whenever a term or a device arrives. A hub of before becomes
 * a desk the moment it hears of its successor, and admits nobody any more.
 */
export const followHub = (replica: Replica, onChange: () => void): void => {
  if (follow(replica)) onChange();
  replica.onCommitted(({ touched, origin }) => {
    const isNews = origin === 'mended' || touched.has(hubTerm.name) || touched.has(device.name);
    if (isNews && follow(replica)) onChange();
  });
};
