import { afterEach, describe, expect, it } from 'vitest';
import { startBareMesh } from '../../../test/support/bare-mesh.ts';
import { type Office, openOffice } from '../../../test/support/desk.ts';
import { createMemoryNetwork } from '../../../test/support/memory-network.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import type { Mesh } from './mesh.ts';

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

  it('S151: lets go of whom nobody wants any more, once everybody is there, and of nobody else', async () => {
    office = await openOffice(8);
    const { clock, desks } = office;
    const network = createMemoryNetwork({ clock, random: seededRandom(2) });
    const hubId = office.hub.replica.membership()?.deviceId;
    if (hubId === undefined) throw new Error('a hub expected');
    const meshes: Mesh[] = [];
    // The later ones come between those who were neighbours before.
    for (const code of [101, 102, 108, 105, 103, 107, 104, 106]) {
      const desk = desks.find((one) => one.code === code);
      if (desk === undefined) throw new Error(`no PC ${code}`);
      const mesh = await startBareMesh(desk.replica, network.transport(`pc${code}`), { syncPort: 7 });
      if (desk !== office.hub) mesh.book.noteAddresses(hubId, ['pc101:7'], true);
      meshes.push(mesh);
      await clock.advance(2000);
    }
    const counts = (): number[] => meshes.map((mesh) => mesh.links().length);
    expect(Math.max(...counts().slice(1))).toBeGreaterThan(5);
    await clock.advance(25_000);
    // To the hub, to the next two and to the two before.
    const needed = [7, 5, 5, 5, 5, 5, 5, 5];
    expect(counts()).toEqual(needed);
    const closed: string[] = [];
    for (const mesh of meshes)
      for (const { session } of mesh.links()) session.connection.onClose(() => closed.push(session.deviceId));
    await clock.advance(60_000);
    expect([counts(), closed]).toEqual([needed, []]);
    const closing = Promise.all(meshes.map((mesh) => mesh.close()));
    await clock.advance(1000);
    await closing;
  });
});
