import type { grant as grantContract } from '../../../shared/contract/budget.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import { grant } from '../../../shared/entities/budget.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { grantBalance } from '../../../shared/rules/escrow.ts';
import { findRow } from '../db/find-row.ts';
import { type Command, commit, type Outcome } from './command.ts';
import { requireHub } from './require-hub.ts';
import { takeGrant } from './take-grant.ts';

type Contract = typeof grantContract.takeBack;

/**
 * Returns to the budget what a lost identity left unspent, as far as the hub has heard. While a device still holds
 * its grant nobody can, for it may be spending at this moment. Errors: `only-on-hub`, `not-found`, `grant-in-use`.
 */
export const grantTakeBack = (
  command: Command,
  { commandId, grantId }: InputOf<Contract>,
): Outcome<OutputOf<Contract>> =>
  commit(command, 'grant.takeBack', commandId, (tx) => {
    const hub = requireHub(command);
    if (!hub.ok) return hub;
    const taken = takeGrant(tx, grantId);
    if (!taken.ok) return taken;
    const { stored, moves } = taken.value;
    const device = findRow(tx.connection, 'device', stored.deviceId);
    if (device !== null && device.replacedById === null) return err({ code: 'grant-in-use' });
    const rest = Math.max(0, grantBalance(stored, moves));
    tx.update(grant, grantId, { takenBackRial: stored.takenBackRial + rest });
    return ok({ takenBackRial: rest });
  });
