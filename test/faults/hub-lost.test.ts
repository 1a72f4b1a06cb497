/** The hub may be lost for good (security design, G11). */
import { describe, expect, it } from 'vitest';
import { hubLostRun } from './harness/hub-lost.ts';

describe('a hub that is gone for good', () => {
  it('S101: is replaced by a desk that admits others, and is a desk itself when it comes back', async () => {
    const { figures, controls } = await hubLostRun.run({ share: 0.05, say: () => undefined });
    expect(figures).toEqual([expect.objectContaining({ id: 'G11', value: 0, fenced: 1 })]);
    expect(controls.filter(({ caught }) => caught === 0)).toEqual([]);
  });
});
