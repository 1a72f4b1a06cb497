// `npm test`: installs what is missing, then runs every check and every suite, all of them even when one
// fails. The last line is `N passed, N failed`: the tests, and one for each gate.
import './ensure-node.mjs';
import { gates, runGate } from './gates.mjs';
import { prepare } from './prepare.mjs';
import { fail, say } from './report.mjs';

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

async function test() {
  const started = performance.now();
  const { executable, description } = await prepare({ virtualDisplay: true, compiler: true });
  say(`Checking with ${description}; prepared in ${seconds(started)}`);
  const total = { passed: 0, failed: 0 };
  for (const gate of gates) await checkGate(executable, gate, total);
  // Vitest's runner imports packages, which were perhaps only now installed.
  const { runSuite, suites } = await import('./suites.mjs');
  for (const suite of suites) await checkSuite(runSuite, suite, total);
  say(`All checks took ${seconds(started)}`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 ? 0 : 1;
}

async function checkGate(executable, gate, total) {
  const started = performance.now();
  const { passed, output } = await runGate(executable, gate);
  total[passed ? 'passed' : 'failed'] += 1;
  if (!passed) say(output);
  say(`${passed ? 'ok    ' : 'FAILED'} ${gate.name} (${seconds(started)})`);
}

async function checkSuite(runSuite, name, total) {
  const started = performance.now();
  const { passed, failed, skipped } = await runSuite(name);
  total.passed += passed;
  total.failed += failed;
  const skips = skipped > 0 ? `, ${skipped} skipped` : '';
  say(
    `${failed === 0 ? 'ok    ' : 'FAILED'} ${name} tests: ${passed} passed, ${failed} failed${skips} (${seconds(started)})`,
  );
}

test().then((code) => process.exit(code), fail);
