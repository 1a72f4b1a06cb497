// The desk's main process: one window and one core per data folder. It wires the parts of this folder and
// holds no data of the call centre.
import { join } from 'node:path';
import { app, MessageChannelMain, session, utilityProcess } from 'electron';
import { type CoreState, corePortMessage } from '../../shared/contract/window-host.ts';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { parseDeskArguments } from './arguments.ts';
import { startCoreProcess } from './core-process.ts';
import { openMainWindow } from './main-window.ts';
import { installShortcuts } from './menu.ts';
import { isolateSession, silenceChromium } from './no-network.ts';
import { appOrigin } from './page-file.ts';
import { answerPage } from './page-requests.ts';
import { windowFolder } from './window-folder.ts';

const dist = join(import.meta.dirname, '..');
const args = parseDeskArguments(process.argv.slice(1), process.cwd());
const dataDir = args.dataDir ?? app.getPath('userData');

const windowDir = windowFolder(dataDir);
app.setPath('userData', windowDir);
// The terminal that the desk was started from may be closed while it runs: that is no reason to fail.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// Electron's own handler takes the second signal for a refusal to stop and crashes; a group of processes
// gets each signal twice, once from its launcher.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => app.quit());

// A development start as root asks Chromium to run without its sandbox, which rules out enforcing it.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
silenceChromium();
registerAppScheme();

if (app.requestSingleInstanceLock()) void app.whenReady().then(openDesk);
else {
  console.error(`Paydar is already open on ${dataDir}; its window was brought to the front.`);
  app.quit();
}

function openDesk(): void {
  const core = startCoreProcess(forkCore, announce);
  serveApp(join(dist, 'renderer'));
  isolateSession(session.defaultSession);
  installShortcuts();
  const window = openMainWindow({
    preload: join(dist, 'preload', 'preload.cjs'),
    stateDir: windowDir,
    bounds: args.bounds,
    half: args.half,
    onShown: tellStartTime,
  });
  const contents = window.webContents;
  answerPage(window, core, dataDir);

  let loaded = false;
  contents.on('did-start-loading', () => {
    loaded = false;
  });
  contents.on('did-finish-load', () => {
    loaded = true;
    announce(core.state());
  });

  /** Tells the page how the core is and, as soon as both are ready, connects the two. */
  function announce(state: CoreState): void {
    if (!loaded || contents.isDestroyed()) return;
    contents.send('core-state', state);
    if (state.state === 'ready' && contents.mainFrame.origin === appOrigin) {
      const { port1, port2 } = new MessageChannelMain();
      core.connect(port1);
      contents.postMessage(corePortMessage, null, [port2]);
    }
  }

  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('will-quit', (event) => {
    event.preventDefault();
    void core.stop().finally(() => app.exit(0));
  });
}

function forkCore(): Electron.UtilityProcess {
  const entry = join(dist, 'core', 'utility.mjs');
  const coreArguments = ['--data', dataDir, ...args.coreArguments];
  return utilityProcess.fork(entry, coreArguments, { serviceName: 'Paydar core', stdio: 'inherit' });
}

/** The development launcher asks, through the environment, for the seconds until the window is there. */
function tellStartTime(): void {
  const startedAt = Number(process.env.PAYDAR_STARTED_AT);
  if (startedAt > 0) console.error(`The desk is open (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
}
