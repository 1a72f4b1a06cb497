import type { Migration } from './migration.ts';

/** Packed segments for the part of the log that every live device holds. */
export const archive: Migration = {
  version: 9,
  up: (sqlite) =>
    sqlite.exec(`
      CREATE TABLE archive_segment (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        fromReceived INTEGER NOT NULL,
        toReceived INTEGER NOT NULL UNIQUE,
        operations INTEGER NOT NULL,
        plainBytes INTEGER NOT NULL,
        hash BLOB NOT NULL,
        bytes BLOB NOT NULL
      );
      CREATE TABLE archive_range (
        device BLOB NOT NULL,
        epoch INTEGER NOT NULL,
        fromSeq INTEGER NOT NULL,
        toSeq INTEGER NOT NULL,
        toHlc TEXT NOT NULL,
        segment INTEGER NOT NULL,
        PRIMARY KEY (device, epoch, fromSeq)
      ) WITHOUT ROWID;`),
};
