import type { DeviceId } from '../lib/ids.ts';
import { uuidOfHex } from '../lib/uuid.ts';
import { type Hlc, hlcMs } from './hlc.ts';

/**
 * Names one operation, and through it one write: clock first, device as the tie-break, so that
 * comparing stamps as text is the order in which writes win. 16 + 32 hex digits.
 */
export type Stamp = string & { readonly __stamp: true };

// The only place where a stamp is put together.
export const makeStamp = (hlc: Hlc, deviceId: DeviceId): Stamp =>
  (hlc + deviceId.replaceAll('-', '')) as Stamp;

const stampPattern = /^[0-9a-f]{48}$/;

export const isStamp = (value: string): value is Stamp => stampPattern.test(value);

// Put there by `makeStamp`.
export const stampHlc = (stamp: Stamp): Hlc => stamp.slice(0, 16) as Hlc;

/** Milliseconds UTC at which the write was made, by its writer's clock. */
export const stampMs = (stamp: Stamp): number => hlcMs(stampHlc(stamp));

/** Where a UUID tells its version. Devices have version 7; what was restamped says 8, so that both differ. */
const versionAt = 16 + 12;
const withVersion = (stamp: Stamp, version: '7' | '8'): string =>
  stamp.slice(0, versionAt) + version + stamp.slice(versionAt + 1);

/** Whether an operation can have a stamp in its own bytes. */
export const isWritten = (stamp: Stamp): boolean => stamp[versionAt] === '7';

/**
 * The name by which the writes of an operation count that the hub gave another clock value. No operation can
 * have it in its own bytes.
 */
export const restampedStamp = (hlc: Hlc, written: Stamp): Stamp =>
  (hlc + withVersion(written, '8').slice(16)) as Stamp;

// Put there by `makeStamp`, from a device's id, and marked by `restampedStamp`.
export const stampDeviceId = (stamp: Stamp): DeviceId => {
  const hex = stamp[versionAt] === '8' ? withVersion(stamp, '7') : stamp;
  return uuidOfHex(hex.slice(16)) as DeviceId;
};
