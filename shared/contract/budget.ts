import { z } from 'zod';
import { maxAmountRial } from '../entities/budget.ts';
import { idSchema } from '../lib/ids.ts';
import { commandInput, done, procedure } from './base.ts';

const amount = z.int().min(1).max(maxAmountRial);

const grantBalance = z.object({
  grantId: idSchema<'grant'>(),
  deviceId: idSchema<'device'>(),
  deviceCode: z.int().nullable(),
  deviceName: z.string().nullable(),
  /** This device may spend from it. */
  isOwn: z.boolean(),
  /** Its device goes on under another identity: the rest can be taken back. */
  isOrphaned: z.boolean(),
  amountRial: z.int(),
  singleMaxRial: z.int().nullable(),
  takenBackRial: z.int(),
  receivedRial: z.int(),
  givenRial: z.int(),
  spentRial: z.int(),
  /** As far as is known here; exact on the device that holds it. */
  balanceRial: z.int(),
});

/** Amounts are integer Rial. */
export const budget = {
  list: procedure.route({ method: 'GET', path: '/budgets' }).output(
    z.array(
      z.object({
        budgetId: idSchema<'budget'>(),
        name: z.string(),
        period: z.string(),
        totalRial: z.int(),
        /** Not promised to any device yet. */
        freeRial: z.int(),
        spentRial: z.int(),
        grants: z.array(grantBalance),
      }),
    ),
  ),
  /** On the hub only. */
  create: procedure
    .route({ method: 'POST', path: '/budgets' })
    .input(
      commandInput.extend({
        name: z.string().trim().min(1).max(200),
        period: z.string().trim().max(60).default(''),
        totalRial: amount,
      }),
    )
    .output(z.object({ budgetId: idSchema<'budget'>() })),
};

export const grant = {
  /** On the hub only; all grants together never exceed the budget. */
  give: procedure
    .route({ method: 'POST', path: '/budgets/{budgetId}/grants' })
    .input(
      commandInput.extend({
        budgetId: idSchema<'budget'>(),
        deviceId: idSchema<'device'>(),
        amountRial: amount,
        singleMaxRial: amount.nullable().default(null),
      }),
    )
    .output(z.object({ grantId: idSchema<'grant'>() })),
  /** Moves a part of a grant of this device to another's of the same budget. */
  transfer: procedure
    .route({ method: 'POST', path: '/grants/{fromGrantId}/transfer' })
    .input(
      commandInput.extend({
        fromGrantId: idSchema<'grant'>(),
        toGrantId: idSchema<'grant'>(),
        amountRial: amount,
      }),
    )
    .output(done),
  /** On the hub only: the unspent rest of a grant whose device goes on under another identity. */
  takeBack: procedure
    .route({ method: 'POST', path: '/grants/{grantId}/take-back' })
    .input(commandInput.extend({ grantId: idSchema<'grant'>() }))
    .output(z.object({ takenBackRial: z.int() })),
};

export const spend = {
  /** From a grant of this device; refused where it is too low, whatever other devices have. */
  record: procedure
    .route({ method: 'POST', path: '/grants/{grantId}/spends' })
    .input(
      commandInput.extend({
        grantId: idSchema<'grant'>(),
        amountRial: amount,
        reason: z.string().trim().min(1).max(1000),
        ticketId: idSchema<'ticket'>().nullable().default(null),
        customerId: idSchema<'customer'>().nullable().default(null),
      }),
    )
    .output(z.object({ spendId: idSchema<'spend'>(), balanceRial: z.int() })),
};
