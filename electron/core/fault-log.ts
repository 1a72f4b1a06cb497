/**
 * Reports a bug on stderr: where it happened, never what the data was. Messages of errors can quote
 * values, so only the error's name, code and own stack lines are kept (security design, G15).
 */
export const reportFault = (cause: unknown): void => {
  const error = cause instanceof Error ? cause : new Error('not an error');
  const code = 'code' in error ? String(error.code) : undefined;
  // The message stands at the head of the stack, and its own lines may look like those of a stack.
  const stack = error.stack ?? '';
  const messageAt = stack.indexOf(error.message);
  const at = (messageAt < 0 ? '' : stack.slice(messageAt + error.message.length))
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8);
  process.stderr.write(
    `${JSON.stringify({ event: 'fault', name: error.name, code, at: at.map((line) => line.trim()) })}\n`,
  );
};

/** A bug that nobody caught ends the process; its message, which can quote a customer, is not printed. */
export const endOnFault = (): void => {
  process.on('uncaughtException', (cause) => {
    reportFault(cause);
    process.exit(1);
  });
};
