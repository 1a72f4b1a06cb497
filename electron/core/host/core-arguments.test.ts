import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCoreArguments, readPort } from './core-arguments.ts';

describe('the command line of a core', () => {
  it('takes a folder and leaves the rest to what is usual', () => {
    expect(readCoreArguments({ data: 'hub' })).toEqual({
      ok: true,
      value: { dataDir: resolve('hub'), discovery: 'mdns', peers: [] },
    });
  });

  it('takes a port, discovery off and several peers', () => {
    const given = { data: '/x', 'sync-port': '0', discovery: 'off', peer: ['a:1', 'b'] };
    expect(readCoreArguments(given)).toEqual({
      ok: true,
      value: { dataDir: '/x', discovery: 'off', peers: ['a:1', 'b'], syncPort: 0 },
    });
  });

  it.each([
    ['no folder', {}, '--data'],
    ['an empty folder', { data: '' }, '--data'],
    ['a folder without its name', { data: true }, '--data'],
    ['another discovery', { data: '/x', discovery: 'dns' }, '--discovery'],
    ['a port that is none', { data: '/x', 'sync-port': '65536' }, '--sync-port'],
  ])('says what is wrong with %s', (_, given, option) => {
    expect(readCoreArguments(given)).toMatchObject({
      ok: false,
      error: { type: 'argument-unusable', detail: expect.stringContaining(option) },
    });
  });

  it.each(['-1', '1.5', '1e3', '0x10', '', ' 1', 'x', '123456', true])('takes no port from %j', (value) => {
    expect(readPort(value, 'api-port').ok).toBe(false);
  });

  it('knows a port that was not given from one that is any', () => {
    expect(readPort(undefined, 'api-port')).toEqual({ ok: true, value: undefined });
    expect(readPort('0', 'api-port')).toEqual({ ok: true, value: 0 });
  });
});
