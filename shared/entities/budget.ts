import { defineEntity, integer, name, optional, ref, text } from './define-entity.ts';

/** So small that sums of thousands of amounts stay exact integers. */
export const maxAmountRial = 100_000_000_000_000;

/** A positive amount: what could be negative would make money out of nothing. */
const amountRial = () => integer(1, maxAmountRial);

/** What may be spent on making good within a period; promised in parts to devices, as grants. */
export const budget = defineEntity({
  name: 'budget',
  merge: 'hub',
  fields: { name: name(), period: text(60), totalRial: amountRial() },
});

/**
 * A part of a budget that one device may spend without asking anybody, also when it is cut off. It is bound to the
 * device's identity: a copy or a restored backup goes on as another device, which has no grant.
 */
export const grant = defineEntity({
  name: 'grant',
  merge: 'hub',
  fields: {
    budgetId: ref('budget'),
    deviceId: ref('device'),
    amountRial: amountRial(),
    /** The most that one spending may take from it. */
    singleMaxRial: optional(amountRial()),
    /** The unspent rest that the hub took back when the device's identity was lost. */
    takenBackRial: integer(0, maxAmountRial),
  },
});

/** Moves a part of one device's grant to another's; made by the giver, counts where it has arrived. */
export const grantTransfer = defineEntity({
  name: 'grant_transfer',
  merge: 'event',
  fields: {
    fromGrantId: ref('grant'),
    toGrantId: ref('grant'),
    amountRial: amountRial(),
    agentId: ref('user'),
  },
});

/** Money given to make something good. */
export const spend = defineEntity({
  name: 'spend',
  merge: 'event',
  fields: {
    grantId: ref('grant'),
    amountRial: amountRial(),
    reason: name(1000),
    ticketId: optional(ref('ticket')),
    customerId: optional(ref('customer')),
    agentId: ref('user'),
  },
});
