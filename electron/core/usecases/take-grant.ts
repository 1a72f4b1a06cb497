import type { AppError } from '../../../shared/contract/errors.ts';
import type { grant as grantEntity } from '../../../shared/entities/budget.ts';
import type { RowOf } from '../../../shared/entities/define-entity.ts';
import { assertNever } from '../../../shared/lib/assert-never.ts';
import type { EntityId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { EscrowRefusal, GrantMoves } from '../../../shared/rules/escrow.ts';
import { findRow } from '../db/find-row.ts';
import { readGrantMoves } from '../db/grant-moves.ts';
import type { Transaction } from '../db/transaction.ts';
import { notFound } from './command.ts';

export interface GrantAtHand {
  readonly stored: RowOf<typeof grantEntity>;
  readonly moves: GrantMoves;
}

/** A grant with what moved in and out of it. Errors: `not-found`. */
export const takeGrant = (tx: Transaction, id: EntityId<'grant'>): Result<GrantAtHand, AppError> => {
  const stored = findRow(tx.connection, 'grant', id);
  return stored === null
    ? err(notFound('grant', id))
    : ok({ stored, moves: readGrantMoves(tx.connection, id) });
};

export const grantRefusal = (refusal: EscrowRefusal): AppError => {
  switch (refusal.type) {
    case 'grant-of-another-device':
      return { code: 'grant-of-another-device' };
    case 'grant-too-low':
      return { code: 'grant-too-low', data: { availableRial: refusal.availableRial } };
    case 'grant-single-limit':
      return { code: 'grant-single-limit', data: { limitRial: refusal.limitRial } };
    default:
      return assertNever(refusal);
  }
};
