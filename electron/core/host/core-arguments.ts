import { resolve } from 'node:path';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { CoreOptions } from '../start.ts';

/** Command-line options that every host of the core understands (`node:util` parseArgs). */
export const coreArguments = {
  data: { type: 'string' },
  'api-port': { type: 'string' },
  'sync-port': { type: 'string' },
  discovery: { type: 'string' },
  peer: { type: 'string', multiple: true },
} as const;

export type ArgumentError = { readonly type: 'argument-unusable'; readonly detail: string };

type Values = { readonly [name: string]: unknown };

const unusable = (detail: string): Result<never, ArgumentError> => err({ type: 'argument-unusable', detail });

/** @returns undefined when the option is missing. */
export const readPort = (value: unknown, option: string): Result<number | undefined, ArgumentError> => {
  if (value === undefined) return ok(undefined);
  const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  return port >= 0 && port <= 65_535 ? ok(port) : unusable(`--${option} takes a number from 0 to 65535.`);
};

export const readCoreArguments = (values: Values): Result<Omit<CoreOptions, 'appVersion'>, ArgumentError> => {
  const { data, discovery = 'mdns', peer = [] } = values;
  if (typeof data !== 'string' || data === '') return unusable('--data needs a folder.');
  if (discovery !== 'mdns' && discovery !== 'off') return unusable('--discovery takes mdns or off.');
  const syncPort = readPort(values['sync-port'], 'sync-port');
  if (!syncPort.ok) return syncPort;
  const peers = Array.isArray(peer) ? peer.filter((entry) => typeof entry === 'string') : [];
  return ok({
    dataDir: resolve(data),
    discovery,
    peers,
    ...(syncPort.value === undefined ? {} : { syncPort: syncPort.value }),
  });
};
