import { describe, expect, it } from 'vitest';
import { createFrameAllowance } from './frame-allowance.ts';

describe('how many frames a device may send', () => {
  it('S45: is a thousand a second after a burst, and what was not used is not saved up beyond it', () => {
    let nowMs = 0;
    const allowance = createFrameAllowance(() => nowMs);
    const takeAll = (): number => {
      let taken = 0;
      while (allowance.take()) taken += 1;
      return taken;
    };
    expect(takeAll()).toBe(4000);
    nowMs += 500;
    expect(takeAll()).toBe(500);
    nowMs += 3_600_000;
    expect(takeAll()).toBe(4000);
  });
});
