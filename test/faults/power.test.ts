/** What was confirmed outlives the power (security design, G3). */
import { describe, expect, it } from 'vitest';
import { powerRun } from './harness/power.ts';

describe('a desk whose power is cut', () => {
  it('S2: has everything that it confirmed, where the bare database at NORMAL and a lying disk have not', async () => {
    const options = { share: 0.03, say: () => undefined };
    const figures = await powerRun.measure(options);
    expect(figures).toEqual([expect.objectContaining({ id: 'G3', value: 0, n: 3 })]);
    expect(figures[0]?.confirmed).toBeGreaterThan(20);
    expect((await powerRun.plant(options)).filter(({ caught }) => caught === 0)).toEqual([]);
  });
});
