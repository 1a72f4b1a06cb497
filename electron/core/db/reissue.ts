import { ticket } from '../../../shared/entities/ticket.ts';
import { formatTicketNumber } from '../../../shared/rules/ticket-number.ts';
import type { Change, Operation } from '../../../shared/sync/operation.ts';
import { renameReplaced } from '../../../shared/sync/rename-replaced.ts';
import { makeStamp, type Stamp } from '../../../shared/sync/stamp.ts';
import { appendLocalOperation } from './commit.ts';
import type { Connection } from './connection.ts';
import type { Replica } from './replica.ts';
import type { Steps } from './steps.ts';
import { saysStillHere } from './succession.ts';
import type { Touched } from './touched.ts';
import { nextTicketCounter } from './transaction.ts';

/**
 * A number that was given on a history that went on elsewhere is that history's to give: it may be another ticket's
 * by now, here or on a PC that is off. What the customer was told stays findable.
 */
const renumbered = (connection: Connection, deviceCode: number, change: Change): Change => {
  const { number, formerNumber } = change.fields;
  if (change.entity !== ticket.name || change.kind !== 'insert' || typeof number !== 'string') return change;
  const next = formatTicketNumber(deviceCode, nextTicketCounter(connection));
  return {
    ...change,
    fields: { ...change.fields, number: next, formerNumber: formerNumber ?? number },
  };
};

/**
 * Writes operations of a history that cannot be continued again, as operations of this PC as it is now: same user,
 * command, rows and hour, but a new place in the order of all writes. Inside a transaction only. A step writes one.
 * @returns how many.
 */
export function* reissueOperations(
  replica: Replica,
  connection: Connection,
  operations: readonly Operation[],
  touched: Touched,
): Steps<number> {
  const membership = replica.membership();
  if (membership === null) throw new Error('a replica without a membership cannot write');
  const renamed = new Map<Stamp, Stamp>();
  const lasting = operations.filter((operation) => !saysStillHere(operation));
  for (const operation of lasting) {
    // What replaced a write of the same operations replaces it under its new name.
    const changes = operation.changes.map((change) =>
      renumbered(
        connection,
        membership.deviceCode,
        renameReplaced(change, (stamp) => renamed.get(stamp) ?? stamp),
      ),
    );
    const { stamp } = appendLocalOperation(
      replica,
      membership,
      connection,
      { author: { userId: operation.user }, command: operation.command, changes, wallMs: operation.wall },
      touched,
    );
    renamed.set(makeStamp(operation.hlc, operation.device), stamp);
    yield;
  }
  return lasting.length;
}
