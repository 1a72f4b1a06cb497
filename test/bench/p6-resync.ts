import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../electron/core/db/database.ts';
import { writeMembership } from '../../electron/core/db/meta.ts';
import { openReplica, type Replica } from '../../electron/core/db/replica.ts';
import { createTlsIdentity } from '../../electron/core/net/tls-identity.ts';
import { wsTransport } from '../../electron/core/net/ws-transport.ts';
import { systemClock, systemRandom } from '../../electron/core/real-world.ts';
import type { DeviceId } from '../../shared/lib/ids.ts';
import { uuidV7 } from '../../shared/lib/uuid.ts';
import { startBareMesh } from '../support/bare-mesh.ts';
import { countedTransport } from '../support/counted-transport.ts';
import { growHub } from '../support/grown-hub.ts';
import { poll } from '../support/poll.ts';
import { tcpProxy } from '../support/tcp-proxy.ts';
import { type Bench, median, pause, rounded } from './measure.ts';

const rounds = 5;
const sizes = [100_000, 10_000_000] as const;
const oneWayMs = 50;
/** Everything that is said until then counts. */
const listenedMs = 1000;
/** The proxy takes the connection at once: on the wire that is one more. */
const tripsBeforeProxy = 1;
const mostTrips = 5;
const mostBytes = 1024;
const mostGrowth = 2;

const replicaOf = (path: string): Replica => {
  const opened = openDatabase(path, { durable: false, isChecked: true });
  if (!opened.ok) throw new Error(opened.error.type);
  return openReplica(opened.value, systemClock, systemRandom);
};

/** A log of that many tiny operations of ten devices: only how many there are counts here, nobody reads them. */
const lengthen = ({ db: { writer } }: Replica, operations: number): void => {
  writer.sqlite.pragma('wal_autocheckpoint = 100000');
  writer.sqlite.exec(`
    BEGIN;
    INSERT INTO operation (device, epoch, seq, hlc, hash, bytes)
      WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x + 1 < ${operations})
      SELECT unhex('0197a00000007000800000000000b0' || printf('%02x', x * 10 / ${operations})), 1,
        x % ${operations / 10} + 1, '0', x'00', x'00' FROM n;
    INSERT INTO head (device, epoch, seq, hash, hlc)
      SELECT device, 1, max(seq), randomblob(32), '0' FROM operation WHERE hlc = '0' GROUP BY device;
    COMMIT;`);
  writer.sqlite.pragma('wal_checkpoint(TRUNCATE)');
};

interface Meeting {
  readonly bytes: number;
  readonly roundTrips: number;
}

const meet = async (hub: Replica, desk: Replica): Promise<Meeting> => {
  const real = async () => wsTransport({ identity: await createTlsIdentity(), clock: systemClock });
  const [plain, dialling] = [await real(), await real()];
  const atHub = await startBareMesh(hub, plain);
  const proxy = await tcpProxy(atHub.port, '127.0.0.1', oneWayMs);
  let bytes = 0;
  let startedMs = 0;
  const counting = countedTransport(dialling, {
    onBytes: (count) => {
      bytes += count;
    },
    onDial: () => {
      startedMs = performance.now();
    },
  });
  const atDesk = await startBareMesh(desk, counting, { fixedAddresses: [`127.0.0.1:${proxy.port}`] });
  let openedMs = 0;
  await poll(() => {
    if (atHub.links().length === 1 && atDesk.links().length === 1) openedMs = performance.now();
    return openedMs > 0;
  }, 'both have opened');
  const roundTrips = tripsBeforeProxy + (openedMs - startedMs) / (2 * oneWayMs);
  await pause(listenedMs);
  await Promise.all([atDesk.close(), atHub.close()]);
  await proxy.close();
  return { bytes, roundTrips };
};

const meetings = async (operations: number): Promise<readonly Meeting[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'paydar-resync-'));
  try {
    const hubPath = join(folder, 'paydar.sqlite');
    await growHub(folder, 10);
    const grown = replicaOf(hubPath);
    lengthen(grown, operations);
    const membership = grown.membership();
    if (membership === null) throw new Error('a membership expected');
    grown.db.close();
    const deskPath = join(folder, 'desk.sqlite');
    copyFileSync(hubPath, deskPath);
    const copied = replicaOf(deskPath);
    // Any UUID is a device's id.
    const deviceId = uuidV7(systemClock.nowMs(), systemRandom.bytes(10)) as DeviceId;
    writeMembership(copied.db.writer, { ...membership, deviceId, deviceCode: 102, role: 'desk' });
    copied.db.close();
    const [hub, desk] = [replicaOf(hubPath), replicaOf(deskPath)];
    const met: Meeting[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const meeting = await meet(hub, desk);
      // The first one warms both up, and they tell each other what is remembered from then on.
      if (round > 0) met.push(meeting);
    }
    hub.db.close();
    desk.db.close();
    return met;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const resync: Bench = {
  id: 'P6',
  what: 'two that hold the same meet, with 100 thousand and with 10 million operations in their logs',
  run: async () => {
    const [short, long] = [await meetings(sizes[0]), await meetings(sizes[1])];
    const most = (met: readonly Meeting[], of: (meeting: Meeting) => number) => Math.max(...met.map(of));
    const bytes = most([...short, ...long], (meeting) => meeting.bytes);
    const tripsOf = (met: readonly Meeting[]) => rounded(median(met.map((meeting) => meeting.roundTrips)), 2);
    const trips = Math.max(tripsOf(short), tripsOf(long));
    const [few, many] = [most(short, ({ bytes }) => bytes), most(long, ({ bytes }) => bytes)];
    const growth = rounded(Math.max(many / few, tripsOf(long) / tripsOf(short)), 2);
    const shared = { n: rounds, operations: sizes };
    return [
      {
        id: 'P6',
        value: bytes,
        unit: 'bytes of frames, both ways',
        goal: mostBytes,
        ok: bytes <= mostBytes,
        ...shared,
      },
      {
        id: 'P6-trips',
        value: trips,
        unit: 'round trips, connecting and TLS included',
        goal: mostTrips,
        ok: trips <= mostTrips,
        short: tripsOf(short),
        long: tripsOf(long),
        ...shared,
      },
      {
        id: 'P6-growth',
        value: growth,
        unit: 'times as much with the long log',
        goal: mostGrowth,
        ok: growth <= mostGrowth,
        shortBytes: few,
        longBytes: many,
        ...shared,
      },
    ];
  },
};
