import type { AppError } from '../../../shared/contract/errors.ts';
import { device } from '../../../shared/entities/device.ts';
import { ticket } from '../../../shared/entities/ticket.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { formatTicketNumber } from '../../../shared/rules/ticket-number.ts';
import { runCommand } from './commit.ts';
import type { Connection } from './connection.ts';
import { findRow, findRows } from './find-row.ts';
import { writeMembership, writeMeta } from './meta.ts';
import { freeCode, type Recoded, readRenewal } from './renewal.ts';
import type { Replica } from './replica.ts';
import { blobOf, uuidOf } from './uuid-blob.ts';

/** A device whose code belongs to one that was introduced before it. Two hubs may have given one code. */
const laterHolder = (connection: Connection): DeviceId | null => {
  const row = connection
    .prepare(
      `SELECT later.id FROM device later JOIN device first ON first.code = later.code
       WHERE (first.createdStamp, first.id) < (later.createdStamp, later.id)
       ORDER BY later.createdStamp, later.id LIMIT 1`,
    )
    .get() as { id: Buffer } | undefined;
  return row === undefined ? null : uuidOf(row.id);
};

/**
 * The hub's part: gives a new code to whoever was introduced later under a code that is taken. Asked again it
 * changes nothing.
 * @returns how many have got one.
 */
export const separateCodes = (replica: Replica): Result<number, AppError> => {
  const { writer } = replica.db;
  for (let given = 0; ; given += 1) {
    const later = laterHolder(writer);
    if (later === null || replica.membership()?.role !== 'hub') return ok(given);
    const recoded = runCommand(replica, { name: 'device.recode', author: { userId: null } }, (tx) => {
      const code = freeCode(tx.connection, replica.random, true);
      if (code === null) return err({ code: 'device-codes-exhausted' });
      tx.update(device, later, { code });
      return ok(null);
    });
    if (!recoded.ok) return recoded;
  }
};

/**
 * The device's own part: takes on the code that its row says. The tickets that it numbered with the one before get
 * new numbers, for those may be another device's by now; what the customers were told stays findable.
 * @returns null when it has that code already.
 */
export const followOwnCode = (replica: Replica): Result<Recoded, AppError> | null => {
  const { writer } = replica.db;
  const membership = replica.membership();
  if (membership === null || readRenewal(writer) !== null) return null;
  const { deviceId, deviceCode: oldCode } = membership;
  const newCode = findRow(writer, 'device', deviceId)?.code ?? oldCode;
  if (newCode === oldCode) return null;
  const followed = runCommand<Recoded>(
    replica,
    { name: 'device.renumber', author: { userId: null } },
    (tx) => {
      const own = findRows(
        tx.connection,
        'ticket',
        'substr(createdStamp, 9) = ? AND number LIKE ?',
        [blobOf(deviceId), `${oldCode}-%`],
        'number',
      );
      writeMembership(tx.connection, { ...membership, deviceCode: newCode });
      writeMeta(tx.connection, 'ticketCounter', '0');
      for (const { id, number, formerNumber } of own) {
        const next = formatTicketNumber(newCode, tx.nextTicketCounter());
        tx.update(ticket, id, { number: next, formerNumber: formerNumber ?? number });
      }
      const recoded: Recoded = { oldCode, newCode, reissued: own.length, cause: 'code-taken' };
      writeMeta(tx.connection, 'renewed', JSON.stringify(recoded));
      return ok(recoded);
    },
  );
  // After a rollback this PC is who it was.
  replica.refreshMembership();
  return followed;
};

/**
 * Keeps the codes of the devices apart, from which ticket numbers begin: at the start, and whenever the row of a
 * device has changed.
 */
export const keepCodesApart = (
  replica: Replica,
  onRecoded: (recoded: Recoded) => void,
  onFault: (cause: unknown) => void,
): { close(): void } => {
  let closed = false;
  const look = (): void => {
    // Never inside somebody else's transaction.
    replica.db.gate
      .pass()
      .then(() => {
        if (closed || replica.membership() === null) return;
        separateCodes(replica);
        const recoded = followOwnCode(replica);
        if (recoded?.ok === true) onRecoded(recoded.value);
      })
      .catch(onFault);
  };
  const stopListening = replica.onCommitted(({ touched }) => {
    if (touched.has(device.name)) look();
  });
  look();
  return {
    close: () => {
      closed = true;
      stopListening();
    },
  };
};
