import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Advertisement } from '../sync/ports.ts';
import { instanceNameOf, sightingOf, txtOf } from './mdns-record.ts';

const advertisement: Advertisement = {
  organisationId: '0193e5a0-0000-7000-8000-000000000001',
  organisationName: 'مرکز تماس پایدار',
  deviceId: '0193e5a0-0000-7000-8000-0000000000d1',
  deviceName: 'میز ۱',
  deviceCode: 102,
  role: 'desk',
  port: 47113,
};

const serviceOf = (txt: unknown, more: object = {}) => ({
  port: 47113,
  txt,
  referer: { address: '192.168.1.7', family: 'IPv4', port: 5353, size: 100 },
  addresses: [],
  ...more,
});
const isNear = (ip: string): boolean => ip.startsWith('192.168.1.');

describe('txtOf and sightingOf', () => {
  it('say and understand the same', () => {
    expect(sightingOf(serviceOf(txtOf(advertisement)), isNear)).toEqual({
      ...advertisement,
      addresses: ['192.168.1.7:47113'],
    });
  });

  it('put the sender first, then our own networks, then others, then IPv6 that can be dialled', () => {
    const addresses = ['10.9.0.1', 'fe80::1', 'fd00::2', '192.168.1.8', '192.168.1.7', 'nonsense'];
    expect(sightingOf(serviceOf(txtOf(advertisement), { addresses }), isNear)?.addresses).toEqual([
      '192.168.1.7:47113',
      '192.168.1.8:47113',
      '10.9.0.1:47113',
      '[fd00::2]:47113',
    ]);
  });

  it('keep every TXT entry within 255 bytes and cut between characters', () => {
    const long = { ...advertisement, organisationName: 'گفت‌وگو'.repeat(60), deviceName: '👩‍💻'.repeat(60) };
    const txt = txtOf(long);
    for (const [key, value] of Object.entries(txt)) {
      expect(Buffer.byteLength(`${key}=${value}`)).toBeLessThanOrEqual(255);
    }
    expect(long.organisationName.startsWith(txt.on ?? '?')).toBe(true);
    expect(txt.dn).toBe('👩‍💻'.repeat(22));
    expect(sightingOf(serviceOf(txt), isNear)?.deviceName).toBe(txt.dn);
  });

  it('survive names that are empty or hold control characters', () => {
    expect(txtOf({ ...advertisement, deviceName: ' a\nb\0 ' }).dn).toBe('a b');
    const { dn: _lostOnTheWay, ...rest } = txtOf({ ...advertisement, deviceName: '' });
    expect(sightingOf(serviceOf(rest), isNear)?.deviceName).toBe('');
  });

  it.each([
    ['nothing', undefined],
    ['no TXT', serviceOf(undefined)],
    ['an empty TXT', serviceOf({})],
    ['an id that is none', serviceOf({ ...txtOf(advertisement), o: 'x' })],
    ['a role that is none', serviceOf({ ...txtOf(advertisement), r: 'admin' })],
    ['a code that is none', serviceOf({ ...txtOf(advertisement), c: '-1' })],
    ['a port that is none', serviceOf(txtOf(advertisement), { port: 0 })],
    ['a name too long', serviceOf({ ...txtOf(advertisement), on: 'x'.repeat(300) })],
  ])('ignore a stranger with %s', (_what, service) => {
    expect(sightingOf(service, isNear)).toBeUndefined();
  });

  it('never throw, whatever a stranger writes', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(sightingOf(value, isNear)).toBeUndefined();
        expect(sightingOf(serviceOf(value), isNear)).toBeUndefined();
      }),
    );
  });
});

describe('instanceNameOf', () => {
  it('is one DNS label', () => {
    expect(instanceNameOf(advertisement, '0123abcd')).toMatch(/^[a-z0-9-]{1,63}$/);
  });
});
