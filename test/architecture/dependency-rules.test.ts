import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cleanTree, plants } from './planted-imports.ts';
import { checkDependencies, projectRoot } from './run-check.ts';

const rules = z
  .object({ forbidden: z.array(z.object({ name: z.string() })) })
  .parse(createRequire(import.meta.url)('../../build/dependency-rules.cjs'));

describe('the dependency rules', () => {
  let tree = '';
  beforeEach(() => {
    tree = mkdtempSync(join(tmpdir(), 'paydar-planted-'));
    symlinkSync(join(projectRoot, 'node_modules'), join(tree, 'node_modules'));
    for (const [file, source] of Object.entries(cleanTree)) plant(file, source);
  });
  afterEach(() => rmSync(tree, { recursive: true }));

  function plant(file: string, source: string): void {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), source);
  }

  it('have a planted violation each', () => {
    expect(plants.map(({ rule }) => rule).sort()).toEqual(rules.forbidden.map(({ name }) => name).sort());
  });

  it('let a tree pass that keeps them, having read all of it', () => {
    const { read, violations } = checkDependencies(tree);
    expect(violations).toEqual([]);
    expect([...read].sort()).toEqual(Object.keys(cleanTree).sort());
  });

  it('report every planted violation where it was planted', () => {
    for (const { file, imports } of plants) plant(file, `import '${imports}';\n`);
    plant('shared/rules/b.ts', "import './a.ts';\n");
    const { violations } = checkDependencies(tree);
    const found = new Set(violations.map(({ rule, from }) => `${rule} in ${from}`));
    expect(
      plants.map(({ rule, file }) => `${rule} in ${file}`).filter((wanted) => !found.has(wanted)),
    ).toEqual([]);
  });

  it('count an import of types only, which leaves no trace in the built program', () => {
    plant(
      'electron/main/types.ts',
      "import type { start } from '../core/start.ts';\nexport type Start = typeof start;\n",
    );
    expect(checkDependencies(tree).violations.map(({ rule }) => rule)).toContain('main-imports-only-shared');
  });

  it('are kept by the project, every source file of which was read', () => {
    const { read, violations } = checkDependencies(projectRoot);
    expect(violations).toEqual([]);
    expect([...read].sort()).toEqual(sourceFiles().sort());
  });
});

function sourceFiles(): string[] {
  return ['shared', 'electron', 'renderer', 'test'].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      // What the bench compares with is installed beside it.
      .filter((file) => /[.]tsx?$/.test(file) && !/(^|[\\/])node_modules[\\/]/.test(file))
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`),
  );
}
