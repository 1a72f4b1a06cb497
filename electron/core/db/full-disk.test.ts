import { describe, expect, it } from 'vitest';
import { failureCode, openOffice } from '../../../test/support/desk.ts';
import { openPeerBook } from '../sync/peer-book.ts';

const pragma = (sqlite: { pragma(text: string, options: { simple: true }): unknown }, text: string): number =>
  Number(sqlite.pragma(text, { simple: true }));

describe('a full disk', () => {
  it('fails what is saved with its reason, lets reading and the core go on, and all is well with room', async () => {
    const office = await openOffice();
    const { replica } = office.hub;
    const { sqlite } = replica.db.writer;
    const client = office.hub.client(office.users.agent);
    // SQLite's own limit answers as a disk without room does.
    sqlite.pragma(`max_page_count = ${pragma(sqlite, 'page_count')}`);
    const filler = 'x'.repeat(4000);
    const failures: string[] = [];
    for (let n = 0; n < 40; n += 1) {
      failures.push(await failureCode(client.customer.create({ displayName: `${n}`, note: filler })));
    }
    expect(failures.at(-1)).toBe('disk-full');
    expect((await client.customer.list({})).total).toBe(
      failures.filter((code) => code !== 'disk-full').length,
    );
    expect(replica.db.writer.sqlite.inTransaction).toBe(false);

    const book = openPeerBook(replica);
    const { deviceId } = replica.membership() ?? {};
    if (deviceId === undefined) throw new Error('no call centre');
    const vector = Array.from({ length: 2000 }, (_, epoch) => ({
      device: deviceId,
      epoch: epoch + 1,
      seq: 1,
    }));
    book.noteVector(deviceId, vector);
    await office.clock.advance(10_000);
    expect(replica.db.reader.prepare('SELECT count(*) AS peers FROM peer').get()).toEqual({ peers: 0 });

    sqlite.pragma('max_page_count = 1000000');
    await client.customer.create({ displayName: 'با جا', note: filler });
    book.noteSeen(deviceId, {});
    await office.clock.advance(10_000);
    expect(replica.db.reader.prepare('SELECT count(*) AS peers FROM peer').get()).toEqual({ peers: 1 });
    expect(office.hub.faults).toEqual([]);
    office.close();
  });
});
