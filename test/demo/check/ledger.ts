import type { ApiClient, ApiOutputs } from '../../../shared/contract/index.ts';
import type { ContactPointId, CustomerId, EntityId, TicketId } from '../../../shared/lib/ids.ts';

/** A write that a core has confirmed, as it must be found on every replica. */
export type Confirmed =
  | { readonly kind: 'customer'; readonly customerId: CustomerId; readonly displayName: string }
  | {
      readonly kind: 'field';
      readonly customerId: CustomerId;
      readonly field: 'city' | 'note';
      readonly value: string;
    }
  | {
      readonly kind: 'contact';
      readonly customerId: CustomerId;
      readonly contactPointId: ContactPointId;
      readonly raw: string;
    }
  | { readonly kind: 'tag'; readonly customerId: CustomerId; readonly tagId: EntityId<'tag'> }
  | {
      readonly kind: 'interaction';
      readonly customerId: CustomerId;
      readonly interactionId: string;
      readonly body: string;
    }
  | {
      readonly kind: 'ticket';
      readonly ticketId: TicketId;
      readonly number: string;
      readonly subject: string;
    }
  | { readonly kind: 'step'; readonly ticketId: TicketId; readonly toStatus: string; readonly text: string }
  | { readonly kind: 'owner'; readonly ticketId: TicketId; readonly ownerId: string };

/** Everything that was confirmed so far. */
export interface Ledger {
  readonly entries: readonly Confirmed[];
  add(entry: Confirmed): void;
}

export const openLedger = (): Ledger => {
  const entries: Confirmed[] = [];
  return { entries, add: (entry) => entries.push(entry) };
};

type Card = ApiOutputs['customer']['get'];
type Timeline = ApiOutputs['customer']['timeline']['items'];
type TicketCard = ApiOutputs['ticket']['get'];

interface Reader {
  card(customerId: CustomerId): Promise<Card>;
  timeline(customerId: CustomerId): Promise<Timeline>;
  ticket(ticketId: TicketId): Promise<TicketCard>;
}

const remembered = <K, V>(read: (key: K) => Promise<V>): ((key: K) => Promise<V>) => {
  const known = new Map<K, Promise<V>>();
  return (key) => {
    const value = known.get(key) ?? read(key);
    known.set(key, value);
    return value;
  };
};

const readWhole = async (api: ApiClient, customerId: CustomerId): Promise<Timeline> => {
  const items: Timeline = [];
  for (;;) {
    const page = await api.customer.timeline({ customerId, offset: items.length, limit: 500 });
    items.push(...page.items);
    if (page.items.length === 0 || items.length >= page.total) return items;
  }
};

const isThere = async (entry: Confirmed, reader: Reader): Promise<boolean> => {
  switch (entry.kind) {
    case 'customer':
      return (await reader.card(entry.customerId)).customer.displayName === entry.displayName;
    case 'field':
      return (await reader.card(entry.customerId)).customer[entry.field] === entry.value;
    case 'contact':
      return (await reader.card(entry.customerId)).contacts.some(
        ({ id, raw }) => id === entry.contactPointId && raw === entry.raw,
      );
    case 'tag':
      return (await reader.card(entry.customerId)).tags.some(({ id }) => id === entry.tagId);
    case 'interaction': {
      // Exactly once: a write that was sent again must not stand there twice.
      const same = (await reader.timeline(entry.customerId)).filter(
        (item) => item.kind === 'interaction' && item.interaction.body === entry.body,
      );
      const [only] = same;
      return same.length === 1 && only?.kind === 'interaction' && only.interaction.id === entry.interactionId;
    }
    case 'ticket': {
      const { ticket } = await reader.ticket(entry.ticketId);
      return ticket.number === entry.number && ticket.subject === entry.subject;
    }
    case 'owner':
      return (await reader.ticket(entry.ticketId)).ticket.ownerId === entry.ownerId;
    case 'step':
      return (await reader.ticket(entry.ticketId)).timeline.some(
        (item) =>
          item.kind === 'ticket_event' &&
          item.event.toStatus === entry.toStatus &&
          (entry.text === '' || item.event.solution === entry.text || item.event.reason === entry.text),
      );
  }
};

/** The confirmed writes that one replica does not show. */
export const missingFrom = async (api: ApiClient, ledger: Ledger): Promise<Confirmed[]> => {
  const reader: Reader = {
    card: remembered((customerId) => api.customer.get({ customerId })),
    timeline: remembered((customerId) => readWhole(api, customerId)),
    ticket: remembered((ticketId) => api.ticket.get({ ticketId })),
  };
  const missing: Confirmed[] = [];
  for (const entry of ledger.entries) {
    const there = await isThere(entry, reader).catch(() => false);
    if (!there) missing.push(entry);
  }
  return missing;
};
