import { decodeFrame, encodeFrame } from '../../electron/core/sync/frame.ts';
import type { DeviceId } from '../../shared/lib/ids.ts';
import type { SeededRandom } from '../support/seeded-random.ts';

const digits = /"wall":(\d)/;

/**
 * What a PC makes of a message that it passes on when it lies: of one of the operations that others made, the hour
 * is another one, and everything else, length and signature included, as it was.
 * @returns null when nothing in it comes from others.
 */
export const tamperedFrame = (bytes: Uint8Array, own: DeviceId, random: SeededRandom): Buffer | null => {
  const frame = decodeFrame(bytes);
  if (!frame.ok || frame.value.message.t !== 'operations') return null;
  const { message, payload } = frame.value;
  const foreign: { at: number; size: number }[] = [];
  let at = 0;
  for (const { device, form, size, signatureSize } of message.items) {
    if (device !== own && form === 0) foreign.push({ at, size });
    at += size + signatureSize;
  }
  if (foreign.length === 0) return null;
  const victim = random.pick(foreign);
  const changed = Buffer.from(payload);
  const found = digits.exec(changed.toString('latin1', victim.at, victim.at + victim.size));
  if (found === null) return null;
  const place = victim.at + found.index + found[0].length - 1;
  changed.write(found[1] === '2' ? '1' : '2', place, 'latin1');
  return encodeFrame(message, [changed]);
};
