import type { contactTypes } from '../../../../shared/entities/contact-point.ts';
import type { customer } from '../../../../shared/entities/customer.ts';
import type { RowOf } from '../../../../shared/entities/define-entity.ts';
import type { purchase } from '../../../../shared/entities/purchase.ts';
import type { SampleTag } from './tags.ts';

type CustomerRow = RowOf<typeof customer>;
export type OrderStatus = RowOf<typeof purchase>['status'];

export interface SampleContact {
  /** As somebody typed it. */
  readonly raw: string;
  readonly type: (typeof contactTypes)[number];
  readonly label: string;
  readonly worksWithoutInternet: boolean;
}

export interface SampleOrder {
  readonly product: string;
  readonly orderNumber: string;
  readonly quantity: number;
  readonly totalRial: number;
  readonly orderedEpochDay: number;
  readonly status: OrderStatus;
  readonly warrantyEndEpochDay: number | null;
}

/** One invented customer with everything around them, before anything is written. */
export interface SampleCustomer {
  readonly displayName: string;
  readonly kind: 'person' | 'company';
  readonly language: CustomerRow['language'];
  readonly city: string;
  readonly address: string;
  readonly tier: CustomerRow['tier'];
  readonly clvBand: CustomerRow['clvBand'];
  readonly sinceEpochDay: number;
  readonly note: string | null;
  readonly contacts: readonly SampleContact[];
  readonly orders: readonly SampleOrder[];
  readonly tags: readonly SampleTag[];
  /** They speak for the company that was planned last before them. */
  readonly worksForCompany: boolean;
}

/** What was really bought: neither cancelled nor sent back. */
export const boughtRial = (orders: readonly SampleOrder[]): number =>
  orders
    .filter(({ status }) => status !== 'cancelled' && status !== 'returned')
    .reduce((sum, { totalRial }) => sum + totalRial, 0);
