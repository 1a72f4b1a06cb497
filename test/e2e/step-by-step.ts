import { afterAll, afterEach, beforeEach } from 'vitest';
import type { OfficeWindows } from './office-windows.ts';

/**
 * For a suite whose tests build on each other: after one that failed the rest fail at once, and what was on
 * screen stays in `.cache/e2e`. Ends the office with the suite.
 */
export const stepByStep = <Name extends string>(office: () => OfficeWindows<Name>): void => {
  let failed = '';
  beforeEach(() => {
    if (failed !== '') throw new Error(`This step builds on one that failed: ${failed}`);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    if (failed === '') await office().photograph(task.name.replace(/[^a-z0-9]+/gi, '-').slice(0, 60));
    failed = task.name;
  });
  afterAll(() => office().end());
};
