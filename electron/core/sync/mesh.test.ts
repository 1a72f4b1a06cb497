import { afterEach, describe, expect, it } from 'vitest';
import { startBareMesh } from '../../../test/support/bare-mesh.ts';
import { type Office, openOffice } from '../../../test/support/desk.ts';
import { createMemoryNetwork } from '../../../test/support/memory-network.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';

describe('a device among the others', () => {
  let office: Office;
  afterEach(() => office.close());

  it('S66: reports what it cannot read of the database, also where nobody has called it, and goes on', async () => {
    office = await openOffice();
    const { clock, hub } = office;
    const network = createMemoryNetwork({ clock, random: seededRandom(1) });
    const faults: unknown[] = [];
    const mesh = await startBareMesh(hub.replica, network.transport('hub'), {
      onFault: (cause) => faults.push(cause),
    });
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
    await mesh.close();
  });
});
