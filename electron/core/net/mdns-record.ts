/**
 * What a device says of itself in its mDNS TXT record (RFC 6763 §6), and how a sighting is read from what
 * anybody on the network may have written there. Pure: no socket.
 */
import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import type { Advertisement, Sighting } from '../sync/ports.ts';
import { formatAddress } from './address.ts';

/** `_paydar._tcp` */
export const serviceType = 'paydar';

/** One TXT entry is `key=value` behind a length byte. */
const maxEntryBytes = 255;
const maxAddresses = 16;

const sightingSchema = z.object({
  port: z.int().min(1).max(65_535),
  txt: z.object({
    o: z.uuid(),
    // An empty value is lost on the way, so a missing name is an empty one.
    on: z.string().max(maxEntryBytes).default(''),
    d: z.uuid(),
    dn: z.string().max(maxEntryBytes).default(''),
    c: z.string().regex(/^[0-9]{1,6}$/),
    r: z.enum(['hub', 'desk']),
  }),
  addresses: z.array(z.string()).default([]),
  referer: z.object({ address: z.string() }).optional(),
});

export function txtOf(advertisement: Advertisement): Record<string, string> {
  return {
    o: advertisement.organisationId,
    on: fitting('on', advertisement.organisationName),
    d: advertisement.deviceId,
    dn: fitting('dn', advertisement.deviceName),
    c: String(advertisement.deviceCode),
    r: advertisement.role,
  };
}

/**
 * One DNS label, ASCII, unique on the network without probing: UUIDv7 ends in random digits.
 * @param life of this run of the core: a PC and its copy are both heard.
 */
export const instanceNameOf = ({ deviceCode, deviceId }: Advertisement, life: string): string =>
  `paydar-${deviceCode}-${deviceId.slice(-12)}-${life}`;

/** The name under which a service was announced, whoever wrote it; undefined where there is none. */
export const announcedName = (service: unknown): string | undefined =>
  z.object({ name: z.string() }).safeParse(service).data?.name;

/**
 * @param service what the mDNS library made of a packet; nothing in it is trusted.
 * @param isNear whether an IPv4 address is in a network of one of this PC's cards.
 * @returns undefined where a stranger wrote something else.
 */
export function sightingOf(service: unknown, isNear: (ip: string) => boolean): Sighting | undefined {
  const parsed = sightingSchema.safeParse(service);
  if (!parsed.success) return undefined;
  const { txt, port, addresses, referer } = parsed.data;
  const ips = orderedIps(referer?.address, addresses, isNear);
  return {
    organisationId: txt.o,
    organisationName: txt.on,
    deviceId: txt.d,
    deviceName: txt.dn,
    deviceCode: Number(txt.c),
    role: txt.r,
    port,
    addresses: ips.map((host) => formatAddress({ host, port })),
  };
}

/** The address that the packet came from first, then those in our own networks, IPv6 last. */
function orderedIps(
  sender: string | undefined,
  claimed: readonly string[],
  isNear: (ip: string) => boolean,
): string[] {
  const ipv4 = claimed.filter((ip) => isIPv4(ip));
  const near = ipv4.filter(isNear);
  const far = ipv4.filter((ip) => !isNear(ip));
  // A link-local IPv6 address means nothing without the card that it belongs to.
  const ipv6 = claimed.filter((ip) => isIPv6(ip) && !/^fe[89ab]/i.test(ip));
  const first = sender !== undefined && isIPv4(sender) ? [sender] : [];
  return [...new Set([...first, ...near, ...far, ...ipv6])].slice(0, maxAddresses);
}

/** As much of a name as one TXT entry holds, cut between the characters that a reader sees. */
function fitting(key: string, name: string): string {
  // Control characters would end the value for the reading side.
  const clean = name.replace(/\p{Cc}/gu, ' ').trim();
  let leftBytes = maxEntryBytes - key.length - 1;
  let fitted = '';
  for (const { segment } of new Intl.Segmenter('fa', { granularity: 'grapheme' }).segment(clean)) {
    leftBytes -= Buffer.byteLength(segment);
    if (leftBytes < 0) break;
    fitted += segment;
  }
  return fitted.trimEnd();
}
