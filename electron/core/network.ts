import type { ApiOutputs } from '../../shared/contract/index.ts';
import { device } from '../../shared/entities/device.ts';
import { organisation } from '../../shared/entities/organisation.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { sqlBuilder } from './db/connection.ts';
import { decodeRow } from './db/row-codec.ts';
import { blobOf } from './db/uuid-blob.ts';
import { type Mesh, type MeshOptions, startMesh } from './sync/mesh.ts';
import type { ListenError, Sighting, Transport } from './sync/ports.ts';

const hubForgottenAfterMs = 45_000;
const mostHubs = 100;

export interface NetworkOptions
  extends Omit<MeshOptions, 'membership' | 'organisationName' | 'deviceName' | 'syncPort'> {
  /** The port to listen on; when `isPortFixed` is false and it is taken, any free one will do. */
  readonly syncPort: number;
  readonly isPortFixed: boolean;
}

/** This PC on the office network: before set-up it only looks for hubs, afterwards it has a mesh. */
export interface Network {
  readonly transport: Transport;
  mesh(): Mesh | null;
  /** Starts the mesh once the replica has a membership. */
  join(): Promise<Result<Mesh, ListenError>>;
  /** Takes the mesh down again, after a join was cancelled. */
  leave(): Promise<void>;
  hubs(): ApiOutputs['setup']['hubs'];
  close(): Promise<void>;
}

export const openNetwork = (options: NetworkOptions): Network => {
  const { replica, transport, discovery } = options;
  const sightings = new Map<string, { sighting: Sighting; atMs: number }>();
  let mesh: Mesh | null = null;

  discovery.onSighting((sighting) => {
    if (sighting.role !== 'hub') return;
    const isNew = !sightings.delete(sighting.deviceId);
    // Anybody can name himself a hub: the oldest make room.
    const oldest = sightings.keys().next();
    if (sightings.size >= mostHubs && !oldest.done) sightings.delete(oldest.value);
    sightings.set(sighting.deviceId, { sighting, atMs: replica.clock.monotonicMs() });
    if (isNew) options.onChange();
  });

  const leave = async (): Promise<void> => {
    const leaving = mesh;
    mesh = null;
    await leaving?.close();
  };

  return {
    transport,
    mesh: () => mesh,
    leave,
    join: async () => {
      const membership = replica.membership();
      if (membership === null) throw new Error('a PC without a membership has no mesh');
      const { reader } = replica.db;
      const org = reader.get(
        sqlBuilder.selectFrom('organisation').selectAll().where('createdAt', 'is not', null),
      );
      const own = reader.get(
        sqlBuilder.selectFrom('device').selectAll().where('id', '=', blobOf(membership.deviceId)),
      );
      const start = (syncPort: number) =>
        startMesh({
          ...options,
          membership,
          syncPort,
          organisationName: org === undefined ? '' : decodeRow(organisation, org).name,
          deviceName: own === undefined ? '' : (decodeRow(device, own).name ?? ''),
        });
      let started = await start(options.syncPort);
      if (!started.ok && !options.isPortFixed) started = await start(0);
      if (!started.ok) return err(started.error);
      mesh = started.value;
      return ok(started.value);
    },
    hubs: () => {
      discovery.ask();
      const since = replica.clock.monotonicMs() - hubForgottenAfterMs;
      return [...sightings.values()]
        .filter(({ atMs }) => atMs >= since)
        .map(({ sighting }) => ({
          organisationName: sighting.organisationName,
          deviceName: sighting.deviceName,
          deviceCode: sighting.deviceCode,
          address: sighting.addresses[0] ?? '',
        }))
        .filter(({ address }) => address !== '');
    },
    close: async () => {
      await leave();
      await discovery.close();
    },
  };
};
