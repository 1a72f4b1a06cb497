import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './run-check.ts';

/** A range as long as this says that a test touches everything, not that it proves anything in particular. */
const longestRange = 5;

/** The numbers that a test's name begins with: `S4: …`, `S10–S14: …`, `S5, S6: …`. */
const citedIn = (source: string): number[] =>
  [...source.matchAll(/['"`]((?:S\d+(?:–S\d+)?(?:, )?)+): /g)].flatMap(([, cited = '']) =>
    cited.split(', ').flatMap((part) => {
      const [from = 0, to = from] = part.split('–').map((rule) => Number(rule.slice(1)));
      return to - from < longestRange ? Array.from({ length: to - from + 1 }, (_, n) => from + n) : [];
    }),
  );

const testSources = (): string[] =>
  ['shared', 'electron', 'test'].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /[.](test|suite)[.]ts$/.test(file))
      .map((file) => readFileSync(join(projectRoot, folder, file), 'utf8')),
  );

describe('the rules of docs/spec/sync.md', () => {
  const rules = [
    ...readFileSync(join(projectRoot, 'docs/spec/sync.md'), 'utf8').matchAll(/^- \*\*S(\d+)\*\*/gm),
  ]
    .map(([, rule]) => Number(rule))
    .sort((a, b) => a - b);
  const cited = new Set(testSources().flatMap(citedIn));

  it('have a number each', () => {
    expect(rules.length).toBeGreaterThan(20);
    expect(new Set(rules).size).toBe(rules.length);
  });

  it('are each cited by a test of their own, and no test cites another', () => {
    expect([...cited].sort((a, b) => a - b)).toEqual(rules);
  });

  it('are read out of names as they are written', () => {
    expect(citedIn("it('S4: x', …) it.each(y)('S10–S12: %s', …) it('S5, S7: z') // S99: no name")).toEqual([
      4, 10, 11, 12, 5, 7,
    ]);
    expect(citedIn('it(`S1–S26: everything`)')).toEqual([]);
  });
});
