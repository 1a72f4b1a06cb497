/** A started program and what it printed so far. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { poll } from '../support/poll.ts';

export interface NodeProcess {
  readonly child: ChildProcess;
  /** Whole lines of standard output. */
  readonly lines: readonly string[];
  readonly errors: () => string;
  /** Told of every further line. */
  readonly onLine: (run: (line: string) => void) => void;
  readonly write: (text: string) => void;
  /** Its exit code, or the signal's name. */
  readonly exited: Promise<number | string>;
  /** Waits for the first line that fits. @throws with its error output when it ends or takes too long. */
  readonly line: (fits: (line: string) => boolean, what: string, limitMs?: number) => Promise<string>;
  /** Sends the signal and waits for the end. */
  readonly stop: (signal: NodeJS.Signals) => Promise<number | string>;
}

export function nodeProcess(child: ChildProcess): NodeProcess {
  const lines: string[] = [];
  let errors = '';
  let ended: number | string | undefined;
  const lineHandlers: ((line: string) => void)[] = [];
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      for (const run of lineHandlers) run(line);
    });
  }
  // Writing to a program that has just ended is no error of the test's.
  child.stdin?.on('error', () => undefined);
  child.stderr?.on('data', (bytes: Buffer) => {
    errors += bytes.toString('utf8');
  });
  const exited = new Promise<number | string>((resolve) => {
    child.on('error', (error) => {
      errors += error.message;
      resolve(error.message);
    });
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 'gone'));
  });
  exited.then((how) => {
    ended = how;
  });
  return {
    child,
    lines,
    errors: () => errors,
    onLine: (run) => lineHandlers.push(run),
    write: (text) => child.stdin?.write(text),
    exited,
    async line(fits, what, limitMs = 20_000) {
      await poll(
        () => {
          if (lines.some(fits)) return true;
          if (ended !== undefined) throw new Error(`It ended with ${ended} before ${what}: ${errors}`);
          return false;
        },
        what,
        limitMs,
      );
      return lines.find(fits) ?? '';
    },
    stop(signal) {
      if (ended === undefined) child.kill(signal);
      return exited;
    },
  };
}
