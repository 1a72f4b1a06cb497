import type { SimNode } from './sim-node.ts';

/**
 * Bugs that the simulation has to find: each breaks one promise of the replica on one PC, from outside,
 * so that no test switch lives in the product.
 */
export interface Plant {
  readonly what: string;
  /** Called once, when the office is set up. */
  readonly install?: (node: SimNode) => void;
  /** Called at every power cut, before the PC starts again. */
  readonly onCrash?: (node: SimNode) => void;
}

/** As with `synchronous=NORMAL`: the newest commit was confirmed and is not on the disk. */
const forgetNewestOperation = ({ db }: SimNode): void => {
  db.writer.sqlite.exec(`
    DELETE FROM operation WHERE received = (
      SELECT max(o.received) FROM operation o
      WHERE hex(o.device) = (SELECT upper(replace(value, '-', '')) FROM meta WHERE key = 'deviceId')
    );
    UPDATE head SET
      seq = coalesce((SELECT max(seq) FROM operation o WHERE o.device = head.device AND o.epoch = head.epoch), 0),
      hash = coalesce((
        SELECT hash FROM operation o WHERE o.device = head.device AND o.epoch = head.epoch ORDER BY seq DESC LIMIT 1
      ), x'')`);
};

export const plants: Readonly<Record<string, Plant>> = {
  'lost-write': { what: 'a power cut takes back what was confirmed', onCrash: forgetNewestOperation },
  'lost-conflict': {
    what: 'one replica throws away the value that is not shown',
    install: ({ db }) =>
      db.writer.sqlite.exec(`CREATE TRIGGER plant AFTER INSERT ON sibling WHEN new.replaced = 0 BEGIN
        DELETE FROM sibling WHERE entity = new.entity AND row = new.row AND field = new.field AND stamp = new.stamp;
      END`),
  },
  'reused-number': {
    what: 'the ticket counter falls back by one at a restart',
    onCrash: ({ db }) =>
      db.writer.sqlite.exec(
        "UPDATE meta SET value = CAST(value - 1 AS TEXT) WHERE key = 'ticketCounter' AND value > 0",
      ),
  },
  'wrong-winner': {
    what: 'one replica lets the greater text win instead of the later write',
    install: ({ db }) =>
      db.writer.sqlite.exec(`CREATE TRIGGER plant AFTER UPDATE ON customer WHEN new.city < old.city BEGIN
        UPDATE customer SET city = old.city WHERE rowid = new.rowid;
      END`),
  },
  'skipped-event': {
    what: 'one replica drops some interactions while applying',
    install: ({ db }) =>
      db.writer.sqlite.exec(`CREATE TRIGGER plant AFTER INSERT ON interaction WHEN substr(hex(new.id), -1) IN ('3', '7') BEGIN
        DELETE FROM interaction WHERE rowid = new.rowid;
      END`),
  },
};
