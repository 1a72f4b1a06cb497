/** Reads and writes the address of another PC as people type it. Looks nothing up. */
import { isIPv4, isIPv6 } from 'node:net';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { toAsciiDigits } from '../../../shared/rules/digits.ts';
import { withoutInvisibleMarks } from '../../../shared/rules/invisible-marks.ts';

/** TCP port for sync where nobody chose another. Not assigned by IANA, below the ephemeral ranges. */
export const defaultSyncPort = 47113;

export interface Address {
  /** A name, an IPv4 or an IPv6 address, the last one without brackets. */
  readonly host: string;
  readonly port: number;
}

export type AddressError = { readonly type: 'address-unreadable'; readonly input: string };

const hostLabel = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/**
 * Accepts `host`, `host:port`, `[v6]:port`, `[v6]` and a bare IPv6 address, with digits of any script.
 * @returns the address with {@link defaultSyncPort} where none was given, or `address-unreadable`.
 */
export function parseAddress(input: string): Result<Address, AddressError> {
  const text = withoutInvisibleMarks(toAsciiDigits(input)).trim();
  const unreadable = err({ type: 'address-unreadable', input } as const);
  const parts = split(text);
  if (!parts) return unreadable;
  const port = parts.port === undefined ? defaultSyncPort : readPort(parts.port);
  if (port === undefined || !isHost(parts.host)) return unreadable;
  return ok({ host: parts.host.toLowerCase(), port });
}

/** The form that {@link parseAddress} reads back: IPv6 in brackets, the port always there. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The same without the `::ffff:` that a socket for both families puts before IPv4. */
export function plainIp(ip: string): string {
  return ip.toLowerCase().startsWith('::ffff:') && isIPv4(ip.slice(7)) ? ip.slice(7) : ip;
}

function split(text: string): { host: string; port: string | undefined } | undefined {
  if (isIPv6(text)) return { host: text, port: undefined };
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed) {
    const [, host = '', port] = bracketed;
    return isIPv6(host) ? { host, port } : undefined;
  }
  const [host = '', port, ...more] = text.split(':');
  return more.length > 0 ? undefined : { host, port };
}

function readPort(text: string): number | undefined {
  if (!/^[0-9]{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : undefined;
}

function isHost(host: string): boolean {
  if (isIPv4(host) || isIPv6(host)) return true;
  const labels = host.split('.');
  const looksLikeIpv4 = /^[0-9]+$/.test(labels.at(-1) ?? '');
  return host.length <= 253 && !looksLikeIpv4 && labels.every((label) => hostLabel.test(label));
}
