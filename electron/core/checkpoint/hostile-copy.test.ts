import type { Database as SqliteDatabase } from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { forgedDevices, forgeHistory } from '../../../test/support/forged-history.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations } from '../db/accept.ts';
import { openConnection } from '../db/connection.ts';
import { shippedModel } from '../db/data-model.ts';
import type { Replica } from '../db/replica.ts';
import { type CopyFacts, prepareCopy, verifyCopy } from './copy.ts';

const organisationOf = (replica: Replica) => {
  const membership = replica.membership();
  if (membership === null) throw new Error('no call centre');
  return membership.organisationId;
};

const tagRow = { entity: 'tag', id: '0197a000-0000-7000-8000-00000000a001', kind: 'insert' };

/** A copy as a member makes it who then does with the file what he likes, and says of it what then is in it. */
const verdictOn = (spoil: (sqlite: SqliteDatabase, said: CopyFacts) => CopyFacts | undefined): string => {
  const { replica } = openTestReplica(':memory:');
  const made = forgeHistory(organisationOf(replica), 1).next([
    { ...tagRow, fields: { name: 'الف', colour: 'red' } },
  ]);
  if (!acceptOperations(replica, organisationOf(replica), [made]).ok) throw new Error('not taken');
  const options = { readonly: false, model: shippedModel };
  const copy = openConnection(replica.db.writer.sqlite.serialize(), options);
  const prepared = prepareCopy(copy);
  const said = spoil(copy.sqlite, prepared) ?? prepared;
  const image = copy.sqlite.serialize();
  copy.close();
  const received = openConnection(image, { readonly: true, model: shippedModel });
  const maker = forgedDevices[1]?.device;
  if (maker === undefined) throw new Error('no maker');
  const sizes = { size: image.length, plainSize: image.length };
  const verdict = verifyCopy(received, { ...said, ...sizes, organisationId: organisationOf(replica), maker });
  received.close();
  return verdict.ok ? 'taken' : verdict.error.type;
};

const nothing = 'BEGIN SELECT 1; END';

describe('a copy from a member that lies', () => {
  it('S64: is taken as it was made', () => {
    expect(verdictOn(() => undefined)).toBe('taken');
  });

  it.each([
    ['a trigger', `CREATE TRIGGER spy AFTER INSERT ON operation ${nothing}`],
    // In SQL the line of `sqlite_` stands for any character.
    ['a trigger under nearly a name of SQLite', `CREATE TRIGGER sqlite1spy AFTER INSERT ON tag ${nothing}`],
    ['a view', 'CREATE VIEW customers AS SELECT * FROM customer'],
    ['a table', 'CREATE TABLE sqliteXspy (a)'],
    ['an index', 'CREATE UNIQUE INDEX one_each ON customer (city)'],
    ['a column', 'ALTER TABLE tag ADD COLUMN spy TEXT'],
  ])('S137: is refused when it declares %s more', (_, sql) => {
    expect(verdictOn((sqlite) => void sqlite.exec(sql))).toBe('copy-form-differs');
  });

  it('S137: is refused when a trigger bears a name that only SQLite may give', () => {
    const hidden = verdictOn((sqlite) => {
      sqlite.exec(`CREATE TRIGGER spy AFTER INSERT ON tag ${nothing}`);
      sqlite.unsafeMode(true);
      sqlite.pragma('writable_schema = ON');
      sqlite.exec("UPDATE sqlite_schema SET name = 'sqlite_spy' WHERE name = 'spy'");
      sqlite.pragma('writable_schema = OFF');
    });
    expect(hidden).toMatch(/copy-form-differs|copy-damaged/);
  });

  it.each([
    ['a secret', "INSERT INTO meta (key, value) VALUES ('organisationSecret', 'known to another')"],
    ['a key', "INSERT INTO meta (key, value) VALUES ('operationKey', 'known to another')"],
    ['an address', "INSERT INTO typed_address (address) VALUES ('10.0.0.66:7000')"],
    ['an answer', "INSERT INTO command (id, name, output, at) VALUES (x'01', 'x', '{}', 1)"],
    ['a peer', "INSERT INTO peer (device, addresses, vector) VALUES (x'01', '[]', '[]')"],
  ])('S137: is refused when it holds %s that belongs to one PC', (_, sql) => {
    expect(verdictOn((sqlite) => void sqlite.exec(sql))).toBe('copy-form-differs');
  });

  it.each([
    ['a row', "UPDATE tag SET name = 'ب'", 'state-differs'],
    ['a head', 'UPDATE head SET seq = seq + 5', 'state-differs'],
    ['the log', 'DELETE FROM operation', 'state-differs'],
    ['its mark', 'PRAGMA application_id = 1', 'copy-foreign'],
    ['its version', 'PRAGMA user_version = 1', 'copy-of-other-version'],
  ])('S64: is refused when %s is not what was said', (_, sql, verdict) => {
    expect(verdictOn((sqlite) => void sqlite.exec(sql))).toBe(verdict);
  });

  it('S64: is refused when its heads are said as they are, and the log does not reach them', () => {
    const verdict = verdictOn((sqlite, said) => {
      sqlite.exec('UPDATE head SET seq = seq + 5');
      return { ...said, vector: said.vector.map((entry) => ({ ...entry, seq: entry.seq + 5 })) };
    });
    expect(verdict).toBe('state-differs');
  });
});
