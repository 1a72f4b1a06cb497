/** The mesh of a replica by itself: nothing is talked about in its sessions but operations, addresses and time. */
import type { Replica } from '../../electron/core/db/replica.ts';
import { noneDiscovery } from '../../electron/core/net/none-discovery.ts';
import { type Mesh, type MeshOptions, startMesh } from '../../electron/core/sync/mesh.ts';
import type { Transport } from '../../electron/core/sync/ports.ts';

/** @param options what is to be other than usual; a fault is thrown when nobody takes it. */
export const startBareMesh = async (
  replica: Replica,
  transport: Transport,
  options: Partial<MeshOptions> = {},
): Promise<Mesh> => {
  const membership = replica.membership();
  if (membership === null) throw new Error('a membership expected');
  const started = await startMesh({
    replica,
    membership,
    organisationName: 'نمونه‌کالا',
    deviceName: '',
    transport,
    discovery: noneDiscovery(),
    syncPort: 0,
    appVersion: '0.1.0',
    fixedAddresses: [],
    features: [],
    onClock: () => undefined,
    onChange: () => undefined,
    onRefusal: () => undefined,
    onFault: (cause) => {
      throw cause;
    },
    ...options,
  });
  if (!started.ok) throw new Error(started.error.type);
  return started.value;
};
