import type { Clock, Timer } from '../../../shared/lib/clock.ts';
import type { Ballast } from '../disk/ballast.ts';
import type { Notices } from '../notices.ts';
import type { DataFolder } from './data-folder.ts';

/** Every try closes the core for a moment, and is worth it sooner where it is known that there is room. */
const tryEveryMs = 60_000;
const tryWithRoomMs = 10_000;
const lookEveryMs = 1000;

/**
 * While a decided replacement has found no room on the disk: says so, and asks for it again once there is some.
 * @param ballast its room is taken back before anything else, so that holding it means that there is more.
 */
export const awaitRoom = (parts: {
  readonly folder: DataFolder;
  readonly clock: Clock;
  readonly ballast: Ballast | null;
  readonly notices: Notices;
  readonly restart: () => void;
}): { close(): void } => {
  const { folder, clock, ballast, notices, restart } = parts;
  if (folder.decided() === null) return { close: () => undefined };
  const startMs = clock.monotonicMs();
  let timer: Timer | null = null;
  const look = (): void => {
    notices.put('replacement', { kind: 'disk-full', freeBytes: ballast?.freeBytes() ?? 0 });
    const isTime = clock.monotonicMs() - startMs >= (ballast === null ? tryEveryMs : tryWithRoomMs);
    if (isTime && (ballast === null || ballast.isHeld)) restart();
    else timer = clock.after(lookEveryMs, look);
  };
  look();
  return { close: () => timer?.cancel() };
};
