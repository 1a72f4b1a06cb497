// What every launcher makes sure of before it starts anything: packages, libraries, runtime, bundles.
import { ensureLibraries } from './ensure-libraries.mjs';
import { ensurePackages } from './ensure-packages.mjs';

/**
 * @param {{ parts?: string[], virtualDisplay?: boolean, compiler?: boolean }} needs `parts` of the build; all by
 *   default
 * @returns the Electron runtime
 */
export async function prepare({ parts, virtualDisplay = false, compiler = false } = {}) {
  await ensurePackages();
  await ensureLibraries({ virtualDisplay, compiler });
  // These two import packages, which may have been missing until now.
  const { electronRuntime } = await import('./electron-runtime.mjs');
  const { ensureBundles } = await import('./bundle.mjs');
  const runtime = await electronRuntime();
  await ensureBundles(runtime.executable, parts);
  return runtime;
}
