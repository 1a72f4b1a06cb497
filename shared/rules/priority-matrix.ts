/** How pressing a ticket is, from how much is affected and how soon it matters. */
import type { ticketLevels } from '../entities/ticket.ts';

export type TicketLevel = (typeof ticketLevels)[number];
export type UrgencyLevel = 'critical' | 'high' | 'medium' | 'low';

/**
 * ITIL's impact × urgency matrix: its priorities 1, 2 and 3 are critical, high and medium; 4 and 5 are low.
 * It is symmetric, and raising either side never lowers the level.
 */
const levelByImpactAndUrgency: Readonly<Record<TicketLevel, Readonly<Record<TicketLevel, UrgencyLevel>>>> = {
  high: { high: 'critical', medium: 'high', low: 'medium' },
  medium: { high: 'high', medium: 'medium', low: 'low' },
  low: { high: 'medium', medium: 'low', low: 'low' },
};

export function urgencyLevel(impact: TicketLevel, urgency: TicketLevel): UrgencyLevel {
  return levelByImpactAndUrgency[impact][urgency];
}
