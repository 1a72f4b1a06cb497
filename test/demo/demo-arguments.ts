import { parseArgs } from 'node:util';
import { type Plant, plants } from './check/plant.ts';

export const demoUsage = `npm run demo -- --check [--json] [--runs N] [--seed N] [--keep] [--plant ${plants.join('|')}]
npm run demo -- --prepare DIR`;

export type DemoArguments =
  | { readonly type: 'prepare'; readonly dir: string }
  | {
      readonly type: 'check';
      readonly json: boolean;
      readonly keep: boolean;
      readonly runs: number;
      /** Undefined: another one each time. */
      readonly seed: number | undefined;
      readonly plant: Plant | undefined;
    }
  | { readonly type: 'unusable'; readonly detail: string };

const unusable = (detail: string): DemoArguments => ({ type: 'unusable', detail });

const wholeNumber = (text: string | undefined, least: number): number | null => {
  const value = Number(text);
  return text !== undefined && /^\d{1,9}$/.test(text) && value >= least ? value : null;
};

const readPlant = (text: string | undefined): Plant | undefined => plants.find((plant) => plant === text);

export const readDemoArguments = (args: readonly string[]): DemoArguments => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        prepare: { type: 'string' },
        check: { type: 'boolean' },
        json: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        runs: { type: 'string', default: '1' },
        seed: { type: 'string' },
        plant: { type: 'string' },
      },
      strict: true,
    });
    if (values.prepare !== undefined) {
      return values.prepare === ''
        ? unusable('--prepare needs a folder.')
        : { type: 'prepare', dir: values.prepare };
    }
    if (values.check !== true) return unusable('Say what to do.');
    const runs = wholeNumber(values.runs, 1);
    if (runs === null) return unusable('--runs takes a whole number from 1 up.');
    const seed = wholeNumber(values.seed, 0);
    if (seed === null && values.seed !== undefined) return unusable('--seed takes a whole number.');
    const plant = readPlant(values.plant);
    if (plant === undefined && values.plant !== undefined)
      return unusable(`--plant takes ${plants.join(' or ')}.`);
    return { type: 'check', json: values.json, keep: values.keep, runs, seed: seed ?? undefined, plant };
  } catch (cause) {
    return unusable(cause instanceof Error ? cause.message : String(cause));
  }
};
