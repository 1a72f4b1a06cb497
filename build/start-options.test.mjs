import { describe, expect, it } from 'vitest';
import { checkStartOptions } from './start-options.mjs';

describe('options of npm start', () => {
  it('are taken with a value beside or behind them', () => {
    expect(checkStartOptions(['--demo', '--data', 'x', '--sync-port=0', '--peer', 'a:1'])).toBe(false);
  });

  it('are refused when nobody knows them, or when their value is missing', () => {
    expect(() => checkStartOptions(['--dataa', 'x'])).toThrow('does not know --dataa');
    expect(() => checkStartOptions(['--data'])).toThrow('--data needs a value');
    expect(() => checkStartOptions(['--data', '--demo'])).toThrow('--data needs a value');
  });

  it('are explained on request', () => {
    expect(checkStartOptions(['--help'])).toBe(true);
  });
});
