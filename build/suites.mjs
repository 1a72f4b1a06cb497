// Runs one vitest project and counts what it found.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runVitest } from './run-vitest.mjs';

/** In this order: what fails fastest comes first. */
export const suites = [
  'unit',
  'contract',
  'migrations',
  'architecture',
  'simulation',
  'faults',
  'e2e',
  'package',
];

/**
 * A file that cannot be loaded, a run that ends badly without naming a test, and a suite in which nothing ran
 * count as one failure each.
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>}
 */
export async function runSuite(name) {
  const folder = mkdtempSync(join(tmpdir(), 'paydar-suite-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const code = await runVitest(['--project', name, ...reporters]);
    const counts = count(report);
    const silent = counts.passed === 0 || code !== 0;
    return silent && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function count(report) {
  const { testResults, numPassedTests, numFailedTests, numPendingTests } = readReport(report);
  const unloadable = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + unloadable.length, skipped: numPendingTests };
}

function readReport(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    // Without any test there is no report; a crash shows in the exit code.
    return { testResults: [], numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
  }
}
