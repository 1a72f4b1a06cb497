/** Waits for the outside world, in real time. @throws when it does not come to pass within `limitMs`. */
export async function poll(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  limitMs = 10_000,
): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`It never came to pass that ${what} (${limitMs} ms)`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
