// The closing line of CI: what jest's reports, those of the integration tests and of the packages and the demo's document say, added up; a step that failed
// without a failed test in it (lint, types, a crash) counts as one failure. usage: count-tests.mjs <folder of the reports> <number of failed steps>
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, failedSteps] = [process.argv[2], Number(process.argv[3])];
let passed = 0;
let failed = 0;
let skipped = 0;

function report(name) {
  const file = join(folder, name);
  const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return text === '' ? undefined : JSON.parse(text);
}

for (const suite of ['unit', 'lab']) {
  const result = report(`${suite}.json`);
  if (result === undefined) {
    console.log(`no report of the ${suite} tests`);
    failed += 1;
  } else {
    passed += result.numPassedTests;
    // A file that cannot be loaded holds no test to fail.
    failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
    skipped += result.numPendingTests;
  }
}

const integ = report('integ.json');
if (integ === undefined) {
  console.log('no report of the integration tests');
  failed += 1;
} else {
  const calls = integ.suites.flatMap((suite) => suite.calls);
  const changed = integ.snapshots?.changed.length ?? 0;
  passed += calls.filter((call) => call.ok).length + (integ.snapshots?.suites ?? 0) - changed;
  // A suite that could not be deployed has no call to fail.
  failed += calls.filter((call) => !call.ok).length + integ.suites.filter((suite) => suite.error !== undefined).length + changed;
  skipped += integ.suites.filter((suite) => suite.skipped !== undefined).length;
}

const demo = report('demo.json');
if (demo === undefined) {
  console.log('no document of the demo');
  failed += 1;
} else {
  passed += demo.calls.filter((call) => call.ok).length;
  failed += demo.calls.filter((call) => !call.ok).length;
}

const packages = report('packages.json');
if (packages === undefined) {
  console.log('no report of the packages');
  failed += 1;
} else {
  passed += packages.passed;
  failed += packages.failed;
  skipped += packages.skipped;
}

if (failedSteps === 0) {
  passed += 1; // the generated files are current
} else {
  failed = Math.max(failed, 1);
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
