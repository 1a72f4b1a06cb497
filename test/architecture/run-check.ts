// Runs a gate the way `npm test` does: in this Electron as Node, from the project's root.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

export function runNode(args: readonly string[]): {
  readonly status: number | null;
  readonly output: string;
} {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const ended = spawnSync(process.execPath, [...args], { cwd: projectRoot, env, encoding: 'utf8' });
  return { status: ended.status, output: ended.stdout + ended.stderr };
}

const dependencyReport = z.object({
  read: z.array(z.string()),
  violations: z.array(z.object({ rule: z.string(), from: z.string(), to: z.string() })),
});

export type DependencyReport = z.infer<typeof dependencyReport>;

export function checkDependencies(root: string): DependencyReport {
  const { output } = runNode(['build/check-dependencies.mjs', '--json', '--root', root]);
  if (!output.startsWith('{')) throw new Error(`the check itself failed: ${output}`);
  return dependencyReport.parse(JSON.parse(output));
}
