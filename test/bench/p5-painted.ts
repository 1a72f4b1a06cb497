import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Bench, quantile } from './measure.ts';

const notes = 40;
const goal = 100;
const answerSchema = z.object({ delaysMs: z.array(z.number()) });

/** The sources and the bundled program lie equally deep below the project. */
const program = (): string => {
  const places = ['..', join('..', '..', 'test')].map((way) =>
    join(import.meta.dirname, way, 'e2e', 'painted.ts'),
  );
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`${places.join(' or ')} is missing`);
  return found;
};

const delays = async (): Promise<readonly number[]> => {
  const executable = process.env.PAYDAR_ELECTRON_PATH ?? process.execPath;
  const child = spawn(executable, [program(), '--notes', String(notes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`the windows ended with ${code}`);
  return answerSchema.parse(JSON.parse(said)).delaysMs;
};

export const painted: Bench = {
  id: 'P5-painted',
  what: 'a click on one desk to the frame that shows it on another one, in real windows',
  run: async () => {
    const delaysMs = await delays();
    const value = quantile(delaysMs, 0.95);
    return [
      {
        id: 'P5-painted',
        value,
        unit: 'ms from click to painted, p95',
        goal,
        ok: value <= goal,
        n: delaysMs.length,
        p50Ms: quantile(delaysMs, 0.5),
        highestMs: Math.max(...delaysMs),
      },
    ];
  },
};
