/** A disk that fills up costs nobody a save that was confirmed (security design, G4). */
import { describe, expect, it } from 'vitest';
import { diskFullRun } from './harness/disk-full.ts';

describe('a disk that fills up', () => {
  // A small file system of its own takes root; the core's own answer is tested without, in core/db.
  it.runIf(process.getuid?.() === 0)(
    'S100: loses nothing, is told at once, and is over once there is room',
    async () => {
      const options = { share: 0.06, say: () => undefined };
      expect(await diskFullRun.measure(options)).toEqual([
        expect.objectContaining({ id: 'G4', value: 0, n: 3 }),
      ]);
      expect((await diskFullRun.plant(options)).filter(({ caught }) => caught === 0)).toEqual([]);
    },
  );
});
