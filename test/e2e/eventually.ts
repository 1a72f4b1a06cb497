import { expect } from 'vitest';
import { patienceMs } from '../support/desk-window.ts';

/** Waits until a reading of the page is what it should be, and says what it was instead. */
export const eventually = <Value>(read: () => Promise<Value> | Value) =>
  expect.poll(read, { timeout: patienceMs, interval: 50 });
