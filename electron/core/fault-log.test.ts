import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const faultLog = join(import.meta.dirname, 'fault-log.ts');

describe('a bug that nobody caught', () => {
  it.each([
    "setTimeout(() => { throw new Error('کاناری 7731'); })",
    "void Promise.reject(new Error('کاناری 7731'))",
  ])('G15: ends the process with its place, and without what it quotes: %s', (bug) => {
    const program = `import { endOnFault } from ${JSON.stringify(faultLog)}; endOnFault(); ${bug}`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--experimental-strip-types', '--no-warnings', '--input-type=module-typescript', '-e', program],
      { encoding: 'utf8', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
    );
    expect(status).toBe(1);
    expect(stdout + stderr).not.toMatch(/کاناری|7731/);
    expect(JSON.parse(stderr)).toMatchObject({ event: 'fault', name: 'Error' });
  });
});
