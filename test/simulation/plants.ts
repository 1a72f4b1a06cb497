import type { CoreServices } from '../../electron/core/api/context.ts';
import type { Database } from '../../electron/core/db/database.ts';
import { latestHlc } from '../../electron/core/db/latest-hlc.ts';
import type { Replica } from '../../electron/core/db/replica.ts';
import { tickHlc } from '../../shared/sync/hlc.ts';

/** What a planted bug does to a run. */
export interface PlantHooks {
  /** Each time that a PC has opened its database. */
  readonly onBoot?: (node: string, db: Database) => void;
  /** Each time that a PC has put its parts together: a rule of theirs may be replaced by a wrong one. */
  readonly onRunning?: (node: string, services: CoreServices) => void;
  /** After a power cut: what the disk holds, given what it should hold. */
  readonly onCut?: (node: string, image: Buffer) => Buffer;
}

/**
 * Bugs that the simulation has to find: each breaks one promise of the replica, from outside, so that no test
 * switch lives in the product.
 */
export interface Plant {
  readonly what: string;
  /** Anew for each run: some remember what was. */
  readonly make: () => PlantHooks;
}

/** The PC that has the bugs which belong to one PC. */
const badPc = 'desk1';

const onBadPc = (what: string, sql: string): Plant => ({
  what,
  make: () => ({
    onBoot: (node, { writer }) => {
      if (node === badPc) writer.sqlite.exec(sql);
    },
  }),
});

const triggerSql = (name: string, when: string, then: string): string =>
  `CREATE TRIGGER IF NOT EXISTS ${name} ${when} BEGIN ${then}; END;`;

const trigger = (what: string, when: string, then: string): Plant =>
  onBadPc(what, triggerSql('plant', when, then));

/** Puts a wrong rule in the place of one of a running PC's. */
const instead = (
  what: string,
  isBad: (node: string) => boolean,
  rule: (replica: Replica) => Partial<Replica>,
): Plant => ({
  what,
  make: () => ({
    onRunning: (node, { replica }) => {
      if (!isBad(node)) return;
      for (const [name, value] of Object.entries(rule(replica)))
        Object.defineProperty(replica, name, { value, configurable: true });
    },
  }),
});

const uuidText = (blob: string): string =>
  `lower(${[1, 9, 13, 17, 21].map((from, n) => `substr(hex(${blob}), ${from}, ${[8, 4, 4, 4, 12][n]})`).join(" || '-' || ")})`;

/** Everything that is here counts as held by everybody. */
const stableWithoutAbsent: Plant = {
  what: 'packed away is what is here, whether a PC that is away for a while has it or not',
  make: () => ({
    onBoot: (_, { writer }) => {
      const own = `(SELECT json_group_array(json_object('device', ${uuidText('device')}, 'epoch', epoch, 'seq', seq)) FROM head)`;
      const set = `UPDATE meta SET value = ${own} WHERE key = 'stable'`;
      for (const event of ['INSERT', 'UPDATE'])
        writer.sqlite.exec(
          triggerSql(`plant${event}`, `AFTER ${event} ON meta WHEN new.key = 'stable'`, set),
        );
    },
  }),
};

const rowsWithInsert = ['customer', 'contact_point', 'ticket', 'customer_tag'];

/** `synchronous=NORMAL`, as the library has it unless told otherwise. */
const normalSync: Plant = {
  what: 'a power cut takes back what was committed since the last checkpoint, here the last start',
  make: () => {
    const synced = new Map<string, Buffer>();
    return {
      onBoot: (node, { writer }) => {
        synced.set(node, writer.sqlite.serialize());
      },
      onCut: (node, image) => synced.get(node) ?? image,
    };
  },
};

export const plants: Readonly<Record<string, Plant>> = {
  'lost-write': normalSync,
  'lost-conflict': trigger(
    'one PC throws away the value that is not shown',
    'AFTER INSERT ON sibling WHEN new.replaced = 0',
    'DELETE FROM sibling WHERE entity = new.entity AND row = new.row AND field = new.field AND stamp = new.stamp',
  ),
  'reused-number': onBadPc(
    'the ticket counter falls back by one at a restart',
    "UPDATE meta SET value = CAST(value - 1 AS TEXT) WHERE key = 'ticketCounter' AND value > 0",
  ),
  'wrong-winner': trigger(
    'one PC lets the greater text win instead of the later write',
    'AFTER UPDATE ON customer WHEN new.city < old.city',
    'UPDATE customer SET city = old.city WHERE rowid = new.rowid',
  ),
  'skipped-event': trigger(
    'one PC drops some interactions while applying',
    "AFTER INSERT ON interaction WHEN substr(hex(new.id), -1) IN ('3', '7')",
    'DELETE FROM interaction WHERE rowid = new.rowid',
  ),
  'delete-undone': trigger(
    'one PC brings deleted contacts back when something is written to their row',
    'AFTER UPDATE ON contact_point WHEN new.deletedAt IS NOT NULL AND new.rowid % 2 = 0',
    'UPDATE contact_point SET deletedAt = NULL WHERE rowid = new.rowid',
  ),
  'log-with-holes': trigger(
    'one PC drops operations from its log once a later one of that device is there',
    'AFTER INSERT ON operation WHEN new.seq % 5 = 4',
    'DELETE FROM operation WHERE device = new.device AND epoch = new.epoch AND seq = new.seq - 1',
  ),
  'archive-drops-operation': trigger(
    'one PC loses the operation behind each stretch that it packs away',
    'AFTER INSERT ON archive_segment',
    'DELETE FROM operation WHERE received = new.toReceived + 1',
  ),
  'altered-bytes': trigger(
    'one PC relays operations with other bytes than it received',
    'AFTER INSERT ON operation WHEN new.seq % 5 = 4',
    "UPDATE operation SET form = 0, bytes = CAST('{}' AS BLOB) WHERE received = new.received",
  ),
  'deaf-search': trigger(
    'the search index of one PC forgets the numbers of who has several',
    "AFTER INSERT ON search_document WHEN new.kind = 'customer' AND length(new.digits) > 20",
    "UPDATE search_document SET digits = '' WHERE docid = new.docid",
  ),
  'spends-twice': trigger(
    'one PC forgets what it spent, and spends it again',
    'AFTER INSERT ON spend',
    'UPDATE spend SET amountRial = 1 WHERE rowid = new.rowid',
  ),
  'merge-forgotten': trigger(
    'one PC goes on showing both records of a merged customer',
    'AFTER INSERT ON customer_alias WHEN new.id <> new.shown',
    'DELETE FROM customer_alias WHERE id = new.id',
  ),
  'state-forgotten': trigger(
    'one PC lets a ticket that is closed be closed for ever',
    "AFTER UPDATE ON ticket WHEN old.status IN ('closed', 'resolved') AND new.status = 'open'",
    'UPDATE ticket SET status = old.status WHERE rowid = new.rowid',
  ),
  'remove-wins': trigger(
    'one PC lets the removal of a tag win over an addition that had not seen it',
    `AFTER UPDATE ON customer_tag WHEN new.removedAt IS NULL AND EXISTS (SELECT 1 FROM sibling
       WHERE entity = 'customer_tag' AND row = new.id AND field = 'removedAt' AND replaced = 0 AND value <> 'null')`,
    `UPDATE customer_tag SET removedAt = (SELECT CAST(max(value) AS INTEGER) FROM sibling
       WHERE entity = 'customer_tag' AND row = new.id AND field = 'removedAt' AND replaced = 0 AND value <> 'null')
     WHERE rowid = new.rowid`,
  ),
  'early-write-dropped': onBadPc(
    'one PC drops a write that comes before the insert of its row',
    rowsWithInsert
      .map((table) =>
        triggerSql(
          `plant_${table}`,
          `AFTER INSERT ON ${table} WHEN new.createdAt IS NULL`,
          `DELETE FROM ${table} WHERE rowid = new.rowid`,
        ),
      )
      .join(' '),
  ),
  'clock-believed': instead(
    'one PC believes every clock at once, however far ahead',
    (node) => node === badPc,
    ({ db, clock }) => ({
      latestApplied: () => null,
      nextHlc: () => tickHlc(latestHlc(db.writer, null), clock.nowMs()),
    }),
  ),
  'signatures-unchecked': instead(
    'nobody checks who wrote an operation',
    () => true,
    () => ({ checkSignature: () => null }),
  ),
  'stable-without-absent': stableWithoutAbsent,
  'grant-counted-twice': trigger(
    'one PC counts every grant that it hears of twice',
    'AFTER INSERT ON grant',
    'UPDATE grant SET amountRial = 2 * amountRial WHERE rowid = new.rowid',
  ),
  'merge-lost': trigger(
    'one PC loses every second merge of customers',
    'AFTER INSERT ON customer_merge WHEN new.rowid % 2 = 0',
    'DELETE FROM customer_merge WHERE rowid = new.rowid',
  ),
  'hub-term-ignored': trigger(
    'one PC goes on with the hub of before',
    "AFTER UPDATE ON meta WHEN new.key = 'hubDeviceId' AND new.value <> old.value",
    "UPDATE meta SET value = old.value WHERE key = 'hubDeviceId'",
  ),
};
