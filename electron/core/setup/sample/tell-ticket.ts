import { localizeDigits } from '../../../../shared/rules/digits.ts';
import { nextWorkingDayAt } from '../../../../shared/rules/next-working-day.ts';
import type { OfficeTime } from './office-time.ts';
import { technicians } from './people/names.ts';
import { phrases } from './phrases.ts';
import { addressIn } from './plan-customer.ts';
import type { PlannedTicket } from './plan-tickets.ts';
import { sampleProduct } from './products.ts';
import type { SampleCustomer } from './sample-customer.ts';
import { draftTicket, type SampleTicket, type Staff, type TicketDraft } from './sample-ticket.ts';
import type { Seeded } from './seeded.ts';
import { fillSlots } from './stories/index.ts';
import type { Tellings } from './stories/story.ts';

const minuteMs = 60_000;
const workingDayMin = 9 * 60;

interface Telling {
  readonly seeded: Seeded;
  readonly office: OfficeTime;
  readonly planned: PlannedTicket;
  readonly text: (tellings: Tellings | string) => string;
}

const slotValues = (seeded: Seeded, customer: SampleCustomer): Record<string, string> => {
  const { language } = customer;
  const digits = (value: number): string => {
    const grouped = String(value).replace(/\B(?=(\d{3})+$)/g, language === 'en' ? ',' : '٬');
    return localizeDigits(grouped, language);
  };
  const device = customer.orders.find(({ product }) => sampleProduct(product).family === 'device');
  const order = customer.orders.at(-1);
  return {
    device: sampleProduct(device?.product ?? 'b').name[language],
    order: localizeDigits(order?.orderNumber ?? String(seeded.integer(2100, 9899)), language),
    amount: digits(Math.floor((order?.totalRial ?? 18_500_000) / 10)),
    fee: digits(seeded.integer(7, 38) * 50_000),
    hour: digits(seeded.integer(9, 17)),
    technician: seeded.pick(technicians[language]),
    street: addressIn(seeded, language, customer.city),
  };
};

const takerOf = (seeded: Seeded, { language, fate }: PlannedTicket): Staff | null => {
  if (fate === 'unassigned') return null;
  // One colleague speaks Arabic.
  if (language === 'ar') return 'secondAgent';
  return seeded.pick([
    'firstAgent',
    'firstAgent',
    'firstAgent',
    'secondAgent',
    'secondAgent',
    'secondAgent',
    'supervisor',
  ]);
};

/** From the first answer to where it stands before it is solved. `share` 0–1 is between answer and end. */
const tellMiddle = (
  draft: TicketDraft,
  { seeded, planned, text }: Telling,
  at: (share: number) => number,
): void => {
  const { story, fate } = planned;
  const live = fate !== 'finished';
  draft.note(at(0), text(story.note));
  if (story.level2 !== undefined && seeded.chance(0.6)) draft.note(at(0.2), text(story.level2), 'level2');
  const mustWait = fate === 'pending_customer' || fate === 'pending_internal';
  if (story.waits !== undefined && (mustWait || (!live && seeded.chance(0.4)))) {
    draft.move(story.waits.for === 'customer' ? 'pending_customer' : 'pending_internal', at(0.35), {
      reason: story.waits.reason,
    });
  }
  if (story.again !== undefined && seeded.chance(0.6))
    draft.hear(at(0.5), text(story.again), seeded.integer(40, 180));
};

const tellPromise = (
  draft: TicketDraft,
  { seeded, office, planned, text }: Telling,
  at: (share: number) => number,
): void => {
  const { story, fate, language } = planned;
  if (story.promise === undefined) return;
  const promised = { kind: 'callback' as const, windowMin: 30, script: text(story.promise) };
  if (fate === 'finished') {
    draft.call(at(0.7), phrases[language].promiseKept, 'reached');
    draft.followUp({ ...promised, dueAt: at(0.7), state: 'done', result: phrases[language].promiseKept });
  } else if (seeded.chance(0.5)) {
    const dueAt =
      office.after(office.nowMs, seeded.integer(4, 300)) - (seeded.chance(0.12) ? 60 * minuteMs : 0);
    draft.followUp({ ...promised, dueAt, state: 'scheduled', result: null });
  }
};

/** The call of the day after, and what came of it. */
const tellEnd = (
  draft: TicketDraft,
  { seeded, office, planned, text }: Telling,
  resolvedAt: number,
): void => {
  const { story, language } = planned;
  const words = phrases[language];
  const dueAt = nextWorkingDayAt(resolvedAt, 10 * 60, office.calendar);
  const asked = { kind: 'day_after' as const, dueAt, windowMin: 120, script: words.dayAfter };
  const calledAt = office.after(dueAt, seeded.integer(0, 150));
  const outcome = seeded.next();
  if (calledAt > office.nowMs || outcome > 0.94) {
    draft.followUp({ ...asked, state: 'scheduled', result: null });
    return;
  }
  if (outcome < 0.84) {
    const confirmed = text(story.confirmed);
    draft.call(calledAt, confirmed, 'reached', true);
    draft.followUp({ ...asked, state: 'done', result: confirmed });
    draft.move('closed', calledAt + minuteMs, { reason: words.confirmedReason });
    return;
  }
  const attempts = [0, 1, 2].map((day) => office.after(calledAt, day * workingDayMin));
  const made = attempts.filter((at) => at <= office.nowMs);
  for (const at of made) draft.call(at, words.noAnswer, 'no_answer');
  const gaveUp = made.length === attempts.length;
  draft.followUp({
    ...asked,
    state: gaveUp ? 'unreachable' : 'scheduled',
    result: gaveUp ? words.noAnswer : null,
  });
  if (gaveUp) draft.move('closed', (made.at(-1) ?? calledAt) + minuteMs, { reason: words.noAnswerReason });
};

/** Solved, and now and then solved twice. */
const tellSolution = (draft: TicketDraft, telling: Telling, solvedAt: number): void => {
  const { seeded, office, planned, text } = telling;
  const words = phrases[planned.language];
  const solution = { solution: text(planned.story.solution), nextStep: text(planned.story.nextStep) };
  if (draft.status !== 'open') draft.move('open', solvedAt - minuteMs);
  draft.move('resolved', solvedAt, solution);
  const backAt = office.after(solvedAt, seeded.integer(60, 500));
  if (planned.story.type !== 'technical' || backAt > office.nowMs || !seeded.chance(0.05)) {
    tellEnd(draft, telling, solvedAt);
    return;
  }
  draft.hear(backAt, words.cameBack, seeded.integer(60, 240));
  draft.move('open', backAt, { reason: words.cameBackReason });
  draft.note(Math.min(office.nowMs, backAt + 6 * minuteMs), words.cameBackNote);
  const againAt = office.after(backAt, seeded.integer(60, 300));
  if (againAt > office.nowMs) return;
  draft.move('resolved', againAt, solution);
  tellEnd(draft, telling, againAt);
};

/** Tells a planned ticket from its first call to now. */
export const tellTicket = (
  seeded: Seeded,
  office: OfficeTime,
  planned: PlannedTicket,
  customer: SampleCustomer,
): SampleTicket => {
  const { story, fate, openedAt, targets } = planned;
  const values = slotValues(seeded, customer);
  const variant = seeded.integer(0, 1);
  // The variants of one story fit each other: the first is told with the firsts.
  const text = (tellings: Tellings | string): string =>
    fillSlots(
      typeof tellings === 'string' ? tellings : (tellings[variant % tellings.length] ?? tellings[0]),
      values,
    );
  const telling: Telling = { seeded, office, planned, text };
  const taker = takerOf(seeded, planned);
  const isTalk = story.channel === 'phone' || story.channel === 'visit';
  const draft = draftTicket({
    subject: text(story.subject),
    type: story.type,
    impact: story.impact,
    urgency: story.urgency,
    openedAt,
    channel: story.channel,
    owner: isTalk ? taker : null,
    said: text(story.said),
    durationSec: seeded.integer(70, 520),
  });
  if (taker === null) return draft.finish();
  const passedMin = office.between(openedAt, office.nowMs);
  const wanted = targets.resolveMin * (0.05 + 1.05 * seeded.next() ** 2);
  const spentMin = fate === 'finished' ? Math.max(12, Math.min(wanted, passedMin * 0.9)) : passedMin;
  const patience = isTalk ? seeded.integer(3, 11) : targets.firstResponseMin * (0.1 + seeded.next());
  const answeredMin = Math.min(patience, spentMin * 0.6);
  const at = (share: number): number =>
    Math.min(office.nowMs, office.after(openedAt, answeredMin + (spentMin - answeredMin) * share));
  if (!isTalk) draft.assign(taker, at(0));
  if (fate === 'cancelled') {
    draft.move('cancelled', at(0.1), { reason: seeded.pick(phrases[planned.language].cancelledReason) });
    return draft.finish();
  }
  tellMiddle(draft, telling, at);
  tellPromise(draft, telling, at);
  if (fate === 'finished') tellSolution(draft, telling, at(1));
  return draft.finish();
};
