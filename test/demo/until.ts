/** Asks again and again, in real time, until there is an answer. @throws when there is none within `limitMs`. */
export const until = async <T>(
  what: string,
  ask: () => Promise<T | null>,
  { limitMs = 20_000, everyMs = 50 }: { limitMs?: number; everyMs?: number } = {},
): Promise<T> => {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > endMs) throw new Error(`It never came to pass that ${what} (${limitMs} ms)`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
};
