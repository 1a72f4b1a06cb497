// Owns the core's process: starts it, starts it again when it dies, hands ports to it. Main is not on the
// data path and never reads a message between the page and the core.
import type { MessagePortMain } from 'electron';
import type { CoreFailure, CoreState } from '../../shared/contract/window-host.ts';
import { parseCoreReport } from './core-report.ts';

/** What is used of Electron's utility process. */
export type CoreChild = {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
  postMessage(message: unknown, transfer?: MessagePortMain[]): void;
  kill(): boolean;
};

export type CoreProcess = {
  readonly state: () => CoreState;
  /** Gives the core one end of a channel to a page. Only meaningful while the state is ready. */
  readonly connect: (port: MessagePortMain) => void;
  /** Tells the core of a file that the person chose or dropped: the page may have it read, or written. */
  readonly give: (path: string, use: 'read' | 'write') => void;
  /** For the person who removed what made the core fail; does nothing while it is already on its way. */
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

export function startCoreProcess(fork: () => CoreChild, onState: (state: CoreState) => void): CoreProcess {
  let child: CoreChild | undefined;
  let state: CoreState = { state: 'starting' };
  /** Whether the child has come as far as listening to what it is asked. */
  let listening = false;
  let crashes = 0;
  let ending = false;
  let stopped = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function change(next: CoreState): void {
    state = next;
    onState(next);
  }

  function start(): void {
    const started = Date.now();
    let failure: CoreFailure | undefined;
    const forked = fork();
    listening = false;
    child = forked;
    forked.on('message', (message) => {
      const report = parseCoreReport(message);
      if (report?.type === 'ready') {
        listening = true;
        change({ state: 'ready' });
      }
      if (report?.type === 'failed') {
        failure = report.error;
        change({ state: 'failed', error: report.error });
      }
    });
    forked.once('exit', (code) => {
      child = undefined;
      // A failure with a reason needs a person; trying again would only fail again.
      if (ending || failure) return;
      crashes = Date.now() - started > healthyAfterMs ? 1 : crashes + 1;
      startAgainLater(code);
    });
  }

  function startAgainLater(code: number): void {
    console.error(`The core ended with code ${code}; it is started again (attempt ${crashes}).`);
    const crashed: CoreFailure = { type: 'core-crashed', detail: `exit code ${code}` };
    change(crashes < patience ? { state: 'starting' } : { state: 'failed', error: crashed });
    retry = setTimeout(start, Math.min(longestDelayMs, firstDelayMs * 2 ** (crashes - 1)));
  }

  async function end(): Promise<void> {
    ending = true;
    clearTimeout(retry);
    const last = child;
    if (!last) return;
    await new Promise<void>((resolve) => {
      const impatient = setTimeout(() => last.kill(), stopWithinMs);
      last.once('exit', () => {
        clearTimeout(impatient);
        resolve();
      });
      if (listening) last.postMessage({ type: 'stop' });
      else last.kill();
    });
  }

  async function restart(): Promise<void> {
    if (ending) return;
    change({ state: 'starting' });
    await end();
    if (stopped) return;
    ending = false;
    crashes = 0;
    start();
  }

  start();
  return {
    state: () => state,
    connect: (port) => child?.postMessage({ type: 'client' }, [port]),
    give: (path, use) => child?.postMessage({ type: 'file', path, use }),
    restart: () => void restart(),
    stop: () => {
      stopped = true;
      return end();
    },
  };
}
