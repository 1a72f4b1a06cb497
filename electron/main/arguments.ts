// The desk's command line: `--data DIR`, the place of its window, and what the core understands.
import { resolve } from 'node:path';
import type { Rectangle } from 'electron';

export type DeskArguments = {
  /** The data folder, absolute; undefined means the person's own. */
  readonly dataDir: string | undefined;
  readonly bounds: Rectangle | undefined;
  /** Which half of the screen the window takes, for two desks side by side. */
  readonly half: 'left' | 'right' | undefined;
  /** Handed to the core as they are. */
  readonly coreArguments: readonly string[];
};

const coreOptions = new Set(['--api-port', '--sync-port', '--discovery', '--peer']);

/**
 * @param argv without the program itself. Options of Chromium and of test drivers pass by unread;
 * a relative `--data` is taken from `cwd`.
 */
export function parseDeskArguments(argv: readonly string[], cwd: string): DeskArguments {
  let dataDir: string | undefined;
  let bounds: Rectangle | undefined;
  let half: DeskArguments['half'];
  const coreArguments: string[] = [];
  const args = argv.flatMap(splitAssignment);
  for (const [index, name] of args.entries()) {
    const value = args[index + 1];
    if (value === undefined) continue;
    if (name === '--data') dataDir = resolve(cwd, value);
    else if (name === '--window-bounds') bounds = parseBounds(value);
    else if (name === '--window-half' && (value === 'left' || value === 'right')) half = value;
    else if (coreOptions.has(name)) coreArguments.push(name, value);
  }
  return { dataDir, bounds, half, coreArguments };
}

function splitAssignment(argument: string): string[] {
  const equals = argument.indexOf('=');
  return argument.startsWith('--') && equals > 0
    ? [argument.slice(0, equals), argument.slice(equals + 1)]
    : [argument];
}

function parseBounds(text: string): Rectangle | undefined {
  const [x, y, width, height] = text.split(',').map(Number);
  if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
  return [x, y, width, height].every(Number.isSafeInteger) ? { x, y, width, height } : undefined;
}
