import { afterEach, describe, expect, it } from 'vitest';
import { type Office, openOffice } from '../../../test/support/desk.ts';
import { createMemoryNetwork } from '../../../test/support/memory-network.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { noneDiscovery } from '../net/none-discovery.ts';
import { startMesh } from './mesh.ts';

describe('a device among the others', () => {
  let office: Office;
  afterEach(() => office.close());

  it('S66: reports what it cannot read of the database, also where nobody has called it, and goes on', async () => {
    office = await openOffice();
    const { clock, hub } = office;
    const membership = hub.replica.membership();
    if (membership === null) throw new Error('a membership expected');
    const network = createMemoryNetwork({ clock, random: seededRandom(1) });
    const faults: unknown[] = [];
    const started = await startMesh({
      replica: hub.replica,
      membership,
      organisationName: 'x',
      deviceName: 'x',
      transport: network.transport('hub'),
      discovery: noneDiscovery(),
      syncPort: 7,
      appVersion: 'x',
      fixedAddresses: [],
      features: [],
      onClock: () => undefined,
      onChange: () => undefined,
      onRefusal: () => undefined,
      onFault: (cause) => faults.push(cause),
    });
    if (!started.ok) throw new Error(started.error.type);
    hub.replica.db.writer.sqlite.exec('ALTER TABLE typed_address RENAME TO lost');
    await clock.advance(3000);
    expect(faults.map(String)).toEqual([
      expect.stringContaining('no such table'),
      expect.stringContaining('no such table'),
      expect.stringContaining('no such table'),
    ]);
    hub.replica.db.writer.sqlite.exec('ALTER TABLE lost RENAME TO typed_address');
    await clock.advance(3000);
    expect(faults).toHaveLength(3);
    await started.value.close();
  });
});
