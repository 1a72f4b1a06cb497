import type { channels } from '../../../../../shared/entities/interaction.ts';
import type { ticketLevels, ticketTypes } from '../../../../../shared/entities/ticket.ts';

type Level = (typeof ticketLevels)[number];

/** Sentences of which one is told; whichever it is, the rest of the story fits it. */
export type Tellings = readonly [string, ...string[]];

/**
 * One situation of the water-purifier shop, told from the first call to the last. `{slots}` are filled in for
 * each ticket: `{device}` `{order}` `{amount}` and the smaller `{fee}` (Toman) `{hour}` `{technician}` `{street}`.
 */
export interface Story {
  readonly about: 'person' | 'company' | 'anyone';
  readonly type: (typeof ticketTypes)[number];
  readonly impact: Level;
  readonly urgency: Level;
  readonly channel: (typeof channels)[number];
  readonly subject: Tellings;
  /** What the customer said, in the agent's words. */
  readonly said: Tellings;
  /** What the agent found out, offered and agreed upon. */
  readonly note: Tellings;
  /** What a colleague of level 2 wrote; the customer never sees it. */
  readonly level2?: Tellings;
  /** For whom it has to wait, and why. */
  readonly waits?: { readonly for: 'customer' | 'internal'; readonly reason: string };
  /** The customer calls again before it is solved. */
  readonly again?: string;
  /** A callback that was promised, as the agent will read it. */
  readonly promise?: string;
  readonly solution: Tellings;
  readonly nextStep: Tellings;
  /** What the customer said when asked the day after. */
  readonly confirmed: Tellings;
}
