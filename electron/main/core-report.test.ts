import { describe, expect, it } from 'vitest';
import { parseCoreReport } from './core-report.ts';

describe('a report of the core', () => {
  it('says that it is ready', () => {
    expect(parseCoreReport({ type: 'ready', syncPort: 7300 })).toEqual({ type: 'ready' });
  });

  it('says why it cannot be', () => {
    const error = { type: 'port-taken', detail: '7300' };
    expect(parseCoreReport({ type: 'failed', error })).toEqual({ type: 'failed', error });
  });

  it('is still a failure when its reason cannot be read', () => {
    expect(parseCoreReport({ type: 'failed', error: 7 })).toEqual({
      type: 'failed',
      error: { type: 'unknown' },
    });
  });

  it.each([null, undefined, 'ready', 7, {}, { type: 'other' }])('is not read into %j', (message) => {
    expect(parseCoreReport(message)).toBeUndefined();
  });
});
