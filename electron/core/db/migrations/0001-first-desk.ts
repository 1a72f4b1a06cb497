import type { Migration } from './migration.ts';

/** Fields may be null in SQLite: a row can begin with a write that overtook its insert. */
const syncedTable = (name: string, columns: string): string => `
  CREATE TABLE ${name} (
    rowid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    ${columns},
    deletedAt INTEGER,
    clock TEXT NOT NULL,
    extra TEXT,
    createdAt INTEGER,
    createdStamp TEXT,
    createdBy BLOB,
    updatedAt INTEGER NOT NULL
  );`;

const syncedTables = [
  syncedTable(
    'organisation',
    `name TEXT, workingWeek TEXT, language TEXT, timeZoneOffsetMin INTEGER,
     defaultAreaCode TEXT, countryCode TEXT, rialPerToman INTEGER`,
  ),
  syncedTable('user', 'name TEXT, nameKey TEXT, role TEXT, teamId BLOB, passwordHash TEXT, status TEXT'),
  syncedTable('team', 'name TEXT, level TEXT'),
  syncedTable('device', 'code INTEGER, name TEXT, role TEXT'),
  syncedTable(
    'customer',
    `displayName TEXT, kind TEXT, companyId BLOB, language TEXT, city TEXT, address TEXT, tier TEXT,
     clvBand TEXT, totalPurchaseRial INTEGER, sinceEpochDay INTEGER, note TEXT`,
  ),
  syncedTable(
    'contact_point',
    `customerId BLOB, type TEXT, raw TEXT, e164 TEXT, extension TEXT, assumedArea INTEGER, label TEXT,
     preferredOrder INTEGER, worksWithoutInternet INTEGER`,
  ),
  syncedTable('product', 'name TEXT, family TEXT, critical INTEGER'),
  syncedTable(
    'purchase',
    `customerId BLOB, productId BLOB, orderNumber TEXT, quantity INTEGER, totalRial INTEGER,
     orderedEpochDay INTEGER, status TEXT, warrantyEndEpochDay INTEGER`,
  ),
  syncedTable(
    'ticket',
    `number TEXT, customerId BLOB, subject TEXT, type TEXT, impact TEXT, urgency TEXT, ownerId BLOB,
     teamId BLOB, productId BLOB, status TEXT, openedAt INTEGER, firstResponseDueAt INTEGER,
     resolveDueAt INTEGER, firstRespondedAt INTEGER, mergedIntoId BLOB`,
  ),
  syncedTable(
    'ticket_event',
    `ticketId BLOB, kind TEXT, fromStatus TEXT, toStatus TEXT, ownerId BLOB, solution TEXT, nextStep TEXT,
     reason TEXT, agentId BLOB, at INTEGER`,
  ),
  syncedTable(
    'interaction',
    `customerId BLOB, ticketId BLOB, channel TEXT, direction TEXT, at INTEGER, enteredAt INTEGER,
     durationSec INTEGER, contactPointId BLOB, outcome TEXT, body TEXT, agentId BLOB,
     confirmsResolution INTEGER, correctsId BLOB`,
  ),
  syncedTable(
    'follow_up',
    `kind TEXT, ticketId BLOB, customerId BLOB, assigneeId BLOB, dueAt INTEGER, windowMin INTEGER,
     script TEXT, state TEXT, result TEXT`,
  ),
  syncedTable('tag', 'name TEXT, colour TEXT'),
  syncedTable('customer_tag', 'customerId BLOB, tagId BLOB, removedAt INTEGER'),
  syncedTable('setting', 'key TEXT, value TEXT'),
];

const indexes = `
  CREATE INDEX user_nameKey ON user (nameKey);
  CREATE INDEX device_code ON device (code);
  CREATE INDEX customer_displayName ON customer (displayName);
  CREATE INDEX customer_updatedAt ON customer (updatedAt);
  CREATE INDEX contact_point_customer ON contact_point (customerId);
  CREATE INDEX contact_point_e164 ON contact_point (e164) WHERE e164 IS NOT NULL;
  CREATE INDEX purchase_customer ON purchase (customerId);
  CREATE INDEX ticket_number ON ticket (number);
  CREATE INDEX ticket_customer ON ticket (customerId);
  CREATE INDEX ticket_status ON ticket (status, ownerId);
  CREATE INDEX ticket_event_ticket ON ticket_event (ticketId, at);
  CREATE INDEX interaction_customer ON interaction (customerId, at);
  CREATE INDEX interaction_ticket ON interaction (ticketId, at) WHERE ticketId IS NOT NULL;
  CREATE INDEX follow_up_due ON follow_up (state, dueAt);
  CREATE INDEX follow_up_ticket ON follow_up (ticketId) WHERE ticketId IS NOT NULL;
  CREATE INDEX customer_tag_customer ON customer_tag (customerId);
  CREATE INDEX setting_key ON setting (key);`;

const localTables = `
  CREATE TABLE operation (
    received INTEGER PRIMARY KEY AUTOINCREMENT,
    device BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    hlc TEXT NOT NULL,
    hash BLOB NOT NULL,
    bytes BLOB NOT NULL,
    signature BLOB,
    UNIQUE (device, epoch, seq)
  );
  CREATE TABLE head (
    device BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    hlc TEXT NOT NULL,
    PRIMARY KEY (device, epoch)
  ) WITHOUT ROWID;
  CREATE TABLE sibling (
    entity TEXT NOT NULL,
    row BLOB NOT NULL,
    field TEXT NOT NULL,
    stamp TEXT NOT NULL,
    value TEXT,
    replaced INTEGER NOT NULL,
    PRIMARY KEY (entity, row, field, stamp)
  ) WITHOUT ROWID;
  CREATE TABLE deferred_change (received INTEGER NOT NULL, entity TEXT NOT NULL, PRIMARY KEY (received, entity)) WITHOUT ROWID;
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE command (id BLOB PRIMARY KEY, name TEXT NOT NULL, output TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE peer (
    device BLOB PRIMARY KEY,
    addresses TEXT NOT NULL,
    lastSeenAt INTEGER,
    appVersion TEXT,
    clockOffsetMs INTEGER,
    vector TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE typed_address (address TEXT PRIMARY KEY) WITHOUT ROWID;`;

// No tokenizer folds ي/ی, ك/ک, ZWNJ or harakat: the documents hold folded text instead.
const search = `
  CREATE TABLE search_document (
    docid INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    row BLOB NOT NULL,
    spaced TEXT NOT NULL,
    joined TEXT NOT NULL,
    digits TEXT NOT NULL,
    orderKey TEXT NOT NULL,
    UNIQUE (row, kind)
  );
  CREATE INDEX search_document_order ON search_document (kind, orderKey, row);
  CREATE VIRTUAL TABLE search_words USING fts5 (
    spaced, content='search_document', content_rowid='docid', tokenize="unicode61 remove_diacritics 0", prefix='1 2 3'
  );
  CREATE VIRTUAL TABLE search_parts USING fts5 (
    joined, digits, content='search_document', content_rowid='docid', tokenize='trigram', detail='full'
  );
  CREATE TRIGGER search_document_insert AFTER INSERT ON search_document BEGIN
    INSERT INTO search_words (rowid, spaced) VALUES (new.docid, new.spaced);
    INSERT INTO search_parts (rowid, joined, digits) VALUES (new.docid, new.joined, new.digits);
  END;
  CREATE TRIGGER search_document_delete AFTER DELETE ON search_document BEGIN
    INSERT INTO search_words (search_words, rowid, spaced) VALUES ('delete', old.docid, old.spaced);
    INSERT INTO search_parts (search_parts, rowid, joined, digits) VALUES ('delete', old.docid, old.joined, old.digits);
  END;`;

export const firstDesk: Migration = {
  version: 1,
  up: (sqlite) => {
    for (const statement of syncedTables) sqlite.exec(statement);
    sqlite.exec(indexes);
    sqlite.exec(localTables);
    sqlite.exec(search);
  },
};
