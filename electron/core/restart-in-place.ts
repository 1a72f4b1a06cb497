import { ok, type Result } from '../../shared/lib/result.ts';
import { createRelayedChanges } from './api/changes.ts';
import type { CoreServices } from './api/context.ts';
import type { Progress } from './checkpoint/receive.ts';
import type { Database } from './db/database.ts';
import type { Network } from './network.ts';
import type { DataFolder } from './recovery/data-folder.ts';
import type { SetupService } from './setup/setup-service.ts';
import type { StartError } from './start-error.ts';

/** What a part needs that wants another database in the place of the live one. */
export interface Replacing {
  readonly folder: DataFolder;
  /** Closes the core, has carried out what was decided, and opens it again; windows and scripts stay connected. */
  restart(): void;
}

/** The parts over one opened database, from its opening to its closing. */
export interface Parts {
  readonly db: Database;
  readonly services: Omit<CoreServices, 'setup' | 'isRestarting'>;
  readonly network: Network;
  /** How far a copy of the whole has come, in bytes; null while none comes. */
  copyProgress(): Progress | null;
  /** Ends everything over the database, which stays open. */
  close(): Promise<void>;
}

/** The parts as the rest of the core sees them: always those of now. */
export interface CurrentParts {
  readonly services: CoreServices;
  readonly network: Network;
  restart(isDamaged: boolean): void;
  close(): Promise<void>;
}

export interface RestartOptions {
  readonly open: (db: Database) => Promise<Parts>;
  readonly first: Parts;
  /** Opens the database again after the parts have been closed; null where nothing replaces it. */
  readonly reopen: ((isDamaged: boolean) => Result<Database, StartError>) | null;
  readonly makeSetup: (
    current: Pick<CurrentParts, 'network'> &
      Pick<Parts, 'copyProgress'> &
      Pick<CoreServices, 'replica' | 'changes' | 'isRestarting'>,
  ) => SetupService;
  /** The core could not be opened again, as a start cannot: what was saved is safe, and the host has to start anew. */
  readonly onClosed: (error: StartError) => void;
  /** The same, because of a bug. */
  readonly onLost: (cause: unknown) => void;
}

/** An object whose every property is that of another one, which may be exchanged. */
const following = <T extends object>(first: T, current: () => Partial<T>, lasting: Partial<T> = {}): T =>
  new Proxy(first, { get: (_first, key) => Reflect.get(key in lasting ? lasting : current(), key) });

/**
 * Keeps windows, scripts and their sessions over a core whose database is replaced: calls that come meanwhile wait,
 * and then find the new one.
 */
export const createRestartable = ({
  open,
  first,
  reopen,
  makeSetup,
  onClosed,
  onLost,
}: RestartOptions): CurrentParts => {
  let parts = first;
  let restarting: Promise<void> | null = null;
  let closing: Promise<void> | null = null;
  const changes = createRelayedChanges(first.services.changes);
  const isRestarting = (): Promise<void> | null => restarting;
  const network = following(first.network, () => parts.network);
  const replica = following(first.services.replica, () => parts.services.replica);
  const setup = makeSetup({
    network,
    replica,
    changes,
    isRestarting,
    copyProgress: () => parts.copyProgress(),
  });
  const lasting: Pick<CoreServices, 'setup' | 'changes' | 'isRestarting'> = { setup, changes, isRestarting };
  const services = following<CoreServices>({ ...first.services, ...lasting }, () => parts.services, lasting);

  const restartOnce = async (isDamaged: boolean): Promise<Result<null, StartError>> => {
    const old = parts;
    await old.close();
    // Who waits for the writer goes on with the new database.
    const release = await old.db.gate.hold();
    old.db.close();
    const opened = reopen?.(isDamaged);
    if (opened === undefined) throw new Error('nothing to open again');
    if (!opened.ok) return opened;
    parts = await open(opened.value);
    changes.follow(parts.services.changes);
    release();
    if (parts.services.replica.membership() === null) return ok(null);
    const joined = await parts.network.join();
    return joined.ok ? ok(null) : joined;
  };

  return {
    services,
    network,
    restart: (isDamaged) => {
      if (reopen === null || restarting !== null || closing !== null) return;
      restarting = restartOnce(isDamaged)
        .then((restarted) => {
          if (!restarted.ok) return onClosed(restarted.error);
          restarting = null;
          changes.tellEverything();
        })
        .catch(onLost);
    },
    close: () => {
      closing ??= (async () => {
        await restarting;
        await parts.close();
        parts.db.close();
      })();
      return closing;
    },
  };
};
