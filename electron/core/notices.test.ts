import { describe, expect, it } from 'vitest';
import { createNotices } from './notices.ts';

const counted = () => {
  let changes = 0;
  const notices = createNotices(() => {
    changes += 1;
  });
  return { notices, changes: () => changes };
};

describe('notices', () => {
  it('lists what is true, tells of every change once, and forgets what is no longer true', () => {
    const { notices, changes } = counted();
    notices.put('clock', { kind: 'clock-wrong', offsetMs: 200_000 });
    notices.put('disk', { kind: 'disk-low', freeBytes: 1 });
    notices.put('clock', { kind: 'clock-wrong', offsetMs: 200_000 });
    expect(changes()).toBe(2);
    notices.put('clock', { kind: 'clock-wrong', offsetMs: 300_000 });
    expect(notices.list().map(({ key, notice }) => [key, notice.kind])).toEqual([
      ['clock', 'clock-wrong'],
      ['disk', 'disk-low'],
    ]);
    notices.put('clock', null);
    notices.put('clock', null);
    expect(changes()).toBe(4);
    expect(notices.list().map(({ key }) => key)).toEqual(['disk']);
  });

  it('lets a person put away what happened once, and nothing else', () => {
    const { notices, changes } = counted();
    let read = 0;
    notices.put('identity', { kind: 'identity-renewed', oldCode: 104, newCode: 512, reissued: 3 }, () => {
      read += 1;
    });
    notices.put('disk', { kind: 'disk-full', freeBytes: 0 });
    expect(notices.list().map(({ isDismissible }) => isDismissible)).toEqual([true, false]);
    notices.dismiss('disk');
    notices.dismiss('nobody');
    notices.dismiss('identity');
    notices.dismiss('identity');
    expect(read).toBe(1);
    expect(changes()).toBe(3);
    expect(notices.list().map(({ key }) => key)).toEqual(['disk']);
  });
});
