import { describe, expect, it } from 'vitest';
import { pageFile } from './page-file.ts';

describe('the address of a page', () => {
  it('names a file of the build', () => {
    expect(pageFile('/app/renderer', 'app://paydar/')).toBe('/app/renderer/index.html');
    expect(pageFile('/app/renderer', 'app://paydar/assets/a%20b.js?v=1#x')).toBe(
      '/app/renderer/assets/a b.js',
    );
  });

  it.each([
    'app://paydar/..%2f..%2fetc/passwd',
    'app://paydar/%2e%2e/%2e%2e/secret',
    'app://paydar/assets/..%2f..%2f..%2fsecret',
    'app://paydar/a%00.js',
    'app://paydar/%E0%A4%A',
    'app://elsewhere/index.html',
    'https://paydar/index.html',
    'file:///etc/passwd',
  ])('never leads out of it: %s', (address) => {
    const file = pageFile('/app/renderer', address);
    expect(file === undefined || file.startsWith('/app/renderer/')).toBe(true);
  });

  it('is refused for another host, however it is written', () => {
    expect(pageFile('/app/renderer', 'app://elsewhere/index.html')).toBeUndefined();
    expect(pageFile('/app/renderer', 'app://paydar/..%2f..%2fetc/passwd')).toBeUndefined();
  });
});
