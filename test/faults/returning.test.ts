/** PCs that come back in ways that are rare: without a copy to be had, after a month, and one that lies. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAcceptedKeys } from '../../electron/core/db/device-keys.ts';
import { readHeads } from '../../electron/core/db/heads.ts';
import { appendAndApply, readHead } from '../../electron/core/db/operation-log.ts';
import { sha256 } from '../../electron/core/db/sha256.ts';
import { systemClock } from '../../electron/core/real-world.ts';
import type { Clock } from '../../shared/lib/clock.ts';
import type { DeviceId } from '../../shared/lib/ids.ts';
import { encodeOperation, type Operation, operationVersion } from '../../shared/sync/operation.ts';
import { damageTable } from '../support/damage-table.ts';
import { growHub, growMore, hubAdmin, hubPassword } from '../support/grown-hub.ts';
import { poll } from '../support/poll.ts';
import { openRealCores, type RealCore, type RealCores } from '../support/real-cores.ts';

const monthMs = 31 * 86_400_000;
const inAMonth: Clock = { ...systemClock, nowMs: () => systemClock.nowMs() + monthMs };
const soonMs = 40_000;

describe('a PC that comes back', () => {
  let cores: RealCores;
  let address = '';
  let secret = '';
  beforeEach(() => {
    cores = openRealCores();
  });
  afterEach(() => cores.close());

  const folderOf = (name: string): string => join(cores.root, name);
  const signIn = ({ api }: RealCore) => api.session.signIn({ name: hubAdmin, password: hubPassword });
  const portOf = (): number => Number(address.split(':')[1]);
  const foundHub = async (operations: number): Promise<RealCore> => {
    secret = (await growHub(folderOf('hub'), operations)).joinSecret;
    const hub = await cores.start('hub');
    address = `127.0.0.1:${hub.core.syncPort ?? 0}`;
    await signIn(hub);
    return hub;
  };
  const joinHub = async (name: string): Promise<RealCore> => {
    const desk = await cores.start(name, [address]);
    await desk.api.setup.join({ address, secret });
    await poll(async () => (await desk.api.setup.status()).state === 'ready', `${name} has joined`, soonMs);
    await signIn(desk);
    return desk;
  };
  const same = (pcs: readonly RealCore[]): Promise<void> =>
    poll(
      async () => {
        const states = await Promise.all(pcs.map(({ api }) => api.sync.stateHash()));
        return new Set(states.map(({ hash }) => hash)).size === 1;
      },
      'all are in one state',
      soonMs,
    );
  const setAside = (name: string): string[] => readdirSync(join(folderOf(name), 'set-aside'));
  const idOf = ({ core }: RealCore): DeviceId => {
    const membership = core.services.replica.membership();
    if (membership === null) throw new Error('a member expected');
    return membership.deviceId;
  };
  const headOf = ({ core }: RealCore, device: DeviceId) =>
    readHeads(core.services.replica.db.reader).find((head) => head.device === device);

  it('S67: comes back from a damaged database by the log alone, where nobody can give it a copy', async () => {
    const hub = await foundHub(260);
    const desk = await joinHub('desk');
    await same([hub, desk]);
    const deviceId = idOf(desk);
    await cores.stop('hub');
    await desk.api.customer.create({ displayName: 'فقط همین‌جا' });
    await cores.stop('desk');
    damageTable(join(folderOf('desk'), 'paydar.sqlite'), 'customer');
    const again = await cores.start('hub', [], portOf());
    await signIn(again);
    // No copy can be made where there is no folder for it.
    rmSync(join(folderOf('hub'), 'checkpoint'), { recursive: true, force: true });
    writeFileSync(join(folderOf('hub'), 'checkpoint'), 'in the way');
    const back = await cores.start('desk', [address]);
    await poll(async () => (await back.api.setup.status()).state === 'ready', 'the desk works again', soonMs);
    await signIn(back);
    await poll(
      async () => (await again.api.customer.list({})).total === 261,
      'what only it had is there',
      soonMs,
    );
    await same([again, back]);
    expect(idOf(back)).toBe(deviceId);
    expect(setAside('desk').filter((name) => name.endsWith('-checkpoint'))).toEqual([]);
    await back.api.customer.create({ displayName: 'و باز کار می‌کند' });
    await poll(async () => (await again.api.customer.list({})).total === 262, 'work goes on', soonMs);
    rmSync(join(folderOf('hub'), 'checkpoint'));
  }, 120_000);

  it('S110, S114: comes back after a month, when all that it lacks is archived, gets a copy, and sends what only it has', async () => {
    const hub = await foundHub(30);
    const desk = await joinHub('desk');
    await same([hub, desk]);
    await cores.stop('hub');
    await desk.api.customer.create({ displayName: 'پیش از مرخصی' });
    const own = headOf(desk, idOf(desk));
    const deviceId = idOf(desk);
    await cores.stop('desk');
    growMore(folderOf('hub'), 250);
    const later = await cores.start('hub', [], portOf(), inAMonth);
    await signIn(later);
    await later.core.services.archive.compactNow();
    // The desk was away for longer than anybody waits for it.
    expect(later.core.services.archive.size().operations).toBeGreaterThan(0);
    const { reader } = later.core.services.replica.db;
    expect(reader.prepare('SELECT count(*) AS n FROM operation').get()).toEqual({ n: 0 });
    const back = await cores.start('desk', [address], 0, inAMonth);
    await poll(
      async () => (await later.api.customer.list({})).total === 281,
      'what only it had is there',
      soonMs,
    );
    await signIn(back);
    await same([later, back]);
    expect(setAside('desk').filter((name) => name.endsWith('-checkpoint')).length).toBeGreaterThan(0);
    expect(idOf(back)).toBe(deviceId);
    expect(headOf(later, deviceId)).toEqual(own);
  }, 120_000);

  it('S50: is refused with what it says in the name of another PC, whose own work goes on', async () => {
    const hub = await foundHub(5);
    const [liar, victim] = [await joinHub('liar'), await joinHub('victim')];
    await victim.api.customer.create({ displayName: 'از خودش' });
    await same([hub, liar, victim]);
    const history = { device: idOf(victim), epoch: 1 };
    const { replica } = liar.core.services;
    const { writer } = replica.db;
    const head = readHead(writer, history);
    const membership = replica.membership();
    if (membership === null) throw new Error('a member expected');
    expect(readAcceptedKeys(hub.core.services.replica.db.reader)).toHaveLength(3);
    const operation: Operation = {
      v: operationVersion,
      org: membership.organisationId,
      ...history,
      seq: head.seq + 1,
      prev: head.hash.toString('hex'),
      hlc: replica.nextHlc(),
      wall: systemClock.nowMs(),
      policy: 0,
      schema: writer.model.version,
      user: null,
      command: 'forged',
      changes: [],
    };
    // Its own database takes whatever its owner puts there; its signature is all that it has.
    const bytes = Buffer.from(encodeOperation(operation));
    const signature = replica.sign(writer, bytes);
    const touched = new Map<string, string[]>();
    writer.sqlite.transaction(() => {
      appendAndApply(writer, operation, { form: 0, bytes, hash: sha256(bytes), signature }, touched);
    })();
    replica.announce(touched, 'local', 1);
    const isRefused = async () =>
      (await hub.api.sync.refusals()).some(({ reason }) => reason === 'broken-rule');
    await poll(isRefused, 'the hub refuses it', soonMs);
    expect(headOf(hub, history.device)?.seq).toBe(head.seq);
    await victim.api.customer.create({ displayName: 'باز از خودش' });
    await same([hub, victim]);
    expect(headOf(hub, history.device)).toEqual(headOf(victim, history.device));
    expect(headOf(hub, history.device)?.seq).toBe(head.seq + 1);
  }, 120_000);
});
