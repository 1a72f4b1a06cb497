// Starts a program in Electron as Node with this terminal's standard streams, hands signals on, and
// resolves with its exit code.
import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export function runInElectronAsNode(executable, args, { env = {}, cwd } = {}) {
  return runAttached(executable, args, { env: { ...env, ELECTRON_RUN_AS_NODE: '1' }, cwd });
}

export function runAttached(executable, args, { env = {}, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
    const forward = (signal) => {
      // Ctrl+C in a terminal reaches the whole group: the child has it already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of signals) process.on(signal, forward);
    const orphaned = onceOrphaned(() => child.kill('SIGTERM'));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearInterval(orphaned);
      for (const name of signals) process.off(name, forward);
      resolve(signal ? 128 : (code ?? 1));
    });
  });
}

/** npm dies of a SIGTERM without handing it on: when it is gone, what it started has to end as well. */
function onceOrphaned(end) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    end();
  }, 250);
  return watch;
}
