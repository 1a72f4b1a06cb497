import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { createNotices } from '../notices.ts';
import { type Ballast, ballastBytes } from './ballast.ts';
import { watchDisk } from './disk-watch.ts';

const GiB = 2 ** 30;

const openDisk = (free: number) => {
  let held = false;
  const disk = { free };
  const ballast: Ballast = {
    get isHeld() {
      return held;
    },
    hold: () => {
      if (held || disk.free < 2 * ballastBytes) return;
      held = true;
      disk.free -= ballastBytes;
    },
    release: () => {
      if (!held) return false;
      held = false;
      disk.free += ballastBytes;
      return true;
    },
    freeBytes: () => disk.free,
  };
  const clock = createFakeClock();
  const notices = createNotices(() => undefined);
  const watch = watchDisk({ clock, ballast, notices });
  return { disk, ballast, clock, watch, kinds: () => notices.list().map(({ notice }) => notice.kind) };
};

describe('the watch over the disk', () => {
  it('keeps room while there is plenty, and says nothing', () => {
    const { ballast, kinds } = openDisk(10 * GiB);
    expect(ballast.isHeld).toBe(true);
    expect(kinds()).toEqual([]);
  });

  it('gives the room back once when a save finds none, and says so at once', () => {
    const { disk, watch, kinds } = openDisk(GiB);
    disk.free = 0;
    expect(watch.relieve()).toBe(true);
    expect(disk.free).toBe(ballastBytes);
    expect(kinds()).toEqual(['disk-full']);
    expect(watch.relieve()).toBe(false);
  });

  it('takes the room back and is silent within a second of there being enough', async () => {
    const { disk, ballast, clock, watch, kinds } = openDisk(GiB);
    disk.free = 0;
    watch.relieve();
    watch.relieve();
    disk.free = 0;
    await clock.advance(5000);
    expect(kinds()).toEqual(['disk-full']);
    disk.free = 10 * GiB;
    await clock.advance(1000);
    expect(kinds()).toEqual([]);
    expect(ballast.isHeld).toBe(true);
  });

  it('warns while there is still time to make room', async () => {
    const { disk, clock, kinds } = openDisk(10 * GiB);
    disk.free = GiB / 10;
    await clock.advance(31_000);
    expect(kinds()).toEqual(['disk-low']);
  });

  it('looks no more once it is closed', async () => {
    const { disk, clock, watch, kinds } = openDisk(10 * GiB);
    watch.close();
    disk.free = 0;
    await clock.advance(60_000);
    expect(kinds()).toEqual([]);
  });
});
