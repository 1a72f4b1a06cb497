// Owns the core's process: starts it, starts it again when it dies, hands ports to it. Main is not on the
// data path and never reads a message between the page and the core.
import { type MessagePortMain, utilityProcess } from 'electron';
import type { CoreFailure, CoreState } from '../../shared/contract/window-host.ts';
import { parseCoreReport } from './core-report.ts';

export type CoreProcess = {
  readonly state: () => CoreState;
  /** Gives the core one end of a channel to a page. Only meaningful while the state is ready. */
  readonly connect: (port: MessagePortMain) => void;
  readonly restart: () => void;
  /** Resolves when the process is gone. */
  readonly stop: () => Promise<void>;
};

const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** A core that ran this long was healthy: the next crash starts counting anew. */
const healthyAfterMs = 60_000;
/** Crashes in a row after which the person is told, while the attempts go on. */
const patience = 3;
const stopWithinMs = 5000;

export function startCoreProcess(
  entry: string,
  args: readonly string[],
  onState: (state: CoreState) => void,
): CoreProcess {
  let child: Electron.UtilityProcess | undefined;
  let state: CoreState = { state: 'starting' };
  let crashes = 0;
  let stopping = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function change(next: CoreState): void {
    state = next;
    onState(next);
  }

  function fork(): void {
    const started = Date.now();
    let failure: CoreFailure | undefined;
    const forked = utilityProcess.fork(entry, [...args], { serviceName: 'Paydar core', stdio: 'inherit' });
    child = forked;
    forked.on('message', (message: unknown) => {
      const report = parseCoreReport(message);
      if (report?.type === 'ready') change({ state: 'ready' });
      if (report?.type === 'failed') {
        failure = report.error;
        change({ state: 'failed', error: report.error });
      }
    });
    forked.once('exit', (code) => {
      child = undefined;
      if (stopping || failure) return;
      crashes = Date.now() - started > healthyAfterMs ? 1 : crashes + 1;
      console.error(`The core ended with code ${code}; it is started again (attempt ${crashes}).`);
      const lost: CoreFailure = { type: 'core-crashed', detail: `exit code ${code}` };
      change(crashes < patience ? { state: 'starting' } : { state: 'failed', error: lost });
      retry = setTimeout(fork, Math.min(longestDelayMs, firstDelayMs * 2 ** (crashes - 1)));
    });
  }

  async function end(): Promise<void> {
    clearTimeout(retry);
    const ending = child;
    if (!ending) return;
    await new Promise<void>((resolve) => {
      const impatient = setTimeout(() => ending.kill(), stopWithinMs);
      ending.once('exit', () => {
        clearTimeout(impatient);
        resolve();
      });
      ending.postMessage({ type: 'stop' });
    });
  }

  async function restart(): Promise<void> {
    stopping = true;
    change({ state: 'starting' });
    await end();
    stopping = false;
    crashes = 0;
    fork();
  }

  fork();
  return {
    state: () => state,
    connect: (port) => child?.postMessage({ type: 'client' }, [port]),
    restart: () => void restart(),
    stop: () => {
      stopping = true;
      return end();
    },
  };
}
