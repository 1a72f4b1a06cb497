import { parseArgs } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { orUsage } from '../support/or-usage.ts';

class Ended extends Error {}

const run = (args: readonly string[]) => {
  const said: string[] = [];
  const codes: unknown[] = [];
  const write = (text: string | Uint8Array): boolean => said.push(String(text)) > 0;
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    codes.push(code);
    throw new Ended();
  });
  const read = () => parseArgs({ args: [...args], options: { seeds: { type: 'string' } } }).values.seeds;
  try {
    return { seeds: orUsage('npm run sim -- [--seeds N]', read, args), said, codes };
  } catch (cause) {
    if (!(cause instanceof Ended)) throw cause;
    return { seeds: undefined, said, codes };
  }
};

describe('orUsage', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('hands on what was asked for', () => {
    expect(run(['--seeds', '20'])).toEqual({ seeds: '20', said: [], codes: [] });
  });

  it('names what it does not know, says what there is and ends with 2', () => {
    const { said, codes } = run(['--sedes', '20']);
    expect(said.join('')).toContain("'--sedes'");
    expect(said.join('')).toContain('npm run sim -- [--seeds N]');
    expect(codes).toEqual([2]);
  });

  it('prints the usage and nothing else for --help', () => {
    expect(run(['--help'])).toEqual({ seeds: undefined, said: ['npm run sim -- [--seeds N]\n'], codes: [0] });
  });
});
