import { describe, expect, it } from 'vitest';
import { defaultSyncPort, formatAddress, parseAddress, plainIp } from './address.ts';

describe('parseAddress', () => {
  it.each([
    ['hub', 'hub', defaultSyncPort],
    ['Hub-1.office.local:5000', 'hub-1.office.local', 5000],
    ['192.168.1.7', '192.168.1.7', defaultSyncPort],
    ['192.168.1.7:47113', '192.168.1.7', 47113],
    ['[fe80::1]:81', 'fe80::1', 81],
    ['[fd00::2]', 'fd00::2', defaultSyncPort],
    ['fd00::2', 'fd00::2', defaultSyncPort],
    ['  hub:1 ', 'hub', 1],
  ])('reads %s', (input, host, port) => {
    expect(parseAddress(input)).toEqual({ ok: true, value: { host, port } });
  });

  it('reads Persian and Arabic digits', () => {
    const expected = { ok: true, value: { host: '192.168.1.7', port: 5000 } };
    expect(parseAddress('۱۹۲.۱۶۸.۱.۷:۵۰۰۰')).toEqual(expected);
    expect(parseAddress('١٩٢.١٦٨.١.٧:٥٠٠٠')).toEqual(expected);
  });

  it('ignores the direction marks of right-to-left text', () => {
    expect(parseAddress('\u200e\u2066192.168.1.7:5000\u2069')).toEqual({
      ok: true,
      value: { host: '192.168.1.7', port: 5000 },
    });
  });

  it.each([
    '',
    ':5000',
    'hub:',
    'hub:0',
    'hub:65536',
    'hub:12a',
    'hub:1:2',
    '192.168.1',
    '192.168.1.256',
    '[hub]:5000',
    '[fd00::2',
    'fd00::2]:5',
    '-hub',
    'hub..office',
    'a hub',
    'https://hub',
    'مرکز',
    `${'a'.repeat(64)}:1`,
  ])('refuses %j', (input) => {
    expect(parseAddress(input)).toEqual({ ok: false, error: { type: 'address-unreadable', input } });
  });
});

describe('formatAddress', () => {
  it('writes what parseAddress reads', () => {
    for (const address of [
      { host: 'hub', port: 1 },
      { host: 'fd00::2', port: 65_535 },
    ]) {
      expect(parseAddress(formatAddress(address))).toEqual({ ok: true, value: address });
    }
  });
});

describe('plainIp', () => {
  it('takes the IPv6 dress off an IPv4 address only', () => {
    expect(plainIp('::ffff:10.0.0.1')).toBe('10.0.0.1');
    expect(plainIp('fd00::2')).toBe('fd00::2');
  });
});
