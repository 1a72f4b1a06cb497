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

/** Milliseconds UTC at which the write was made, by its writer's clock. */
export const stampMs = (stamp: Stamp): number => hlcMs(stamp.slice(0, 16) as Hlc);

// Put there by `makeStamp`, from a device's id.
export const stampDeviceId = (stamp: Stamp): DeviceId => uuidOfHex(stamp.slice(16)) as DeviceId;
