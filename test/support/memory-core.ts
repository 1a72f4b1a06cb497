/** A whole core in a simulated network, over a database in memory. */
import type { Database } from '../../electron/core/db/database.ts';
import { noneDiscovery } from '../../electron/core/net/none-discovery.ts';
import type { DataFolder } from '../../electron/core/recovery/data-folder.ts';
import { assembleCore, type Core } from '../../electron/core/start.ts';
import type { Discovery } from '../../electron/core/sync/ports.ts';
import type { FakeClock } from './fake-clock.ts';
import type { MemoryNetwork } from './memory-network.ts';
import { seededRandom } from './seeded-random.ts';

export interface MemoryCoreParts {
  readonly db: Database;
  /** Of the PC in the network, where it answers at port 1. */
  readonly name: string;
  readonly clock: FakeClock;
  readonly network: MemoryNetwork;
  readonly discovery?: Discovery;
  /** Where it sets its database aside. */
  readonly folder?: DataFolder;
  readonly onLost?: () => void;
}

/** Its faults are thrown. */
export const startMemoryCore = async ({
  db,
  name,
  clock,
  network,
  discovery = noneDiscovery(),
  folder,
  onLost,
}: MemoryCoreParts): Promise<Core> => {
  const core = await assembleCore({
    db,
    ...(folder && { folder }),
    ...(onLost && { onLost }),
    world: {
      clock,
      random: seededRandom(name),
      makeDiscovery: () => discovery,
      makeTransport: async () => network.transport(name),
      onFault: (cause) => {
        throw cause;
      },
    },
    appVersion: '0.0.0',
    syncPort: 1,
    fixedAddresses: [],
    ballast: null,
    onClosed: () => undefined,
  });
  if (!core.ok) throw new Error(core.error.type);
  return core.value;
};
