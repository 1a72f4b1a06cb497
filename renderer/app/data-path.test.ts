import { expect, it } from 'vitest';
import { dataPath } from './data-path.ts';

it.each([
  ['linux', '/home/sara/.config/paydar', '/home/sara/.config/paydar/set-aside/x'],
  ['win32', 'C:\\Users\\sara\\paydar', 'C:\\Users\\sara\\paydar\\set-aside\\x'],
  ['browser', '', 'set-aside/x'],
])('a path in the data folder is written as on %s, in %j', (platform, dataDir, expected) => {
  expect(dataPath({ platform, dataDir, version: '', locale: 'fa' }, 'set-aside/x')).toBe(expected);
});
