/** What has to hold once everything is mended: looked at from outside, on every PC. */
import { createHash } from 'node:crypto';
import { farAheadMs } from '../../electron/core/db/far-ahead.ts';
import { readHeads } from '../../electron/core/db/heads.ts';
import { living } from '../../electron/core/db/living.ts';
import { plainOf } from '../../electron/core/db/operation-form.ts';
import { readLogFrom } from '../../electron/core/db/operation-log.ts';
import { stateHash } from '../../electron/core/db/state-hash.ts';
import { shownCustomers } from '../../shared/rules/customer-merge.ts';
import { parseTicketNumber } from '../../shared/rules/ticket-number.ts';
import { hlcMs } from '../../shared/sync/hlc.ts';
import { historyKey } from '../../shared/sync/version-vector.ts';
import type { Day } from './day.ts';
import type { Confirmed, SimNode } from './sim-node.ts';
import type { Violation } from './violation.ts';

/** Every operation is everywhere; one whose writer goes on as another device is put away where it was written again. */
const lost = (nodes: readonly SimNode[], confirmed: readonly Confirmed[]): Violation[] => {
  const expected = confirmed.filter((operation) => !nodes.some((node) => node.hasPutAway(operation)));
  return nodes.flatMap((node): Violation[] => {
    const missing = expected.filter((operation) => !node.hasInLog(operation)).length;
    return missing === 0 ? [] : [{ rule: 'lost', detail: `${missing} operations on ${node.name}` }];
  });
};

const numbers = (node: SimNode): Violation[] => {
  const rows = node.db.reader.prepare('SELECT number FROM ticket WHERE number IS NOT NULL').all() as {
    number: string;
  }[];
  const seen = new Set<string>();
  return rows.flatMap(({ number }): Violation[] => {
    const isRepeated = seen.has(number);
    seen.add(number);
    if (isRepeated) return [{ rule: 'number-repeated', detail: `${number} on ${node.name}` }];
    return parseTicketNumber(number).ok ? [] : [{ rule: 'number-unreadable', detail: number }];
  });
};

const prevOf = (bytes: Uint8Array): string | undefined =>
  /"prev":"([0-9a-f]*)"/.exec(Buffer.from(bytes).toString('utf8'))?.[1];

/** Every history from its first operation, gapless and each operation on the bytes of the one before. */
const chains = (node: SimNode): Violation[] => {
  const ends = new Map<string, { seq: number; hash: string }>();
  const violations: Violation[] = [];
  for (const { key, ...stored } of readLogFrom(node.db.reader, 0, 1_000_000)) {
    const bytes = plainOf(stored) ?? Buffer.alloc(0);
    const before = ends.get(historyKey(key)) ?? { seq: 0, hash: '' };
    if (key.seq !== before.seq + 1 || prevOf(bytes) !== before.hash)
      violations.push({ rule: 'chain-broken', detail: `${historyKey(key)} at ${key.seq} on ${node.name}` });
    ends.set(historyKey(key), { seq: key.seq, hash: createHash('sha256').update(bytes).digest('hex') });
  }
  return violations;
};

const waiting = (node: SimNode): Violation[] => {
  const left = node.db.reader.prepare('SELECT count(*) AS n FROM deferred_change').get() as { n: number };
  return left.n === 0 ? [] : [{ rule: 'left-waiting', detail: `${left.n} changes on ${node.name}` }];
};

const hexOf = (blob: Buffer): string => blob.toString('hex');

/** Which record stands for which, computed anew from all merges, against what was kept up step by step. */
const groups = ({ name, db: { reader } }: SimNode): Violation[] => {
  const joins = reader
    .prepare(
      `SELECT loserId, winnerId FROM customer_merge WHERE undoneAt IS NULL AND ${living()}
       AND loserId IS NOT NULL AND winnerId IS NOT NULL`,
    )
    .all() as { loserId: Buffer; winnerId: Buffer }[];
  const there = reader.prepare(`SELECT 1 FROM customer WHERE id = ? AND ${living()}`);
  const shown = shownCustomers(
    joins.map(({ loserId, winnerId }) => ({ loserId: hexOf(loserId), winnerId: hexOf(winnerId) })),
    (hex) => there.get(Buffer.from(hex, 'hex')) !== undefined,
  );
  const kept = reader.prepare('SELECT id, shown FROM customer_alias').all() as {
    id: Buffer;
    shown: Buffer;
  }[];
  const isSame =
    kept.length === shown.size && kept.every((row) => shown.get(hexOf(row.id)) === hexOf(row.shown));
  return isSame ? [] : [{ rule: 'groups-differ', detail: `from what the merges say on ${name}` }];
};

/** What the parts of a budget may never be together, as this PC knows them. */
const overspent = async (node: SimNode, user: Day['office']['user']): Promise<Violation[]> => {
  const budgets = await node.api(user).budget.list();
  return budgets.flatMap(({ freeRial, spentRial, totalRial, grants }): Violation[] => {
    const lowest = Math.min(0, ...grants.map(({ balanceRial }) => balanceRial));
    return freeRial < 0 || lowest < 0 || spentRial > totalRial
      ? [{ rule: 'overspent', detail: `${spentRial} of ${totalRial}, ${lowest} left on ${node.name}` }]
      : [];
  });
};

/** The audit shows a difference although all copies are the same. */
const falseAlarms = (nodes: readonly SimNode[], hashes: readonly string[]): Violation[] =>
  new Set(hashes).size > 1
    ? []
    : nodes.flatMap((node): Violation[] => {
        const isAlarmed = node
          .services()
          .audit.status()
          .peers.some(({ state }) => state === 'differ');
        return isAlarmed ? [{ rule: 'false-alarm', detail: `on ${node.name}` }] : [];
      });

/** All go by one hub, which knows that it is the hub; so does a copy of it that nothing has told from it yet. */
const hubs = (nodes: readonly SimNode[]): Violation[] => {
  const [hub, ...others] = new Set(nodes.map((node) => node.membership()?.hubDeviceId));
  const isAsNamed = nodes.every((node) => {
    const membership = node.membership();
    return (membership?.role === 'hub') === (membership?.deviceId === hub);
  });
  const isAnybody = nodes.some((node) => node.membership()?.role === 'hub');
  if (others.length === 0 && isAsNamed && isAnybody) return [];
  const told = nodes.map(
    (node) => `${node.name} ${node.membership()?.role} of ${node.membership()?.hubDeviceId}`,
  );
  return [{ rule: 'hubs-differ', detail: told.join(', ') }];
};

/** What a PC would write next is dated by the office's time, whatever was dated ahead of it during the day. */
const aheadOfTime = (node: SimNode): Violation[] => {
  const { replica } = node.services();
  const aheadMs = hlcMs(replica.nextHlc()) - replica.clock.nowMs();
  return aheadMs <= farAheadMs ? [] : [{ rule: 'clock-ahead', detail: `${aheadMs} ms on ${node.name}` }];
};

const searchIndex = (node: SimNode): string =>
  JSON.stringify(
    node.db.reader
      .prepare('SELECT kind, hex(row), spaced, joined, digits FROM search_document ORDER BY kind, row')
      .all(),
  );

/** Compares what every PC answers with what the first one does. */
const compare = (
  rule: Violation['rule'],
  answers: readonly { readonly name: string; readonly answer: string }[],
): Violation[] => {
  const [first] = answers;
  return answers
    .filter(({ answer }) => answer !== first?.answer)
    .map(({ name }) => ({ rule, detail: `${name} is not as ${first?.name}` }));
};

/** How each history ends, its hash included: two branches of one history may be equally long. */
export const headsText = (node: SimNode): string =>
  readHeads(node.db.reader)
    .map((head) => `${historyKey(head)}:${head.seq}:${head.hash}`)
    .join(' ');

const askEverybody = (nodes: readonly SimNode[], ask: (node: SimNode) => Promise<string>) =>
  Promise.all(nodes.map(async (node) => ({ name: node.name, answer: await ask(node) })));

/** @param nodes those that belong to the call centre. @param hashes the state hash of each. */
export const brokenPromises = async (
  day: Day,
  nodes: readonly SimNode[],
  hashes: readonly string[],
): Promise<Violation[]> => {
  const { user } = day.office;
  const conflicts = await askEverybody(nodes, async (node) =>
    JSON.stringify(await node.api(user).conflict.list({})),
  );
  const queues = await askEverybody(nodes, async (node) => {
    const { rows } = await node.api(user).ticket.list({ scope: 'all', limit: 200 });
    return rows.map(({ id }) => id).join(' ');
  });
  return [
    ...compare(
      'diverged',
      nodes.map(({ name }, at) => ({ name, answer: hashes[at] ?? '' })),
    ),
    ...lost(nodes, day.confirmed),
    ...nodes.flatMap((node) => [...numbers(node), ...chains(node), ...waiting(node), ...groups(node)]),
    ...hubs(nodes),
    ...nodes.flatMap(aheadOfTime),
    ...falseAlarms(nodes, hashes),
    ...(await Promise.all(nodes.map((node) => overspent(node, user)))).flat(),
    ...compare('conflicts-differ', conflicts),
    ...compare('queue-differs', queues),
    ...compare(
      'search-differs',
      nodes.map((node) => ({ name: node.name, answer: searchIndex(node) })),
    ),
  ];
};

export const stateOf = (node: SimNode): { hash: string; operations: number } => stateHash(node.db.reader);
