// What happened to a ticket, as one line of plain language.
import type { Translate } from '../../app/i18n.ts';
import { isolated } from '../../ui/isolated.ts';
import type { TimelineItem } from './ticket-types.ts';

type EventItem = Extract<TimelineItem, { kind: 'ticket_event' }>;

export function agentWords(name: string | null, isMe: boolean, t: Translate): string {
  if (isMe) return t('tickets.you');
  return name === null ? t('tickets.someone') : isolated(name);
}

/** Who gave the ticket to whom. */
function givenWords(
  { event, agentName, ownerName }: EventItem,
  meId: string | undefined,
  t: Translate,
): string {
  const agent = agentWords(agentName, false, t);
  if (event.ownerId === null) return t('tickets.timeline.unassigned', { agent });
  if (event.ownerId === event.agentId) return t('tickets.timeline.taken', { agent });
  return t('tickets.timeline.assigned', {
    agent,
    owner: agentWords(ownerName, event.ownerId === meId, t),
  });
}

function lineOf(item: EventItem, meId: string | undefined, t: Translate): string {
  const { event, agentName } = item;
  // A sentence about oneself would need verbs of its own: here everybody is called by name.
  const agent = agentWords(agentName, false, t);
  switch (event.kind) {
    case 'created':
      return t('tickets.timeline.created', { agent });
    case 'edited':
      return t('tickets.timeline.edited', { agent });
    case 'assigned':
      return givenWords(item, meId, t);
    case 'status': {
      const { fromStatus, toStatus } = event;
      // A new ticket opens by being given to somebody: that is what people call it.
      if (fromStatus === 'new' && toStatus === 'open' && event.ownerId !== null)
        return givenWords(item, meId, t);
      if (toStatus === null) return t('tickets.timeline.edited', { agent });
      if (toStatus === 'open' && (fromStatus === 'resolved' || fromStatus === 'closed')) {
        return t('tickets.timeline.reopened', { agent });
      }
      const to = t(`tickets.status.${toStatus}`);
      if (fromStatus === null) return t('tickets.timeline.statusTo', { agent, to });
      return t('tickets.timeline.status', { agent, from: t(`tickets.status.${fromStatus}`), to });
    }
  }
}

/** The line of a ticket event, with its reason where one was given. */
export function eventWords(item: EventItem, meId: string | undefined, t: Translate): string {
  const line = lineOf(item, meId, t);
  const reason = item.event.reason?.trim();
  return reason ? t('tickets.timeline.reason', { line, reason: isolated(reason) }) : line;
}
