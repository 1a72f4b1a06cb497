import { device } from '../../../shared/entities/device.ts';
import { hubTerm } from '../../../shared/entities/hub-term.ts';
import { ok } from '../../../shared/lib/result.ts';
import { type HubTerm, hubOf } from '../../../shared/rules/hub-term.ts';
import { atomically } from './atomically.ts';
import type { Connection } from './connection.ts';
import { readMeta, successorOf, writeMembership, writeMeta } from './meta.ts';
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

/** Brings the membership in line with the terms that are known here. @returns whether the hub is another one now. */
const follow = (replica: Replica): boolean => {
  const membership = replica.membership();
  if (membership === null) return false;
  const { writer } = replica.db;
  const terms = readHubTerms(writer);
  if (terms.length === 0) return false;
  // Kept apart: the membership names the hub of the day.
  const firstHub = readMeta(writer, 'firstHubDeviceId') ?? membership.hubDeviceId;
  const named = hubOf(uuidOf(Buffer.from(firstHub.replaceAll('-', ''), 'hex')), terms);
  const hubDeviceId = successorOf(writer, named);
  const role = hubDeviceId === membership.deviceId ? 'hub' : 'desk';
  if (hubDeviceId === membership.hubDeviceId && role === membership.role) return false;
  const written = atomically<null, null>(
    writer,
    () => {
      writeMeta(writer, 'firstHubDeviceId', firstHub);
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
 * Keeps this PC's idea of who is the hub true: at the start, and whenever a term arrives. A hub of before becomes
 * a desk the moment it hears of its successor, and admits nobody any more.
 */
export const followHub = (replica: Replica, onChange: () => void): void => {
  if (follow(replica)) onChange();
  replica.onCommitted(({ touched }) => {
    if ((touched.has(hubTerm.name) || touched.has(device.name)) && follow(replica)) onChange();
  });
};
