import { createRouterClient } from '@orpc/server';
import type { SessionUser } from '../../electron/core/api/context.ts';
import { createRouter } from '../../electron/core/api/router.ts';
import { type Database, openDatabase } from '../../electron/core/db/database.ts';
import { noneDiscovery } from '../../electron/core/net/none-discovery.ts';
import { assembleCore, type Core } from '../../electron/core/start.ts';
import type { ApiClient } from '../../shared/contract/index.ts';
import type { FakeClock, NodeClock } from '../support/fake-clock.ts';
import type { MemoryNetwork } from '../support/memory-network.ts';
import type { SeededRandom } from '../support/seeded-random.ts';

const portOfEveryNode = 7000;

export const addressOf = (name: string): string => `${name}:${portOfEveryNode}`;

/** One PC of the simulated office: its disk outlives its process. */
export interface SimNode {
  readonly name: string;
  readonly db: Database;
  readonly clock: () => NodeClock;
  readonly isUp: boolean;
  /** The whole API as one user, without the cost of checking a password. */
  api(user: SessionUser): ApiClient;
  boot(): Promise<void>;
  /** Power off in the middle of whatever was going on. */
  crash(): void;
  /** Clock of this PC against the true time, from now on. */
  setSkew(skewMs: number): void;
}

export interface SimNodeParts {
  readonly name: string;
  readonly clock: FakeClock;
  readonly random: SeededRandom;
  readonly network: MemoryNetwork;
  readonly skewMs: number;
}

export const createSimNode = ({ name, clock, random, network, skewMs }: SimNodeParts): SimNode => {
  const opened = openDatabase(':memory:', { durable: false });
  if (!opened.ok) throw new Error(opened.error.type);
  const db = opened.value;
  let skew = skewMs;
  let running: { core: Core; clock: NodeClock } | null = null;
  let lives = 0;

  const current = (): { core: Core; clock: NodeClock } => {
    if (running === null) throw new Error(`${name} is off`);
    return running;
  };

  return {
    name,
    db,
    clock: () => current().clock,
    get isUp() {
      return running !== null;
    },
    api: (user) => createRouterClient(createRouter(current().core.services, { user })),
    boot: async () => {
      const nodeClock = clock.forNode(skew);
      lives += 1;
      const core = await assembleCore({
        db,
        world: {
          clock: nodeClock,
          random: random.fork(`${name}/${lives}`),
          // Nobody is found by asking: peers know each other by address and by what others tell.
          makeDiscovery: noneDiscovery,
          makeTransport: async () => network.transport(name),
        },
        appVersion: '0.0.0',
        syncPort: portOfEveryNode,
        fixedAddresses: [],
        onClosed: () => undefined,
      });
      if (!core.ok) throw new Error(core.error.type);
      running = { core: core.value, clock: nodeClock };
    },
    crash: () => {
      current().clock.stop();
      network.kill(name);
      running = null;
    },
    setSkew: (next) => {
      if (running !== null) running.clock.jump(next - skew);
      skew = next;
    },
  };
};
