import type { Language } from '../../../../shared/lib/language.ts';
import { urgencyLevel } from '../../../../shared/rules/priority-matrix.ts';
import { type SlaTargets, slaTargets } from '../../../../shared/rules/sla-defaults.ts';
import type { OfficeTime } from './office-time.ts';
import type { SampleCustomer } from './sample-customer.ts';
import type { Seeded } from './seeded.ts';
import { storiesFor } from './stories/index.ts';
import type { Story } from './stories/story.ts';

/** How far a ticket has come by now. */
export type Fate = 'unassigned' | 'open' | 'pending_customer' | 'pending_internal' | 'finished' | 'cancelled';

/** What is known of a ticket before its story is told. */
export interface PlannedTicket {
  readonly customerIndex: number;
  readonly story: Story;
  readonly language: Language;
  readonly fate: Fate;
  readonly targets: SlaTargets;
  readonly openedAt: number;
}

const fates: readonly { readonly fate: Fate; readonly weight: number }[] = [
  { fate: 'finished', weight: 875 },
  { fate: 'open', weight: 48 },
  { fate: 'pending_customer', weight: 24 },
  { fate: 'pending_internal', weight: 18 },
  { fate: 'unassigned', weight: 20 },
  { fate: 'cancelled', weight: 15 },
];

const fits: Readonly<Record<Fate, (story: Story) => boolean>> = {
  // Who calls is answered; what is written can lie for a while.
  unassigned: ({ channel }) => channel !== 'phone' && channel !== 'visit',
  pending_customer: ({ waits }) => waits?.for === 'customer',
  pending_internal: ({ waits }) => waits?.for === 'internal',
  open: () => true,
  finished: () => true,
  cancelled: ({ urgency }) => urgency === 'low',
};

/** Working minutes that a ticket has been waiting: mostly within its deadline, sometimes past it. */
const waitedMin = (seeded: Seeded, fate: Fate, { firstResponseMin, resolveMin }: SlaTargets): number => {
  const allowed = fate === 'unassigned' ? firstResponseMin : resolveMin;
  const share = seeded.chance(0.2) ? 1.02 + seeded.next() * 0.5 : 0.04 + seeded.next() * 0.9;
  return Math.max(3, Math.floor(allowed * share));
};

/** Tickets in the order in which they came in. */
export const planTickets = (
  seeded: Seeded,
  office: OfficeTime,
  customers: readonly SampleCustomer[],
  count: number,
): readonly PlannedTicket[] => {
  const planned: PlannedTicket[] = [];
  while (planned.length < count) {
    const customerIndex = seeded.integer(0, customers.length - 1);
    const customer = customers[customerIndex];
    if (customer === undefined) break;
    const { fate: drawn } = seeded.pickWeighted(fates);
    const stories = storiesFor(customer.language, customer.kind);
    const fitting = stories.filter(fits[drawn]);
    const fate = fitting.length === 0 ? 'finished' : drawn;
    const story = seeded.pick(fitting.length === 0 ? stories : fitting);
    const level = urgencyLevel(story.impact, story.urgency);
    const targets = slaTargets(level, customer.tier === 'VIP');
    const ended = fate === 'finished' || fate === 'cancelled';
    const openedAt = ended
      ? office.moment(seeded, 45, office.totalMin)
      : Math.min(
          office.nowMs,
          office.before(waitedMin(seeded, fate, targets)) + seeded.integer(0, 59) * 1000,
        );
    planned.push({ customerIndex, story, language: customer.language, fate, targets, openedAt });
  }
  return planned.sort((a, b) => a.openedAt - b.openedAt);
};
