import { describe, expect, it } from 'vitest';
import { createFakeClock, type NodeClock } from '../../test/support/fake-clock.ts';
import { type OfficeClock, openOfficeClock } from './office-clock.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

const openAt = (
  own: NodeClock,
  role: 'hub' | 'desk',
  latestSeenMs = 0,
  savedOffsetMs: number | null = null,
) => openOfficeClock({ clock: own, role: () => role, savedOffsetMs, latestSeenMs: () => latestSeenMs });

const listen = (from: OfficeClock, to: OfficeClock, roundTripMs = 0): void => {
  const told = from.telling();
  if (told !== null) to.hear({ ...told, roundTripMs });
};

describe('the office’s time', () => {
  it('S70: is the hub’s once it was heard, and jumps of the own clock do not move it', async () => {
    const time = createFakeClock();
    const hub = openAt(time.forNode(), 'hub');
    const own = time.forNode(-9000 * dayMs);
    const desk = openAt(own, 'desk');
    expect(desk.offsetMs()).toBeNull();
    listen(hub, desk);
    expect(desk.nowMs()).toBe(time.nowMs());
    expect(desk.offsetMs()).toBe(9000 * dayMs);
    for (const jumpMs of [dayMs, -40 * dayMs, 26_000 * dayMs]) {
      own.jump(jumpMs);
      await time.advance(1000);
      expect(desk.nowMs()).toBe(time.nowMs());
    }
  });

  it('S70: is taken from the sample with the shorter way, and the way is taken into account', () => {
    const time = createFakeClock();
    const desk = openAt(time.forNode(), 'desk');
    const nowMs = time.nowMs();
    desk.hear({ officeMs: nowMs - 40, hops: 0, ageMs: 0, roundTripMs: 100 });
    expect(desk.nowMs()).toBe(nowMs + 10);
    desk.hear({ officeMs: nowMs - 1, hops: 0, ageMs: 0, roundTripMs: 2 });
    expect(desk.nowMs()).toBe(nowMs);
    desk.hear({ officeMs: nowMs - 40, hops: 0, ageMs: 0, roundTripMs: 100 });
    expect(desk.nowMs()).toBe(nowMs);
  });

  it('S70: is passed on by those who know it, and the word that left the hub later holds', async () => {
    const time = createFakeClock();
    const hub = openAt(time.forNode(), 'hub');
    const [near, far] = [openAt(time.forNode(3 * dayMs), 'desk'), openAt(time.forNode(-3 * dayMs), 'desk')];
    listen(far, near);
    expect(near.offsetMs()).toBeNull();
    listen(hub, near);
    listen(near, far);
    expect(far.nowMs()).toBe(time.nowMs());
    // The hub comes back with another time; who meets it tells the others, however near they were to the old one.
    await time.advance(minuteMs);
    listen(openAt(time.forNode(5 * minuteMs), 'hub'), far);
    listen(far, near);
    expect(near.nowMs()).toBe(time.nowMs() + 5 * minuteMs);
    listen(near, far);
    expect(far.nowMs()).toBe(time.nowMs() + 5 * minuteMs);
  });

  it('S70: is measured anew after a sleep in which the monotonic clock stood', () => {
    const time = createFakeClock();
    const own = time.forNode();
    const desk = openAt(own, 'desk');
    desk.hear({ officeMs: time.nowMs(), hops: 0, ageMs: 0, roundTripMs: 0 });
    // Eight hours passed for the wall clock and for a peer, none for the monotonic one.
    own.jump(8 * 60 * minuteMs);
    desk.hear({ officeMs: time.nowMs() + 8 * 60 * minuteMs, hops: 3, ageMs: dayMs, roundTripMs: 0 });
    expect(desk.nowMs()).toBe(time.nowMs() + 8 * 60 * minuteMs);
  });

  it('S70: follows the hub’s own clock where that was set, not where it jumps about', async () => {
    const time = createFakeClock();
    const own = time.forNode();
    const hub = openAt(own, 'hub', time.nowMs());
    expect(hub.telling()).not.toBeNull();
    own.jump(dayMs);
    expect(hub.nowMs()).toBe(time.nowMs());
    expect(hub.telling()).toBeNull();
    for (let second = 0; second < 90; second += 1) {
      await time.advance(1000);
      own.jump(second % 2 === 0 ? dayMs : -dayMs);
      expect(hub.nowMs()).toBe(time.nowMs());
    }
    await time.advance(1000);
    hub.nowMs();
    await time.advance(minuteMs);
    expect(hub.nowMs()).toBe(own.nowMs());
  });

  it('S71: a hub whose work is dated later than its clock believes the work, until another clock agrees', async () => {
    const time = createFakeClock();
    const latestMs = time.nowMs() + 26_000 * dayMs;
    const hub = openAt(time.forNode(), 'hub', latestMs);
    expect(hub.nowMs()).toBe(latestMs);
    await time.advance(2 * minuteMs);
    expect(hub.nowMs()).toBe(latestMs + 2 * minuteMs);
    hub.hearWitness(time.nowMs() - dayMs);
    expect(hub.nowMs()).toBe(latestMs + 2 * minuteMs);
    hub.hearWitness(time.nowMs() + 1000);
    expect(hub.nowMs()).toBe(time.nowMs());
    // Two PCs with empty batteries agree as well.
    const [one, other] = [time.forNode(-9000 * dayMs), time.forNode(-9000 * dayMs)];
    const dead = openAt(one, 'hub', time.nowMs());
    dead.nowMs();
    dead.hearWitness(other.nowMs());
    expect(dead.nowMs()).toBe(time.nowMs());
  });

  it('S71: as long as nobody told it, is the own clock with the last correction, unless that cannot be', async () => {
    const time = createFakeClock();
    const latestMs = time.nowMs() - dayMs;
    const off = time.forNode(-dayMs * 3);
    expect(openAt(off, 'desk', latestMs, 3 * dayMs).nowMs()).toBe(time.nowMs());
    expect(openAt(time.forNode(), 'desk', latestMs, 900 * dayMs).nowMs()).toBe(time.nowMs());
    for (const wrongMs of [-9000 * dayMs, 26_000 * dayMs]) {
      const desk = openAt(time.forNode(wrongMs), 'desk', latestMs);
      expect(desk.nowMs()).toBe(latestMs);
      await time.advance(minuteMs);
      expect(desk.nowMs()).toBe(latestMs + minuteMs);
    }
  });
});
