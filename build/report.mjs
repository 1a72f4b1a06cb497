// What launchers tell the person who started them. Everything goes to stderr: stdout belongs to the
// program that is launched (JSON lines of a headless core, figures of a measuring command).

export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs one step and reports its seconds when it took long enough to be noticed. */
export async function step(name, work) {
  const started = performance.now();
  const outcome = await work();
  const seconds = (performance.now() - started) / 1000;
  if (seconds >= 0.15 || outcome) say(`${name}${outcome ? `: ${outcome}` : ''} (${seconds.toFixed(1)} s)`);
}

/** A problem that the reader can solve: shown without a stack trace. */
export class Stop extends Error {}

/** Ends a launcher: a `Stop` prints its text, anything else is a bug and prints its stack. */
export function fail(error) {
  say(error instanceof Stop ? `\n${error.message}` : (error?.stack ?? String(error)));
  process.exit(1);
}

/** Ends a bundler's process: what is wrong stands in the sources, so its own stack says nothing. */
export function failBuild(error) {
  say(error.message);
  process.exit(1);
}
