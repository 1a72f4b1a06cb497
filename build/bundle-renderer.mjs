// Builds the page into dist/renderer.
import { join } from 'node:path';
import { build } from 'vite';
import { root } from './paths.mjs';
import { failBuild } from './report.mjs';

const configFile = join(root, 'build', 'vite.renderer.config.mjs');

await build({ configFile, logLevel: 'warn' }).catch(failBuild);
