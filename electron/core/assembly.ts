import type { Clock, Random } from '../../shared/lib/clock.ts';
import type { BodyStore } from './attachments/body-store.ts';
import type { DatabaseCheck } from './checkpoint/database-check.ts';
import type { CheckpointLimits } from './checkpoint/serve.ts';
import type { Snapshots } from './checkpoint/snapshots.ts';
import type { PackSegment } from './db/archive-segment.ts';
import type { Database } from './db/database.ts';
import type { Replica } from './db/replica.ts';
import type { Ballast } from './disk/ballast.ts';
import type { DataFolder } from './recovery/data-folder.ts';
import type { Discovery, Transport } from './sync/ports.ts';
import type { RefusalCounter } from './sync/refusal-count.ts';

/** What the world gives; replaced as a whole by the simulator. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  /** Both are told where to count what they turn away. */
  readonly makeDiscovery: (refusals: RefusalCounter) => Discovery;
  /** Called once, with the database open: the certificate is kept there. */
  readonly makeTransport: (replica: Replica, refusals: RefusalCounter) => Promise<Transport>;
  /** Takes note of a bug that ended what was being done, not the core. */
  readonly onFault: (cause: unknown) => void;
}

/** What is decided before the parts are put together. */
export interface Assembly {
  readonly db: Database;
  readonly world: World;
  readonly appVersion: string;
  readonly syncPort?: number | undefined;
  /** `host:port` of peers to dial in any case. */
  readonly fixedAddresses: readonly string[];
  /** Where the database is kept; without it, it is never replaced. */
  readonly folder?: DataFolder | undefined;
  /** Where the bodies of attachments are kept; in memory without it. */
  readonly bodies?: BodyStore | undefined;
  /** How segments of the log are packed; at once when it is left out. */
  readonly pack?: PackSegment;
  /** Room that is kept on the disk; null where there is no disk. */
  readonly ballast: Ballast | null;
  /** Where copies of it are made and received; one for each life of the core. */
  readonly makeSnapshots?: (() => Snapshots) | undefined;
  /** Looks through the whole database while it is in use; one for each life of the core. */
  readonly makeCheck?: (() => DatabaseCheck) | undefined;
  /** Others than an office's only in simulations, where everything is small. */
  readonly checkpointLimits?: CheckpointLimits | undefined;
  /** False only as a control in tests: copies that differ stay unseen. */
  readonly isAuditing?: boolean | undefined;
  /** Gives back what is held besides the database, once everything else is closed. */
  readonly onClosed: () => void;
  /** The database was closed to be replaced and cannot be opened again: only a new process can help. */
  readonly onLost?: (() => void) | undefined;
}
