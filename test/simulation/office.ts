import type { SessionUser } from '../../electron/core/api/context.ts';
import type { DataModel } from '../../electron/core/db/data-model.ts';
import { openReplica } from '../../electron/core/db/replica.ts';
import { createOrganisation } from '../../electron/core/setup/create-organisation.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { createMemoryNetwork, type MemoryNetwork } from '../support/memory-network.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { addressOf, createSimNode, type SimNode, type SimNodeParts } from './sim-node.ts';

const largestSkewMs = 120_000;

/** A simulated call centre: PCs, their network, and time. */
export interface Office {
  readonly clock: FakeClock;
  readonly network: MemoryNetwork;
  readonly nodes: readonly SimNode[];
  readonly hub: SimNode;
  readonly user: SessionUser;
  readonly joinSecret: string;
  /**
   * Puts another PC on the network and switches it on; it belongs to nothing yet.
   * @param disk unless it is empty and of the shipped version.
   */
  addNode(disk?: { readonly image?: Buffer; readonly model?: DataModel }): Promise<SimNode>;
}

export interface OfficeParts
  extends Pick<
    SimNodeParts,
    'blank' | 'onFault' | 'onFrame' | 'onCut' | 'onBoot' | 'onRunning' | 'onTampered' | 'isAuditing'
  > {
  readonly seed: number;
}

/** A hub, set up and running. Desks are added and join it. */
export const openOffice = async ({ seed, ...parts }: OfficeParts): Promise<Office> => {
  const random = seededRandom(seed);
  const clock = createFakeClock();
  const network = createMemoryNetwork({ clock, random: random.fork('network') });
  const nodes: SimNode[] = [];

  const createNode = (): SimNode => {
    const name = nodes.length === 0 ? 'hub' : `desk${nodes.length}`;
    const skewMs = random.fork(`skew/${name}`).integer(-largestSkewMs, largestSkewMs);
    const node = createSimNode({ ...parts, name, clock, network, random, skewMs });
    nodes.push(node);
    return node;
  };

  const hub = createNode();
  const opened = hub.disk.folder.openLive();
  if (!opened.ok) throw new Error(opened.error.type);
  const replica = openReplica(opened.value, clock, random.fork('setup'));
  const created = createOrganisation(replica, {
    organisationName: 'نمونه‌کالا',
    adminName: 'سارا',
    workingWeek: 'ir',
    language: 'fa',
    // Nobody signs in by password here, and making a real hash takes a tenth of a second.
    passwordHash: 'scrypt$none',
  });
  if (!created.ok) throw new Error(created.error.code);
  const { userId, joinSecret } = created.value;
  opened.value.close();
  await hub.boot();
  return {
    clock,
    network,
    nodes,
    hub,
    user: { id: userId, name: 'سارا', role: 'admin' },
    joinSecret,
    addNode: async ({ image, model } = {}) => {
      const node = createNode();
      if (image !== undefined) node.disk.replace(image);
      if (model !== undefined) node.disk.setModel(model);
      await node.boot();
      return node;
    },
  };
};

/** Where a PC joins the call centre. */
export const hubAddress = addressOf('hub');
