// The shapes that this feature shows, named once.
import type { ApiOutputs } from '../../../shared/contract/index.ts';

export type QueueRow = ApiOutputs['ticket']['list']['rows'][number];
export type TicketCard = ApiOutputs['ticket']['get'];
export type TimelineItem = TicketCard['timeline'][number];
export type CustomerCard = ApiOutputs['customer']['get'];

export const scopes = ['mine', 'unassigned', 'open', 'resolved'] as const;
export type Scope = (typeof scopes)[number];

export type MadeTicket = ApiOutputs['ticket']['create'];
