import { decodeFrame } from '../../electron/core/sync/frame.ts';
import { encodeOperations, openOperations } from '../../electron/core/sync/operations-frame.ts';
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
  if (!frame.ok || (frame.value.message.t !== 'operations' && frame.value.message.t !== 'packed'))
    return null;
  const opened = openOperations(frame.value.message, frame.value.payload);
  if (!opened.ok) return null;
  const { run, batch } = opened.value;
  const foreign = batch.filter(({ key, form }) => key.device !== own && form === 0);
  if (foreign.length === 0) return null;
  const victim = random.pick(foreign);
  const found = digits.exec(victim.bytes.toString('latin1'));
  if (found === null) return null;
  const changed = Buffer.from(victim.bytes);
  changed.write(found[1] === '2' ? '1' : '2', found.index + found[0].length - 1, 'latin1');
  return encodeOperations(
    batch.map((operation) => (operation === victim ? { ...operation, bytes: changed } : operation)),
    run,
  );
};
