import { join } from 'node:path';
import { type HeadlessCore, startHeadlessCore } from '../support/headless-core.ts';
import { freePorts } from './free-ports.ts';

export const seats = ['hub', 'deskA', 'deskB'] as const;
export type Seat = (typeof seats)[number];

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** A hub and two desks as processes of this PC, each in its own folder, found by address only. */
export interface DemoOffice {
  /** @throws when that one is not running. */
  core(seat: Seat): HeadlessCore;
  isRunning(seat: Seat): boolean;
  /** The command line of a seat, without the API's port. */
  args(seat: Seat): readonly string[];
  /** Starts it, and signs in where that was done before. `apart`: on a port where nobody looks for it. */
  start(seat: Seat, how?: { readonly apart?: boolean }): Promise<HeadlessCore>;
  signIn(seat: Seat, credentials: Credentials): Promise<void>;
  stop(seat: Seat): Promise<void>;
  kill(seat: Seat): Promise<void>;
  /** Ends all at once, however they are. Nothing starts any more. */
  close(): Promise<void>;
}

export const openDemoOffice = async (
  folder: string,
  folders: Readonly<Record<Seat, string>>,
): Promise<DemoOffice> => {
  const [hub = 0, deskA = 0, deskB = 0] = await freePorts(3);
  const ports: Readonly<Record<Seat, number>> = { hub, deskA, deskB };
  const running = new Map<Seat, HeadlessCore>();
  const starting = new Set<Promise<unknown>>();
  const credentials = new Map<Seat, Credentials>();
  let closed = false;

  const dataDir = (seat: Seat): string => join(folder, folders[seat]);
  const peersOf = (seat: Seat): string[] =>
    seats.filter((other) => other !== seat).flatMap((other) => ['--peer', `127.0.0.1:${ports[other]}`]);
  const core = (seat: Seat): HeadlessCore => {
    const found = running.get(seat);
    if (found === undefined) throw new Error(`${seat} is not running`);
    return found;
  };
  const signIn = async (seat: Seat, given: Credentials): Promise<void> => {
    await core(seat).api.session.signIn(given);
    credentials.set(seat, given);
  };
  const endWith = async (seat: Seat, end: (core: HeadlessCore) => Promise<void>): Promise<void> => {
    const ending = core(seat);
    running.delete(seat);
    await end(ending);
  };
  return {
    core,
    isRunning: (seat) => running.has(seat),
    args: (seat) => [
      '--data',
      dataDir(seat),
      '--discovery',
      'off',
      '--sync-port',
      String(ports[seat]),
      ...peersOf(seat),
    ],
    start: async (seat, { apart = false } = {}) => {
      if (closed) throw new Error('the office is closed');
      const place = apart ? ['--sync-port', '0'] : ['--sync-port', String(ports[seat]), ...peersOf(seat)];
      const start = startHeadlessCore({ dataDir: dataDir(seat), args: ['--discovery', 'off', ...place] });
      starting.add(start);
      const started = await start.finally(() => starting.delete(start));
      running.set(seat, started);
      if (closed) await started.kill();
      const known = credentials.get(seat);
      if (known !== undefined) await signIn(seat, known);
      return started;
    },
    signIn,
    stop: (seat) => endWith(seat, (ending) => ending.stop()),
    kill: (seat) => endWith(seat, (ending) => ending.kill()),
    close: async () => {
      closed = true;
      await Promise.allSettled(starting);
      await Promise.allSettled([...running.values()].map((ending) => ending.kill()));
      running.clear();
    },
  };
};

export interface Founding {
  readonly secret: string;
  readonly address: string;
}

/** Lets a new desk join the hub over loopback. */
export const joinDesk = async (
  office: DemoOffice,
  seat: Seat,
  { secret, address }: Founding,
  deviceName: string,
) => (await office.start(seat)).api.setup.join({ address, secret, deviceName });

/** Where the hub is, and what lets a desk join. */
export const readFounding = async (office: DemoOffice): Promise<Founding> => {
  const { api, ready } = office.core('hub');
  const { secret } = await api.setup.joinSecret();
  const args = office.args('hub');
  const port = ready.syncPort ?? args[args.indexOf('--sync-port') + 1];
  return { secret, address: `127.0.0.1:${port}` };
};

export interface SameState {
  readonly same: boolean;
  readonly hashes: Readonly<Record<Seat, string>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly operations: number;
}

export const compareStates = async (office: DemoOffice): Promise<SameState> => {
  const [hub, deskA, deskB] = await Promise.all(
    [office.core('hub'), office.core('deskA'), office.core('deskB')].map(({ api }) => api.sync.stateHash()),
  );
  if (hub === undefined || deskA === undefined || deskB === undefined) throw new Error('three were asked');
  return {
    same: hub.hash === deskA.hash && hub.hash === deskB.hash,
    hashes: { hub: hub.hash, deskA: deskA.hash, deskB: deskB.hash },
    counts: hub.counts,
    operations: hub.operations,
  };
};

/** The states once they are equal, or as they are when the time is over. */
export const awaitSameState = async (office: DemoOffice, limitMs: number): Promise<SameState> => {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const compared = await compareStates(office);
    if (compared.same || performance.now() > endMs) return compared;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
