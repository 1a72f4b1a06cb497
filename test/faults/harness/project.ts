/** The project's folder, and what is built from its sources for a run. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The sources and the bundled program do not lie equally deep. */
export const projectFolder = (): string => {
  const places = [join(import.meta.dirname, '..', '..', '..'), join(import.meta.dirname, '..', '..')];
  const found = places.find((place) => existsSync(join(place, 'build', 'vitest.config.mjs')));
  if (found === undefined) throw new Error('The project folder is not where it was');
  return found;
};

/**
 * Builds a program or a library in C, from a source under `test/faults`.
 * @returns `target`. @throws when there is no C compiler.
 */
export const compile = (source: string, target: string, options: readonly string[] = []): string => {
  const path = join(projectFolder(), 'test', 'faults', source);
  const built = spawnSync('cc', ['-O1', '-o', target, path, ...options], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`Without a C compiler: ${built.stderr ?? built.error}`);
  return target;
};
