import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { projectRoot, runNode } from './run-check.ts';

const tsconfig = z.object({ include: z.array(z.string()), exclude: z.array(z.string()).default([]) });

/** Globals that each environment must not know, and some that it must, to show that the check works. */
const environments = [
  {
    folder: 'shared',
    wrong: ['setTimeout', 'process.pid', 'document.title', 'crypto.subtle', 'console.log', 'Buffer.alloc'],
    right: ['Intl.PluralRules', 'Promise.withResolvers'],
  },
  {
    folder: 'electron/core',
    wrong: ['document.title', 'window.name', 'HTMLElement'],
    right: ['process.pid', 'setTimeout'],
  },
  {
    folder: 'electron/main',
    wrong: ['document.title', 'window.name', 'HTMLElement'],
    right: ['process.pid', 'setTimeout'],
  },
  {
    folder: 'renderer',
    wrong: ['process.pid', 'Buffer.alloc', '__dirname'],
    right: ['document.title', 'setTimeout'],
  },
];

describe('the type environments', () => {
  let planted = '';
  beforeEach(() => {
    // Inside the project, so that the packages of the types are found.
    mkdirSync(join(projectRoot, '.cache'), { recursive: true });
    planted = mkdtempSync(join(projectRoot, '.cache', 'planted-'));
  });
  afterEach(() => rmSync(planted, { recursive: true }));

  /** Which of the expressions the environment refuses, when its whole program is checked with them. */
  function refused(folder: string, expressions: readonly string[]): string[] {
    const home = join(projectRoot, folder);
    const { include, exclude } = tsconfig.parse(
      JSON.parse(readFileSync(join(home, 'tsconfig.json'), 'utf8')),
    );
    const rebase = (pattern: string) => resolve(home, pattern);
    const lines = expressions.map((expression, index) => `export const planted${index} = ${expression};`);
    writeFileSync(join(planted, 'planted.ts'), lines.join('\n'));
    writeFileSync(
      join(planted, 'tsconfig.json'),
      JSON.stringify({
        extends: join(home, 'tsconfig.json'),
        include: [...include.map(rebase), 'planted.ts'],
        exclude: exclude.map(rebase),
      }),
    );
    const { output } = runNode(['node_modules/typescript/bin/tsc', '-p', planted]);
    const errorLines = [
      ...output.matchAll(/planted\.ts\((\d+),\d+\): error TS(?:2304|2552|2580|2584|2591)\b/g),
    ];
    return errorLines.map(([, line]) => expressions[Number(line) - 1] ?? output);
  }

  it.each(environments)(
    'of $folder refuse exactly the globals of other environments',
    ({ folder, wrong, right }) => {
      expect(refused(folder, [...wrong, ...right])).toEqual(wrong);
    },
  );
});
