import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../shared/contract/index.ts';
import { type DeviceId, idSchema } from '../../../shared/lib/ids.ts';
import { type Message, protocolVersion } from '../../../shared/sync/messages.ts';
import { createFakeClock, type FakeClock } from '../../../test/support/fake-clock.ts';
import { forgedDevices, forgeHistory } from '../../../test/support/forged-history.ts';
import { startMemoryCore } from '../../../test/support/memory-core.ts';
import { openMemoryDatabase } from '../../../test/support/memory-database.ts';
import { createMemoryNetwork, type MemoryNetwork } from '../../../test/support/memory-network.ts';
import { newCallCentre } from '../../../test/support/real-cores.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { createRouter } from '../api/router.ts';
import { acceptOperations } from '../db/accept.ts';
import type { Database } from '../db/database.ts';
import { acceptKey, readAcceptedKeys } from '../db/device-keys.ts';
import { plainOf } from '../db/operation-form.ts';
import { operationAt, readHead } from '../db/operation-log.ts';
import { readPeers } from '../db/peers.ts';
import { readRenewal } from '../db/renewal.ts';
import type { Core } from '../start.ts';
import { decodeFrame } from './frame.ts';
import { introduce } from './handshake.ts';
import { openPeerBook } from './peer-book.ts';
import type { CloseReason, Connection, Discovery, Sighting } from './ports.ts';

const liarId = idSchema<'device'>().parse('0197a000-0000-7000-8000-0000000000aa');
const deviceIdOf = (n: number): DeviceId =>
  idSchema<'device'>().parse(`0197a000-0000-7000-8000-${String(n).padStart(12, '0')}`);

interface Liar {
  readonly connection: Connection;
  readonly heard: string[];
  readonly ends: CloseReason[];
  say(message: object, payload?: Uint8Array): void;
}

describe('a hub among liars', () => {
  let clock: FakeClock;
  let network: MemoryNetwork;
  let db: Database;
  let core: Core;
  let api: ApiClient;
  let sight: (sighting: Sighting) => void = () => undefined;

  const discovery: Discovery = {
    announce: () => undefined,
    onSighting: (run) => {
      const before = sight;
      sight = (sighting) => {
        before(sighting);
        run(sighting);
      };
    },
    ask: () => undefined,
    close: async () => undefined,
  };

  beforeEach(async () => {
    clock = createFakeClock();
    network = createMemoryNetwork({ clock, random: seededRandom(1) });
    sight = () => undefined;
    db = openMemoryDatabase();
    core = await startMemoryCore({ db, name: 'hub', clock, network, discovery });
    const session = createRouterClient(createRouter(core.services, { user: null }));
    api = session;
    await session.setup.create(newCallCentre);
  });
  afterEach(() => {
    network.kill('hub');
    db.close();
  });

  const membership = () => {
    const known = core.services.replica.membership();
    if (known === null) throw new Error('no call centre');
    return known;
  };

  /** A connection whose other end has proven the secret. */
  const meet = async (onMessage: (message: Message) => void = () => undefined): Promise<Liar> => {
    const dialled = network.transport('liar').dial('hub:1');
    await clock.advance(100);
    const connected = await dialled;
    if (!connected.ok) throw new Error(connected.error.detail);
    const connection = connected.value;
    const heard: string[] = [];
    const ends: CloseReason[] = [];
    connection.onClose((reason) => ends.push(reason));
    let met = false;
    introduce(
      { connection, random: seededRandom(2), ownId: liarId, purpose: 'sync', secret: membership().secret },
      ({ ok }) => {
        met = ok;
        connection.onFrame((bytes) => {
          const frame = decodeFrame(bytes);
          heard.push(frame.ok ? frame.value.message.t : 'unreadable');
          if (frame.ok) onMessage(frame.value.message);
        });
      },
    );
    await clock.advance(100);
    expect(met).toBe(true);
    return {
      connection,
      heard,
      ends,
      say: (message, payload = Buffer.alloc(0)) => {
        const header = Buffer.from(JSON.stringify(message));
        const length = Buffer.alloc(4);
        length.writeUInt32BE(header.length);
        connection.send(Buffer.concat([length, header, payload]));
      },
    };
  };

  const opening = () => ({
    t: 'open',
    organisationId: membership().organisationId,
    epoch: 1,
    schema: 1,
    appVersion: 'x',
    syncPort: 0,
    holds: '',
  });
  const holding = (vector: readonly object[]) => ({ t: 'holds', run: 0, vector, isLast: true });

  it('still tells its state after claims beyond every number', async () => {
    const { replica } = core.services;
    const row = { entity: 'device', id: liarId, kind: 'insert' };
    for (const { device, operationKey } of forgedDevices) acceptKey(replica.db.writer, device, operationKey);
    const known = forgeHistory(membership().organisationId, 1).next([
      { ...row, fields: { code: 102, name: 'PC 102', role: 'desk' } },
    ]);
    expect(acceptOperations(replica, membership().organisationId, [known]).ok).toBe(true);
    const liar = await meet();
    const claims = [1, 2, 3].map((epoch) => ({ device: liarId, epoch, seq: Number.MAX_SAFE_INTEGER }));
    liar.say(opening());
    liar.say(holding(claims));
    const unasked = [0, -1e300, clock.monotonicMs()];
    for (const sentMs of unasked) liar.say({ t: 'pong', sentMs, wallMs: Number.MIN_SAFE_INTEGER });
    liar.say({ t: 'ack', run: 0, batches: 1, vector: claims });
    await clock.advance(200);
    expect(liar.ends).toEqual([]);
    expect(await api.sync.status()).toMatchObject({ peers: 1 });
    const [, told] = await api.sync.peers();
    expect(told).toMatchObject({ ahead: Number.MAX_SAFE_INTEGER, clockOffsetMs: null });
  });

  it('believes a peer that holds less than before', async () => {
    const { services } = core;
    const own = { device: membership().deviceId, epoch: 1 };
    const first = await meet();
    first.say(opening());
    first.say(holding([{ ...own, seq: 100 }]));
    await clock.advance(200);
    expect(services.sync.status().onlyHere).toBe(0);
    first.connection.close('bye');
    await clock.advance(1000);
    const second = await meet();
    second.say(opening());
    second.say(holding([]));
    await clock.advance(200);
    expect(services.sync.status().onlyHere).toBeGreaterThan(0);
  });

  it.each([
    [
      'a hello after the hello',
      { t: 'hello', protocol: protocolVersion, deviceId: liarId, purpose: 'sync', nonce: '0'.repeat(43) },
    ],
    ['a proof again', { t: 'proof', mac: '0'.repeat(43) }],
    ['a second opening', { t: 'open' }],
    ['an admission', { t: 'admitted' }],
    [
      'operations that are shorter than said',
      { t: 'operations', run: 0, items: [{ device: liarId, epoch: 1, seq: 1, size: 9, signatureSize: 0 }] },
    ],
    [
      'an epoch beyond the safe numbers',
      {
        t: 'operations',
        run: 0,
        items: [{ device: liarId, epoch: 2 ** 53, seq: 1, size: 1, signatureSize: 0 }],
      },
    ],
    ['packed operations that are not there', { t: 'packed', plainSize: 9, packedSize: 9 }],
    ['packed operations of more than a frame', { t: 'packed', plainSize: 2 ** 30, packedSize: 9 }],
    ['a message whose kind is no text', { t: 1 }],
    ['no message', [1]],
  ])('ends the session of who sends %s', async (_, message) => {
    const liar = await meet();
    liar.say(opening());
    await clock.advance(100);
    liar.say(message);
    await clock.advance(3000);
    expect(liar.ends).toHaveLength(1);
    expect(liar.heard).toContain('refused');
    expect(core.services.sync.status().peers).toBe(0);
  });

  it('does not gather batches without end while an import holds the database', async () => {
    const release = await db.gate.hold();
    const liar = await meet();
    liar.say(opening());
    const operation = forgeHistory(membership().organisationId, 1).next([]);
    const item = { ...operation.key, size: operation.bytes.length, form: 0, signatureSize: 0 };
    for (let n = 0; n < 60; n += 1) liar.say({ t: 'operations', run: 0, items: [item] }, operation.bytes);
    await clock.advance(3000);
    expect(liar.ends).toHaveLength(1);
    release();
    await clock.advance(100);
    expect(core.services.sync.status().peers).toBe(0);
  });

  it('S45: sends away who floods it with frames, whatever they say', async () => {
    const liar = await meet();
    liar.say(opening());
    for (let n = 0; n < 3000; n += 1) liar.say({ t: 'whatever' });
    await clock.advance(100);
    expect(liar.ends).toEqual([]);
    for (let n = 0; n < 3000; n += 1) liar.say({ t: 'whatever' });
    await clock.advance(3000);
    expect([liar.ends.length, core.services.sync.status().peers]).toEqual([1, 0]);
  });

  const ownHistory = () => ({ device: membership().deviceId, epoch: 1 });
  const ownHead = () => readHead(db.reader, ownHistory());

  it('S141: is talked out of its history by none of its own operations', async () => {
    const first = operationAt(db.reader, { ...ownHistory(), seq: 1 });
    const plain = first && plainOf(first);
    if (plain === null || first?.signature == null) throw new Error('nothing was written');
    await api.customer.create({ displayName: 'مینا راد' });
    const { seq } = ownHead();
    expect(seq).toBeGreaterThan(1);
    const { signature } = first;
    const liar = await meet((message) => {
      if (message.t !== 'history-ask') return;
      const sizes = { size: plain.length, signatureSize: signature.length };
      liar.say({ ...message, t: 'history-tell', ...sizes }, Buffer.concat([plain, signature]));
    });
    liar.say(opening());
    liar.say({ t: 'heads', entries: [{ ...ownHistory(), seq, hash: '0'.repeat(16) }] });
    await clock.advance(3000);
    expect(liar.heard).toContain('history-ask');
    expect(readRenewal(db.reader)).toBe(null);
    expect([liar.heard.includes('renew'), liar.ends.length, ownHead().seq]).toEqual([false, 1, seq]);
  });

  it('S141: takes no key of a device that it did not ask for', async () => {
    const liar = await meet();
    liar.say(opening());
    const [known] = forgedDevices;
    for (let n = 0; n < 50; n += 1)
      liar.say({ t: 'key-told', device: deviceIdOf(n), operationKey: known?.operationKey });
    await clock.advance(200);
    expect(liar.ends).toEqual([]);
    expect(readAcceptedKeys(db.reader)).toHaveLength(1);
  });

  it('S141: remembers no histories that an acknowledgement makes up, and looks for none that are not here', async () => {
    const liar = await meet();
    liar.say(opening());
    for (let n = 0; n < 20; n += 1) {
      const vector = Array.from({ length: 999 }, (_, at) => ({
        device: liarId,
        epoch: n * 1000 + at + 1,
        seq: 9,
      }));
      liar.say({ t: 'ack', run: 0, batches: 0, vector: [...vector, { ...ownHistory(), seq: 1 }] });
      liar.say({ t: 'history-differs', device: liarId, epoch: n + 1, seq: 7 });
    }
    await clock.advance(4000);
    expect(liar.ends).toEqual([]);
    const [told] = readPeers(db.reader);
    expect(told?.vector).toEqual([{ ...ownHistory(), seq: 1 }]);
    expect(liar.heard).not.toContain('history-ask');
  });

  const stranger = (n: number, addresses: readonly string[]): Sighting => ({
    organisationId: membership().organisationId,
    organisationName: '',
    deviceId: deviceIdOf(n),
    deviceName: '',
    deviceCode: 101,
    role: 'hub',
    port: 1,
    addresses,
  });

  it('S26: takes no note of devices that only strangers and gossip name', async () => {
    for (let n = 0; n < 3000; n += 1) sight(stranger(n, [`10.0.0.1:${n + 1}`]));
    const liar = await meet();
    liar.say(opening());
    const peers = Array.from({ length: 1000 }, (_, n) => ({
      deviceId: deviceIdOf(n),
      addresses: Array.from({ length: 8 }, (__, at) => `10.0.${at}.1:${n + 1}`),
    }));
    liar.say({ t: 'addresses', peers });
    await clock.advance(5000);
    expect(liar.ends).toEqual([]);
    expect(db.reader.prepare('SELECT count(*) AS peers FROM peer').get()).toEqual({ peers: 1 });
    expect(core.services.setup.hubs().length).toBeLessThanOrEqual(100);
  });

  it('S26: finds a PC again that moved more often than it has places to remember', () => {
    const book = openPeerBook(core.services.replica);
    const { deviceId } = membership();
    for (let n = 1; n <= 20; n += 1) book.noteAddresses(deviceId, [`10.0.0.${n}:7000`], n === 1);
    expect(book.get(deviceId)?.addresses.slice(0, 2)).toEqual(['10.0.0.1:7000', '10.0.0.20:7000']);
    expect(book.get(deviceId)?.addresses).toHaveLength(8);
  });
});
