/** What was confirmed outlives the power (security design, G3). */
import { describe, expect, it } from 'vitest';
import { powerRun } from './harness/power.ts';

describe('a desk whose power is cut', () => {
  it('S2: has everything that it confirmed, where the bare database at NORMAL and a lying disk have not', async () => {
    const { figures, controls } = await powerRun.run({ share: 0.03, say: () => undefined });
    expect(figures).toEqual([expect.objectContaining({ id: 'G3', value: 0, n: 3 })]);
    expect(figures[0]?.confirmed).toBeGreaterThan(20);
    expect(controls.filter(({ caught }) => caught === 0)).toEqual([]);
  });
});
