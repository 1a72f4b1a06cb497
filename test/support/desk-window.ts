import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';

const project = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Holds the app back until the test driver listens to it. Without it, one launch in about thirty on a busy
 * machine opens its window while the driver is still connecting, and is never seen.
 */
const driverLoader = join(
  project,
  'node_modules',
  'playwright-core',
  'lib',
  'server',
  'electron',
  'loader.js',
);

/** How long a person's step may take on a busy machine. A step that works takes a fraction of it. */
export const patienceMs = 40_000;

export interface DeskWindow {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** What no page may ever do: an uncaught error, or a dialog that a script opened. */
  readonly faults: readonly string[];
  /** Closes as a person would; a hanging app is killed. */
  close(): Promise<void>;
  /** Kills the program's main process, as a task manager does, and waits until it is gone. */
  kill(): Promise<void>;
}

export interface DeskWindowOptions {
  readonly dataDir: string;
  readonly args?: readonly string[];
}

/** Without the variable that turns Electron into Node, under which the tests themselves run. */
const windowEnvironment = (): Record<string, string> => {
  const { ELECTRON_RUN_AS_NODE: _asNode, NODE_OPTIONS: _options, ...rest } = process.env;
  return Object.fromEntries(
    Object.entries(rest).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
};

/** The command line of a desk on that folder, as the launcher writes it. */
export const deskCommand = ({ dataDir, args = [] }: DeskWindowOptions): readonly string[] => {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [...asRoot, '--log-level=3', project, '--data', dataDir, ...args];
};

const closeWithinMs = 15_000;

/** Opens the real desk: main, core and window of the build in `dist/`. Needs a display. */
export const openDeskWindow = async (options: DeskWindowOptions): Promise<DeskWindow> => {
  const app = await _electron.launch({
    executablePath: process.execPath,
    args: ['-r', driverLoader, ...deskCommand(options)],
    env: windowEnvironment(),
    cwd: project,
    timeout: 90_000,
  });
  const child = app.process();
  const page = await app.firstWindow({ timeout: 90_000 });
  page.setDefaultTimeout(patienceMs);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`${error.name}: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const isGone = () => child.exitCode !== null || child.signalCode !== null;
  const kill = async (): Promise<void> => {
    if (isGone()) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    app,
    page,
    faults,
    kill,
    close: async () => {
      if (isGone()) return;
      const impatient = setTimeout(() => void kill(), closeWithinMs);
      await app.close();
      clearTimeout(impatient);
    },
  };
};

/** The next file that the person picks in the system's dialog. */
export const pickFileNext = async ({ app }: DeskWindow, path: string): Promise<void> => {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, path);
};

/** Where the person saves next, in the system's dialog. */
export const pickTargetNext = async ({ app }: DeskWindow, path: string): Promise<void> => {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
  }, path);
};

/** Drops a file of the disk in the middle of the page, as from a file manager. */
export const dropFile = async ({ app, page }: DeskWindow, path: string): Promise<void> => {
  const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  const session = await app.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: width / 2, y: height / 2, data });
  }
  await session.detach();
};

export const fixture = (name: string): string => join(project, 'test', 'fixtures', name);
