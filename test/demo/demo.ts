/**
 * A sample call centre as three processes on this PC: `--prepare DIR` fills one for `npm start -- --demo`,
 * `--check` runs one through crashes and partitions and compares what is left. JSON lines on stdout, words on
 * stderr.
 */
import { join } from 'node:path';
import { runCheck } from './check/run-check.ts';
import { demoUsage, readDemoArguments } from './demo-arguments.ts';
import { prepareDemo } from './prepare.ts';

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
const print = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const signalExitCode = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Keeps how to end what runs, for when somebody presses Ctrl+C. */
const endOnSignals = (): ((close: () => Promise<void>) => void) => {
  let close: () => Promise<void> = async () => undefined;
  for (const [signal, code] of Object.entries(signalExitCode)) {
    process.once(signal, () => {
      say(`${signal}: ending the processes`);
      close().finally(() => process.exit(code));
    });
  }
  return (next) => {
    close = next;
  };
};

const main = async (): Promise<number> => {
  const args = readDemoArguments(process.argv.slice(2));
  const onOpen = endOnSignals();
  switch (args.type) {
    case 'unusable':
      say(`${args.detail}\n${demoUsage}`);
      return 2;
    case 'prepare':
      print(await prepareDemo({ dir: args.dir, say, onOpen }));
      return 0;
    case 'check':
      return runCheck({
        ...args,
        root: join(import.meta.dirname, '..', '..'),
        seed: args.seed ?? Date.now() % 1_000_000,
        print,
        say,
        onOpen,
      });
  }
};

main().then(
  (code) => process.exit(code),
  (cause: unknown) => {
    say(cause instanceof Error ? cause.message : String(cause));
    process.exit(1);
  },
);
