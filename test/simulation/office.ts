import type { SessionUser } from '../../electron/core/api/context.ts';
import { openReplica } from '../../electron/core/db/replica.ts';
import { createOrganisation } from '../../electron/core/setup/create-organisation.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { createMemoryNetwork, type MemoryNetwork } from '../support/memory-network.ts';
import { type SeededRandom, seededRandom } from '../support/seeded-random.ts';
import { addressOf, createSimNode, type SimNode } from './sim-node.ts';

const joinWithinMs = 60_000;
const largestSkewMs = 120_000;

/** A simulated call centre: PCs, their network, and time. */
export interface Office {
  readonly clock: FakeClock;
  readonly network: MemoryNetwork;
  readonly random: SeededRandom;
  readonly nodes: readonly SimNode[];
  readonly user: SessionUser;
}

const settle = async <T>(clock: FakeClock, pending: Promise<T>): Promise<T> => {
  let outcome: { value: T } | { cause: unknown } | null = null;
  pending.then(
    (value) => {
      outcome = { value };
    },
    (cause: unknown) => {
      outcome = { cause };
    },
  );
  await clock.advanceUntil(() => outcome !== null, joinWithinMs);
  return pending;
};

/** A hub and `desks` desks that have joined it. */
export const openOffice = async (seed: number, desks: number): Promise<Office> => {
  const random = seededRandom(seed);
  const clock = createFakeClock();
  const network = createMemoryNetwork({ clock, random: random.fork('network') });
  const names = ['hub', ...Array.from({ length: desks }, (_, index) => `desk${index + 1}`)];
  const nodes = names.map((name) =>
    createSimNode({ name, clock, network, random, skewMs: random.integer(-largestSkewMs, largestSkewMs) }),
  );
  const [hub, ...others] = nodes;
  if (hub === undefined) throw new Error('an office has a hub');

  const replica = openReplica(hub.db, clock, random.fork('setup'));
  const created = createOrganisation(replica, {
    organisationName: 'نمونه‌کالا',
    adminName: 'سارا',
    workingWeek: 'ir',
    language: 'fa',
    // Nobody signs in by password here, and making a real hash takes a tenth of a second.
    passwordHash: 'scrypt$none',
  });
  if (!created.ok) throw new Error(created.error.code);
  const user: SessionUser = { id: created.value.userId, name: 'سارا', role: 'admin' };
  await hub.boot();
  for (const node of others) {
    await node.boot();
    await settle(
      clock,
      node.api(user).setup.join({ address: addressOf('hub'), secret: created.value.joinSecret }),
    );
  }
  return { clock, network, random: random.fork('schedule'), nodes, user };
};
