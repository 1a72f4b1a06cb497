import { z } from 'zod';
import { rowSchema } from '../entities/define-entity.ts';
import { interaction } from '../entities/interaction.ts';
import { ticketEvent } from '../entities/ticket-event.ts';

const common = {
  /** Milliseconds UTC: what the list is ordered by, newest first. */
  at: z.int(),
  agentName: z.string().nullable(),
  deviceCode: z.int().nullable(),
  ticketNumber: z.string().nullable(),
};

export const timelineItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('interaction'), ...common, interaction: rowSchema(interaction) }),
  z.object({
    kind: z.literal('ticket_event'),
    ...common,
    ownerName: z.string().nullable(),
    event: rowSchema(ticketEvent),
  }),
]);
