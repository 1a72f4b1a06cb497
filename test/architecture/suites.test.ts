import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { projectRoot, runNode } from './run-check.ts';

const listed = z.array(z.object({ file: z.string() }));

describe('the suites of npm test', () => {
  it('run every test file of the project exactly once', () => {
    const list = [
      'node_modules/vitest/vitest.mjs',
      'list',
      '--config',
      'build/vitest.config.mjs',
      '--filesOnly',
      '--json',
    ];
    const run = listed.parse(JSON.parse(runNode(list).output)).map(({ file }) => file);
    expect(run.sort()).toEqual(testFiles().sort());
  });
});

function testFiles(): string[] {
  return ['shared', 'electron', 'renderer', 'build', 'test'].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /[.]test[.](tsx?|mjs)$/.test(file))
      .map((file) => join(projectRoot, folder, file)),
  );
}
