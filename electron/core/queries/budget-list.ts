import type { budget as budgetContract } from '../../../shared/contract/budget.ts';
import type { OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { freeOfBudget, grantBalance } from '../../../shared/rules/escrow.ts';
import type { Connection } from '../db/connection.ts';
import { findRow, findRows } from '../db/find-row.ts';
import { grantsOfBudget, readGrantMoves } from '../db/grant-moves.ts';
import { readMembership } from '../db/meta.ts';

type Budgets = OutputOf<typeof budgetContract.list>;
type Grant = ReturnType<typeof grantsOfBudget>[number];

const describeGrant = (
  connection: Connection,
  grant: Grant,
  own: DeviceId | undefined,
): Budgets[number]['grants'][number] => {
  const moves = readGrantMoves(connection, grant.id);
  const device = findRow(connection, 'device', grant.deviceId);
  return {
    grantId: grant.id,
    deviceId: grant.deviceId,
    deviceCode: device?.code ?? null,
    deviceName: device?.name ?? null,
    isOwn: grant.deviceId === own,
    isOrphaned: device !== null && device.replacedById !== null,
    amountRial: grant.amountRial,
    singleMaxRial: grant.singleMaxRial,
    takenBackRial: grant.takenBackRial,
    ...moves,
    balanceRial: grantBalance(grant, moves),
  };
};

/** Every budget with what its grants have left, the newest first. */
export const budgetList = (connection: Connection): Budgets => {
  const own = readMembership(connection)?.deviceId;
  return findRows(connection, 'budget', 'TRUE', [], 'id DESC').map(({ id, name, period, totalRial }) => {
    const grants = grantsOfBudget(connection, id);
    const described = grants.map((grant) => describeGrant(connection, grant, own));
    return {
      budgetId: id,
      name,
      period,
      totalRial,
      freeRial: freeOfBudget(totalRial, grants),
      spentRial: described.reduce((sum, { spentRial }) => sum + spentRial, 0),
      grants: described,
    };
  });
};
