/**
 * What a program at the terminal was asked for, as `read` gives it. With `--help` the usage is printed and the
 * program ends with 0; with arguments that it does not know, it says which and ends with 2.
 */
export const orUsage = <T>(usage: string, read: () => T, args: readonly string[] = process.argv): T => {
  if (args.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  try {
    return read();
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n${usage}\n`);
    process.exit(2);
  }
};
