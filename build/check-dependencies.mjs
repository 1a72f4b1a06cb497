// Checks who imports whom: `node build/check-dependencies.mjs [--root DIR] [--json]`, in Electron as Node.
// A checker that read nothing has found nothing, so the number of modules it read is part of the answer.
import './alias-typescript-6.mjs';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root as project } from './paths.mjs';

const { cruise } = await import('dependency-cruiser');
const rules = createRequire(import.meta.url)('./dependency-rules.cjs');

const at = process.argv.indexOf('--root');
const root = at > 0 ? process.argv[at + 1] : project;
const asJson = process.argv.includes('--json');

process.chdir(root);
const folders = ['shared', 'electron', 'renderer', 'test'].filter((folder) => existsSync(join(root, folder)));
const { output } = await cruise(folders, {
  ...rules.options,
  ruleSet: { forbidden: rules.forbidden },
  validate: true,
});

const isSource = (path) => /^(shared|electron|renderer|test)\/.*[.]tsx?$/.test(path);
const read = output.modules.map((module) => module.source).filter(isSource);
const violations = output.summary.violations.map(({ rule, from, to, cycle }) => ({
  rule: rule.name,
  from,
  to: cycle ? cycle.map((each) => each.name).join(' -> ') : to,
}));

if (asJson) process.stdout.write(JSON.stringify({ read, violations }));
else {
  for (const { rule, from, to } of violations) console.log(`${rule}: ${from} -> ${to}`);
  console.log(`${read.length} modules read, ${violations.length} violations`);
}
process.exitCode = violations.length > 0 || read.length === 0 ? 1 : 0;
