// A display for machines that have none: Xvfb on a number of its own choosing.
import { spawn } from 'node:child_process';
import { findProgram } from './ensure-libraries.mjs';
import { Stop } from './report.mjs';

export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Resolves with what to set in the environment, and the way to end it. It also ends with its last window,
 * unless it is `lasting`.
 */
export async function startVirtualDisplay({ width = 1366, height = 768, lasting = false } = {}) {
  const program = findProgram('Xvfb');
  if (!program)
    throw new Stop(
      'There is no display here and no Xvfb to make a virtual one (Debian: apt-get install xvfb).',
    );
  const ending = lasting ? ['-noreset'] : ['-terminate'];
  const args = ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', ...ending];
  // Not in this group: a signal to all of it must leave the windows time to close in order.
  const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true });
  const number = await new Promise((resolve, reject) => {
    let text = '';
    server.stdio[3].on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.trim());
    });
    server.once('exit', (code) => reject(new Stop(`Xvfb ended with code ${code} before it was ready.`)));
  });
  const stop = () => server.kill();
  if (lasting) process.once('exit', stop);
  return { env: { DISPLAY: `:${number}` }, stop };
}
