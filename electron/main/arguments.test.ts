import { describe, expect, it } from 'vitest';
import { parseDeskArguments } from './arguments.ts';

describe('the command line of the desk', () => {
  it('takes a relative data folder from the folder it was started in', () => {
    expect(parseDeskArguments(['--data', 'desk-1'], '/srv/demo').dataDir).toBe('/srv/demo/desk-1');
  });

  it('hands the options of the core on and leaves those of Chromium alone', () => {
    const argv = ['--no-sandbox', '--remote-debugging-port=0', '--sync-port', '7301', '--peer=10.0.0.2:7300'];
    expect(parseDeskArguments(argv, '/').coreArguments).toEqual([
      '--sync-port',
      '7301',
      '--peer',
      '10.0.0.2:7300',
    ]);
  });

  it('places the window where it is told to', () => {
    const { bounds } = parseDeskArguments(['--window-bounds', '0,10,1024,640'], '/');
    expect(bounds).toEqual({ x: 0, y: 10, width: 1024, height: 640 });
  });

  it.each(['', '1,2,3', 'a,b,c,d', '1,2,3,4.5'])(
    'ignores window bounds that are not four whole numbers: %j',
    (text) => {
      expect(parseDeskArguments(['--window-bounds', text], '/').bounds).toBeUndefined();
    },
  );
});
