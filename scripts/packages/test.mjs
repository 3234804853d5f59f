// Installs the packages of dist/ as their users get them, and compares what the same app makes of each.
// usage: npm run test:packages [-- <part> ...] [-- --no-build]; parts: names, release, typescript, nodes, python, java, go, lab
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildPackages, sizesOfPackages } from './build.mjs';
import { compareWithRelease } from './compare-with-release.mjs';
import { testGo } from './go.mjs';
import { testJava } from './java.mjs';
import { deploySampleToLab, deployToLab } from './lab.mjs';
import { stopOnSignals } from './processes.mjs';
import { ROOT } from './project.mjs';
import { testPythonSample } from './python-sample.mjs';
import { testPython } from './python.mjs';
import { testPythonQuickStart, testTypeScriptQuickStart } from './quick-start.mjs';
import { Report } from './report.mjs';
import { compareSurface } from './surface.mjs';
import { LIBRARIES, referenceOf, testNodes, testTypeScript } from './typescript.mjs';

const PARTS = ['names', 'release', 'typescript', 'nodes', 'python', 'java', 'go', 'lab'];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'no-build': { type: 'boolean', default: false } } });
const unknown = positionals.find((part) => !PARTS.includes(part));
const wants = (part) => positionals.length === 0 || positionals.includes(part);
const say = (text) => process.stderr.write(`packages: ${text}\n`);

async function test() {
  const report = new Report(say);
  if (!values['no-build']) {
    const built = await report.check('all', 'the packages are built', async () => {
      for (const language of await buildPackages(say)) report.skip(language, 'the package is built', 'its tool is not installed');
    });
    if (!built) return report;
  }
  for (const { what, bytes, limit } of sizesOfPackages()) {
    await report.check('all', `the ${what} is ${limit / 1000} kB at most: ${(bytes / 1000).toFixed(0)} kB`, () => {
      if (bytes > limit) throw new Error(`the ${what} must have ${limit} bytes at most, got ${bytes}`);
    });
  }
  if (wants('names')) await compareSurface(report);
  if (wants('release')) await compareWithRelease(report);
  // The first one makes what the others are compared with.
  if (wants('typescript') || !existsSync(referenceOf('floor'))) await testTypeScript(report, LIBRARIES[0]);
  const deployable = {};
  let sample;
  let python;
  const lanes = [
    async () => {
      if (wants('typescript')) await testTypeScript(report, LIBRARIES[1]);
      if (wants('nodes')) await testNodes(report);
      if (wants('go')) await testGo(report);
    },
    async () => {
      if (wants('python')) {
        const { assembly, environment } = await testPython(report);
        deployable.python = assembly;
        python = environment;
        sample = environment && await testPythonSample(report, environment);
      }
      if (wants('java')) deployable.java = await testJava(report);
    },
  ];
  // Two at a time: much of it is waiting for a disk or a registry.
  await Promise.all(lanes.map((lane) => lane()));
  if (wants('lab')) {
    await deployToLab(report, deployable);
    await deploySampleToLab(report, sample);
    await testTypeScriptQuickStart(report);
    await testPythonQuickStart(report, python);
  }
  return report;
}

stopOnSignals(say);
if (unknown !== undefined) {
  say(`a part must be one of ${PARTS.join(', ')}, got ${JSON.stringify(unknown)}`);
  process.exitCode = 1;
} else {
  const report = await test();
  if (!report.finish(join(ROOT, '.lab/reports/packages.json'))) process.exitCode = 1;
}
