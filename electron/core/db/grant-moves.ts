import type { grant as grantEntity } from '../../../shared/entities/budget.ts';
import type { RowOf } from '../../../shared/entities/define-entity.ts';
import type { EntityId } from '../../../shared/lib/ids.ts';
import type { GrantMoves } from '../../../shared/rules/escrow.ts';
import type { Connection } from './connection.ts';
import { findRows } from './find-row.ts';
import { living } from './living.ts';
import { blobOf } from './uuid-blob.ts';

/** What has been heard here of transfers and spendings of a grant. Where it belongs to this device, that is all. */
export const readGrantMoves = (connection: Connection, grantId: EntityId<'grant'>): GrantMoves =>
  // Three sums over integers below 10^14: exact.
  connection
    .prepare(
      `SELECT
         (SELECT coalesce(sum(amountRial), 0) FROM grant_transfer WHERE toGrantId = @grant AND ${living()}) AS receivedRial,
         (SELECT coalesce(sum(amountRial), 0) FROM grant_transfer WHERE fromGrantId = @grant AND ${living()}) AS givenRial,
         (SELECT coalesce(sum(amountRial), 0) FROM spend WHERE grantId = @grant AND ${living()}) AS spentRial`,
    )
    .get({ grant: blobOf(grantId) }) as GrantMoves;

export const grantsOfBudget = (
  connection: Connection,
  budgetId: EntityId<'budget'>,
): RowOf<typeof grantEntity>[] => findRows(connection, 'grant', 'budgetId = ?', [blobOf(budgetId)]);
