// Which queries a change of a topic can touch. Reads are local and quick: one read too many costs less than
// a screen that shows yesterday.

/** The first part of a query's path: the namespace of the contract. */
export type QueryArea =
  | 'setup'
  | 'session'
  | 'user'
  | 'preference'
  | 'customer'
  | 'tag'
  | 'search'
  | 'ticket'
  | 'conflict'
  | 'budget'
  | 'customerImport'
  | 'exchange'
  | 'attachment'
  | 'sync'
  | 'notices'
  | 'audit';

const customerAreas: readonly QueryArea[] = ['customer', 'search', 'ticket', 'conflict'];
const ticketAreas: readonly QueryArea[] = ['ticket', 'customer', 'search', 'conflict'];

const areasByTopic: Readonly<Record<string, readonly QueryArea[]>> = {
  organisation: ['setup'],
  user: ['user', 'setup', 'ticket'],
  team: ['user'],
  device: ['setup', 'sync'],
  hub_term: ['setup', 'sync'],
  customer: customerAreas,
  contact_point: customerAreas,
  customer_merge: [...customerAreas, 'attachment'],
  purchase: ['customer'],
  product: ['customer'],
  tag: ['tag', 'customer'],
  customer_tag: ['tag', 'customer', 'search'],
  ticket: ticketAreas,
  ticket_event: ticketAreas,
  interaction: ['ticket', 'customer', 'search'],
  follow_up: ['ticket', 'customer'],
  budget: ['budget'],
  grant: ['budget'],
  grant_transfer: ['budget'],
  spend: ['budget'],
  setting: ['setup', 'ticket'],
  restamp: [],
  conflict: ['conflict', 'customer', 'ticket', 'sync'],
  sync: ['sync', 'conflict'],
  setup: ['setup', 'user', 'sync'],
  import: ['customerImport'],
  exchange: ['exchange'],
  attachment: ['attachment'],
  attachments: ['attachment'],
  preference: ['preference'],
  notices: ['notices'],
  audit: ['audit'],
};

/** The areas to read again; null means everything, for a topic that this version does not know. */
export function areasOfTopics(topics: Iterable<string>): ReadonlySet<string> | null {
  const areas = new Set<string>();
  for (const topic of topics) {
    const found = areasByTopic[topic];
    if (!found) return null;
    for (const area of found) areas.add(area);
  }
  return areas;
}
