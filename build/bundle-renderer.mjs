// Builds the page into dist/renderer.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from './paths.mjs';
import { say } from './report.mjs';

if (existsSync(join(root, 'renderer', 'app', 'main.tsx'))) {
  await build({ configFile: join(root, 'build', 'vite.renderer.config.mjs'), logLevel: 'warn' });
} else say('  renderer/app/main.tsx does not exist yet');
