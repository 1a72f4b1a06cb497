// Which tests exist, by suite. Start it through build/run-vitest.mjs: the tests run in Electron as Node.
import { defineConfig } from 'vitest/config';
import { root } from './paths.mjs';

const seconds = 1000;

function suite(name, include, options = {}) {
  return {
    extends: true,
    test: { name, include, exclude: ['**/node_modules/**', '**/dist/**'], ...options },
  };
}

export default defineConfig({
  root,
  test: {
    // One process per test file: native modules and sockets of one file cannot disturb another.
    pool: 'forks',
    maxWorkers: 2,
    passWithNoTests: true,
    testTimeout: 20 * seconds,
    hookTimeout: 30 * seconds,
    projects: [
      suite('unit', [
        '{shared,electron,renderer,build}/**/*.test.{ts,tsx,mjs}',
        'test/{support,fixtures,laws}/**/*.test.ts',
      ]),
      suite('contract', ['test/contract/**/*.test.ts']),
      suite('migrations', ['test/migrations/**/*.test.ts']),
      suite('architecture', ['test/architecture/**/*.test.ts'], { testTimeout: 120 * seconds }),
      suite('simulation', ['test/simulation/**/*.test.ts'], { testTimeout: 300 * seconds }),
      suite('faults', ['test/faults/**/*.test.ts'], { testTimeout: 120 * seconds, fileParallelism: false }),
      suite('e2e', ['test/{e2e,network,demo}/**/*.test.ts'], {
        testTimeout: 120 * seconds,
        hookTimeout: 120 * seconds,
        fileParallelism: false,
      }),
      suite('package', ['test/package/**/*.test.ts'], {
        testTimeout: 180 * seconds,
        hookTimeout: 180 * seconds,
      }),
    ],
  },
});
