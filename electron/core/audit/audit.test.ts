import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeBlank } from '../../../test/simulation/blank.ts';
import { hubAddress, type Office, openOffice } from '../../../test/simulation/office.ts';
import { settledValue } from '../../../test/simulation/settle.ts';
import type { SimNode } from '../../../test/simulation/sim-node.ts';
import { newerModel } from '../../../test/support/data-models.ts';
import { moveSegment } from '../db/archive-move.ts';
import { encodeSegment, packNow } from '../db/archive-segment.ts';
import { plainOf } from '../db/operation-form.ts';
import { operationAt, readLogFrom } from '../db/operation-log.ts';
import { stateHash } from '../db/state-hash.ts';

const minuteMs = 60_000;

describe('the audit', () => {
  let office: Office;
  let desk: SimNode;
  let faults: unknown[];

  /** Lets time pass until something has come to its end. */
  const done = <T>(pending: Promise<T>): Promise<T> => settledValue(office.clock, pending, minuteMs);
  const begin = async (isAuditing: boolean): Promise<void> => {
    faults = [];
    office = await openOffice({
      seed: 7,
      blank: makeBlank(),
      isAuditing,
      onFault: (_node, cause) => faults.push(cause),
      onFrame: () => undefined,
      onCut: (_node, image) => image,
      onBoot: () => undefined,
    });
    desk = await office.addNode();
    await done(desk.api(office.user).setup.join({ address: hubAddress, secret: office.joinSecret }));
    for (const name of ['رضا', 'مینا', 'سهراب']) {
      await done(office.hub.api(office.user).customer.create({ displayName: name, city: 'شیراز' }));
    }
    await office.clock.advance(2 * minuteMs);
  };
  beforeEach(() => begin(true));
  afterEach(() => {
    for (const node of office.nodes) if (node.isUp) node.crash();
  });

  const hashes = (): string[] => office.nodes.map(({ db }) => stateHash(db.reader).hash);
  const isSame = (): boolean => new Set(hashes()).size === 1;
  const status = (node: SimNode) => done(node.api(office.user).audit.status());
  const noticesOf = async (node: SimNode) =>
    (await done(node.api(office.user).notices.list())).filter(
      ({ notice }) => notice.kind === 'replica-differs',
    );
  const peerOf = async (node: SimNode) => (await status(node)).peers[0];
  const repair = async (node: SimNode) => {
    await done(node.api(office.user).audit.repair());
    await office.clock.advance(3 * minuteMs);
    return peerOf(node);
  };
  const conflict = async (): Promise<void> => {
    const [customer] = (await done(desk.api(office.user).customer.list({}))).rows;
    if (customer === undefined) throw new Error('a customer expected');
    const at = (node: SimNode) => node.api(office.user).customer;
    office.network.cut(['hub'], ['desk1']);
    await done(at(office.hub).update({ customerId: customer.id, city: 'یزد' }));
    await done(at(desk).update({ customerId: customer.id, city: 'تبریز' }));
    office.network.heal();
    await office.clock.advance(3 * minuteMs);
  };

  it('S120: copies that are the same are found so, and the time is told', async () => {
    expect(isSame()).toBe(true);
    for (const node of office.nodes) {
      expect(await peerOf(node)).toMatchObject({ state: 'agree', isConnected: true, differing: [] });
      expect(await noticesOf(node)).toEqual([]);
    }
    expect(faults).toEqual([]);
  });

  it('S121: a row that was changed behind the back of a PC is found within ten minutes and mended there', async () => {
    desk.db.writer.sqlite.exec("UPDATE customer SET city = 'x' WHERE displayName = 'رضا'");
    expect(isSame()).toBe(false);
    await office.clock.advance(10 * minuteMs);
    for (const node of office.nodes) {
      expect(await peerOf(node)).toMatchObject({
        state: 'differ',
        differing: [{ entity: 'customer', rows: 1 }],
      });
      expect(await noticesOf(node)).toHaveLength(1);
    }
    expect(await repair(desk)).toMatchObject({ state: 'agree', outcome: 'mended-here' });
    expect(isSame()).toBe(true);
    await office.clock.advance(10 * minuteMs);
    for (const node of office.nodes) expect(await noticesOf(node)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('S124: the repair at the other PC has the one that is wrong compute its rows anew', async () => {
    desk.db.writer.sqlite.exec("DELETE FROM customer WHERE displayName = 'مینا'");
    await office.clock.advance(10 * minuteMs);
    expect(await repair(office.hub)).toMatchObject({ state: 'agree', outcome: 'mended-there' });
    expect(isSame()).toBe(true);
  });

  it('S124: rows that are wrong on both PCs are mended on both', async () => {
    desk.db.writer.sqlite.exec("DELETE FROM customer WHERE displayName = 'مینا'");
    office.hub.db.writer.sqlite.exec("UPDATE customer SET note = 'y', updatedAt = 5");
    const before = await peerOf(desk);
    expect(before?.state).toBe('agree');
    await office.clock.advance(10 * minuteMs);
    expect(await repair(desk)).toMatchObject({ state: 'agree', outcome: 'mended-there' });
    expect(isSame()).toBe(true);
  });

  it('S121: a concurrent value that was lost is found and comes back', async () => {
    await conflict();
    expect(isSame()).toBe(true);
    expect(desk.db.writer.sqlite.prepare('DELETE FROM sibling WHERE replaced = 0').run().changes).toBe(1);
    await office.clock.advance(10 * minuteMs);
    expect((await peerOf(desk))?.state).toBe('differ');
    expect(await repair(desk)).toMatchObject({ state: 'agree', outcome: 'mended-here' });
    expect(isSame()).toBe(true);
  });

  it('S124: an operation whose bytes are damaged comes from the peer, and its row is mended', async () => {
    for (const stored of readLogFrom(desk.db.writer, 0, 1000)) {
      const plain = plainOf(stored)?.toString('utf8') ?? '';
      desk.db.writer
        .prepare('UPDATE operation SET form = 0, bytes = ? WHERE received = ?')
        .run(Buffer.from(plain.replaceAll('سهراب', 'سهراپ')), stored.received);
    }
    desk.db.writer.sqlite.exec("UPDATE customer SET displayName = 'سهراپ' WHERE displayName = 'سهراب'");
    await office.clock.advance(10 * minuteMs);
    expect(await repair(desk)).toMatchObject({ state: 'agree', outcome: 'mended-here' });
    expect(isSame()).toBe(true);
  });

  it('S106: an operation whose bytes are damaged in the archive comes from the peer as well', async () => {
    const { writer } = desk.db;
    const log = readLogFrom(writer, 0, 1000).flatMap(({ key }) => operationAt(writer, key) ?? []);
    const damaged = log.map((stored) => {
      const text = Buffer.from(stored.bytes).toString('utf8').replace('سهراب', 'سهراپ');
      return { ...stored, bytes: Buffer.from(text, 'utf8') };
    });
    const plain = encodeSegment(damaged);
    expect(moveSegment(writer, { operations: damaged, plain }, packNow(plain)).ok).toBe(true);
    writer.sqlite.exec("UPDATE customer SET displayName = 'سهراپ' WHERE displayName = 'سهراب'");
    await office.clock.advance(10 * minuteMs);
    expect((await peerOf(desk))?.state).toBe('differ');
    expect(await repair(desk)).toMatchObject({ state: 'agree', outcome: 'mended-here' });
    expect(isSame()).toBe(true);
    expect(readLogFrom(writer, 0, 1000).map(({ bytes }) => Buffer.from(bytes))).toEqual(
      log.map(({ bytes }) => Buffer.from(bytes)),
    );
  });

  it('S107: a copy that is still another one after both were computed anew is set aside and comes anew', async () => {
    await done(office.hub.api(office.user).customer.create({ displayName: 'نادر' }));
    await office.clock.advance(2 * minuteMs);
    await done(desk.api(office.user).customer.create({ displayName: 'فقط از این میز' }));
    const { writer } = desk.db;
    // Computing anew reads what operations count as, and that is what was changed behind its back.
    const stamp = writer
      .prepare("SELECT lower(hex(createdStamp)) FROM customer WHERE displayName = 'نادر'")
      .pluck()
      .get();
    writer
      .prepare('INSERT INTO effective_clock (stamp, hlc, effective) VALUES (?, ?, ?)')
      .run(stamp, '0000000000010000', String(stamp).replace(/^.{16}/, '0000000000010000'));
    writer.sqlite.exec("UPDATE customer SET city = 'x' WHERE displayName = 'نادر'");
    await office.clock.advance(10 * minuteMs);
    expect((await peerOf(desk))?.state).toBe('differ');
    await done(desk.api(office.user).audit.repair());
    await office.clock.advance(10 * minuteMs);
    expect(isSame()).toBe(true);
    const peer = (await status(desk)).peers.find(({ isConnected }) => isConnected);
    expect(peer).toMatchObject({ state: 'agree' });
    const notices = (await done(desk.api(office.user).notices.list())).map(({ notice }) => notice.kind);
    expect(notices).toContain('database-set-aside');
    const names = desk.db.reader.prepare('SELECT displayName FROM customer').pluck().all();
    expect(names).toContain('فقط از این میز');
    expect(faults).toEqual([]);
  });

  it('S125: the report names rows, fields, stamps and what was done, and nothing of what is in them', async () => {
    desk.db.writer.sqlite.exec("UPDATE customer SET city = 'رازی' WHERE displayName = 'رضا'");
    await office.clock.advance(10 * minuteMs);
    await repair(desk);
    const folder = mkdtempSync(join(tmpdir(), 'paydar-audit-'));
    try {
      const path = join(folder, 'report.json');
      await done(desk.api(office.user).audit.report({ path }));
      const text = readFileSync(path, 'utf8');
      for (const private_ of ['رازی', 'رضا', 'شیراز']) expect(text).not.toContain(private_);
      const report = JSON.parse(text);
      expect(report.findings[0].repair.outcome).toBe('mended-here');
      expect(report.findings.at(-1).rows[0]).toMatchObject({
        entity: 'customer',
        fields: [{ name: 'city', here: expect.stringMatching(/^[0-9a-f]{48} /) }],
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('S123: a PC of another version is not compared', async () => {
    desk.crash();
    desk.disk.setModel(newerModel);
    await desk.boot();
    await office.clock.advance(2 * minuteMs);
    desk.db.writer.sqlite.exec("UPDATE customer SET city = 'x' WHERE displayName = 'رضا'");
    await office.clock.advance(10 * minuteMs);
    expect(await noticesOf(office.hub)).toEqual([]);
    expect((await peerOf(office.hub))?.state).not.toBe('differ');
    expect((await peerOf(desk))?.state).toBe('other-version');
  });

  it('sees nothing while comparing is switched off, so that the tests above can fail', async () => {
    for (const node of office.nodes) node.crash();
    await begin(false);
    desk.db.writer.sqlite.exec("UPDATE customer SET city = 'x' WHERE displayName = 'رضا'");
    await office.clock.advance(60 * minuteMs);
    expect(await noticesOf(desk)).toEqual([]);
    expect(await peerOf(desk)).toMatchObject({ state: 'not-yet' });
  });

  it('S122: nothing is shown while everybody writes', async () => {
    for (let n = 0; n < 120; n += 1) {
      const writer = n % 2 === 0 ? desk : office.hub;
      await done(writer.api(office.user).customer.create({ displayName: `مشتری ${n}` }));
      await office.clock.advance(n % 3 === 0 ? 100 : 2500);
      for (const node of office.nodes) expect(await noticesOf(node)).toEqual([]);
    }
    await office.clock.advance(2 * minuteMs);
    expect(await peerOf(desk)).toMatchObject({ state: 'agree' });
  });
});
