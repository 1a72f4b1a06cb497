/**
 * Amounts that hold in every partition: a device spends only from grants of its own and never below zero, and the hub
 * never grants more than the budget has. So everybody together never spends more than the budget, whoever could talk
 * to whom (the bounded-counter idea).
 */
import { err, ok, type Result } from '../lib/result.ts';

export interface GrantFacts {
  readonly id: string;
  readonly budgetId: string;
  readonly deviceId: string;
  readonly amountRial: number;
  readonly singleMaxRial: number | null;
  readonly takenBackRial: number;
}

/** Sums of what is known here of one grant, integer Rial. */
export interface GrantMoves {
  readonly receivedRial: number;
  readonly givenRial: number;
  readonly spentRial: number;
}

export type EscrowRefusal =
  | { readonly type: 'grant-of-another-device' }
  | { readonly type: 'grant-too-low'; readonly availableRial: number }
  | { readonly type: 'grant-single-limit'; readonly limitRial: number };

/** What is left of a grant. Below zero only after its device was copied and both copies spent. */
export const grantBalance = (grant: GrantFacts, moves: GrantMoves): number =>
  grant.amountRial - grant.takenBackRial + moves.receivedRial - moves.givenRial - moves.spentRial;

/** What of a budget is promised to nobody. */
export const freeOfBudget = (totalRial: number, grants: readonly GrantFacts[]): number =>
  grants.reduce((free, grant) => free - grant.amountRial + grant.takenBackRial, totalRial);

/** Whether this device may give so much of the grant away. */
export const checkTransfer = (
  grant: GrantFacts,
  moves: GrantMoves,
  deviceId: string,
  amountRial: number,
): Result<null, EscrowRefusal> => {
  if (grant.deviceId !== deviceId) return err({ type: 'grant-of-another-device' });
  const availableRial = Math.max(0, grantBalance(grant, moves));
  return amountRial > availableRial ? err({ type: 'grant-too-low', availableRial }) : ok(null);
};

/** Whether this device may spend so much of the grant at once. */
export const checkSpend = (
  grant: GrantFacts,
  moves: GrantMoves,
  deviceId: string,
  amountRial: number,
): Result<null, EscrowRefusal> => {
  const covered = checkTransfer(grant, moves, deviceId, amountRial);
  if (!covered.ok) return covered;
  if (grant.singleMaxRial !== null && amountRial > grant.singleMaxRial)
    return err({ type: 'grant-single-limit', limitRial: grant.singleMaxRial });
  return ok(null);
};
