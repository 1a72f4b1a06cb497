import type { CustomerStage } from '../../../shared/rules/queue-score.ts';
import { stampMs } from '../../../shared/sync/stamp.ts';
import type { Connection } from '../db/connection.ts';
import { recordsOf, shownRecord } from '../db/customer-alias.ts';
import { readClock, type StoredClock, stampOf } from '../db/field-clock.ts';
import { living } from '../db/living.ts';

export const noStage: CustomerStage = { installPending: false, daysSinceInstall: null, daysToRenewal: null };

const msPerDay = 86_400_000;
/** An old purchase whose state was entered today, for instance by an import, is no fresh installation. */
const freshOrderDays = 60;

interface PurchaseRow extends StoredClock {
  readonly status: string;
  readonly orderedEpochDay: number;
  readonly warrantyEndEpochDay: number | null;
}

const purchaseStage = (purchase: PurchaseRow, nowMs: number): CustomerStage => {
  const today = Math.floor(nowMs / msPerDay);
  const fresh = today - purchase.orderedEpochDay <= freshOrderDays;
  const changed = stampOf(readClock(purchase), 'status');
  const isInstalled = purchase.status === 'installed' || purchase.status === 'trained';
  return {
    installPending: fresh && (purchase.status === 'shipped' || purchase.status === 'delivered'),
    daysSinceInstall:
      fresh && isInstalled && changed !== undefined
        ? Math.max(0, Math.floor((nowMs - stampMs(changed)) / msPerDay))
        : null,
    daysToRenewal: purchase.warrantyEndEpochDay === null ? null : purchase.warrantyEndEpochDay - today,
  };
};

const nearest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

const joined = (a: CustomerStage, b: CustomerStage): CustomerStage => ({
  installPending: a.installPending || b.installPending,
  daysSinceInstall: nearest(a.daysSinceInstall, b.daysSinceInstall),
  // A warranty that is over says nothing about the next one.
  daysToRenewal: nearest(a.daysToRenewal, (b.daysToRenewal ?? -1) < 0 ? null : b.daysToRenewal),
});

/** Where a customer stands with what was bought, as far as purchases tell; nothing when there are none. */
export const customerStage = (connection: Connection, customerId: Buffer, nowMs: number): CustomerStage => {
  const purchases = connection
    .prepare(
      `SELECT status, orderedEpochDay, warrantyEndEpochDay, clock, createdStamp FROM purchase
       WHERE customerId IN ${recordsOf('?')} AND ${living()}`,
    )
    .all(shownRecord(connection, customerId)) as PurchaseRow[];
  return purchases.map((purchase) => purchaseStage(purchase, nowMs)).reduce(joined, noStage);
};
