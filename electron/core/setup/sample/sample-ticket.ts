import type { RowOf } from '../../../../shared/entities/define-entity.ts';
import type { followUp } from '../../../../shared/entities/follow-up.ts';
import type { interaction } from '../../../../shared/entities/interaction.ts';
import type { ticket } from '../../../../shared/entities/ticket.ts';
import type { ticketEvent } from '../../../../shared/entities/ticket-event.ts';
import { canTransition } from '../../../../shared/rules/ticket-status.ts';

/** Who of the sample's people did it. */
export type Staff = 'admin' | 'firstAgent' | 'secondAgent' | 'supervisor' | 'level2';

type TicketRow = RowOf<typeof ticket>;
type InteractionRow = RowOf<typeof interaction>;
type EventRow = RowOf<typeof ticketEvent>;
type FollowUpRow = RowOf<typeof followUp>;

export type SampleInteraction = Pick<InteractionRow, 'at' | 'channel' | 'direction' | 'body'> &
  Partial<Pick<InteractionRow, 'outcome' | 'durationSec' | 'confirmsResolution'>> & { readonly by: Staff };

export type SampleEvent = Pick<EventRow, 'at' | 'kind'> &
  Partial<Pick<EventRow, 'fromStatus' | 'toStatus' | 'solution' | 'nextStep' | 'reason'>> & {
    readonly by: Staff;
    readonly owner?: Staff;
  };

export type SampleFollowUp = Pick<
  FollowUpRow,
  'kind' | 'dueAt' | 'windowMin' | 'script' | 'state' | 'result'
> & {
  readonly assignee: Staff;
};

/** One invented ticket with its whole story, before anything is written. */
export interface SampleTicket {
  readonly subject: string;
  readonly type: TicketRow['type'];
  readonly impact: TicketRow['impact'];
  readonly urgency: TicketRow['urgency'];
  readonly openedAt: number;
  readonly status: TicketRow['status'];
  readonly owner: Staff | null;
  readonly firstRespondedAt: number | null;
  readonly interactions: readonly SampleInteraction[];
  readonly events: readonly SampleEvent[];
  readonly followUps: readonly SampleFollowUp[];
}

export interface TicketHead
  extends Pick<SampleTicket, 'subject' | 'type' | 'impact' | 'urgency' | 'openedAt'> {
  readonly channel: InteractionRow['channel'];
  /** Who took it; null while nobody has. */
  readonly owner: Staff | null;
  readonly said: string;
  /** Of the first call. */
  readonly durationSec: number;
}

/** A ticket while its story is told, step by step and forward in time. */
export interface TicketDraft {
  readonly status: TicketRow['status'];
  /** @throws on a step that no agent could take. */
  move(
    to: TicketRow['status'],
    at: number,
    more?: Pick<SampleEvent, 'solution' | 'nextStep' | 'reason' | 'owner'>,
  ): void;
  /** Somebody takes what nobody had, which opens it. */
  assign(owner: Staff, at: number): void;
  note(at: number, body: string, by?: Staff): void;
  hear(at: number, body: string, durationSec: number): void;
  call(at: number, body: string, outcome: 'reached' | 'no_answer', confirmsResolution?: boolean): void;
  followUp(planned: Omit<SampleFollowUp, 'assignee'>): void;
  finish(): SampleTicket;
}

export const draftTicket = (head: TicketHead): TicketDraft => {
  let { owner } = head;
  let status: TicketRow['status'] = owner === null ? 'new' : 'open';
  let firstRespondedAt: number | null = null;
  const interactions: SampleInteraction[] = [];
  const events: SampleEvent[] = [];
  const followUps: SampleFollowUp[] = [];
  const someone = (): Staff => owner ?? 'secondAgent';
  const responded = (at: number): void => {
    firstRespondedAt ??= at;
  };
  events.push({
    at: head.openedAt,
    kind: 'created',
    toStatus: status,
    by: someone(),
    ...(owner === null ? {} : { owner }),
  });
  interactions.push({
    at: head.openedAt,
    channel: head.channel,
    direction: 'in',
    body: head.said,
    by: someone(),
    ...(head.channel === 'phone' ? { outcome: 'reached', durationSec: head.durationSec } : {}),
  });
  const move: TicketDraft['move'] = (to, at, more = {}) => {
    if (!canTransition(status, to)) throw new Error(`the sample takes a ticket from ${status} to ${to}`);
    events.push({ at, kind: 'status', fromStatus: status, toStatus: to, by: someone(), ...more });
    status = to;
  };
  return {
    get status() {
      return status;
    },
    move,
    assign: (taker, at) => {
      owner = taker;
      move('open', at, { owner: taker });
    },
    note: (at, body, by = someone()) => {
      responded(at);
      interactions.push({ at, channel: 'note', direction: 'internal', body, by });
    },
    hear: (at, body, durationSec) => {
      interactions.push({
        at,
        channel: 'phone',
        direction: 'in',
        body,
        by: someone(),
        outcome: 'reached',
        durationSec,
      });
    },
    call: (at, body, outcome, confirmsResolution = false) => {
      responded(at);
      interactions.push({
        at,
        channel: 'phone',
        direction: 'out',
        body,
        by: someone(),
        outcome,
        confirmsResolution,
      });
    },
    followUp: (planned) => {
      followUps.push({ ...planned, assignee: someone() });
    },
    finish: () => ({
      subject: head.subject,
      type: head.type,
      impact: head.impact,
      urgency: head.urgency,
      openedAt: head.openedAt,
      status,
      owner,
      firstRespondedAt,
      interactions,
      events,
      followUps,
    }),
  };
};
