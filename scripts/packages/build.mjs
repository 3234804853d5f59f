// Builds the packages of all four languages into dist/, from one compilation. usage: npm run package
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run, stopOnSignals, versionOf } from './processes.mjs';
import { CACHES, DIST, LIMITS, ROOT, TARBALL, WHEEL } from './project.mjs';

const BIN = join(ROOT, 'node_modules/.bin');

/** Compiles what is older than its sources, translates the examples, and packages; resolves to the languages whose tools are missing. */
export async function buildPackages(say) {
  const step = async (title, work) => {
    const started = Date.now();
    await work();
    say(`${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  };
  const assembly = join(ROOT, '.jsii');
  const sources = ['package.json', 'README.md', 'src', ...readdirSync(join(ROOT, 'src'), { recursive: true }).map((name) => join('src', name))];
  const newest = Math.max(...sources.map((name) => statSync(join(ROOT, name)).mtimeMs));
  if (!existsSync(assembly) || !existsSync(join(ROOT, 'lib/index.js')) || statSync(assembly).mtimeMs < newest) {
    await step('compiled', () => run(join(BIN, 'projen'), ['compile'], { cwd: ROOT }));
  }
  const tablet = join(ROOT, '.jsii.tabl.json.gz');
  if (!existsSync(tablet) || statSync(tablet).mtimeMs < statSync(assembly).mtimeMs) {
    await step('examples translated', () => run(join(BIN, 'projen'), ['rosetta'], { cwd: ROOT }));
  }

  const withMaven = await versionOf('mvn', '--version') !== undefined;
  const targets = ['js', 'python', ...withMaven ? ['java'] : []];
  rmSync(DIST, { recursive: true, force: true });
  await step(`packaged: ${targets.join(', ')}`, () => pacmak(targets, ['--maven-local-repository', CACHES.maven]));
  // A Go package is its source. To build it here is the test's: against a CDK that the module proxy has.
  await step('packaged: go', () => pacmak(['go'], ['--code-only']));
  return withMaven ? [] : ['java'];
}

function pacmak(targets, options) {
  return run(join(BIN, 'jsii-pacmak'), ['-v', ...targets.flatMap((target) => ['--target', target]), ...options], { cwd: ROOT, env: CACHES.pip });
}

/** What the packages weigh, and how much they may. */
export function sizesOfPackages() {
  return [['npm tarball', TARBALL, LIMITS.tarball], ['Python wheel', WHEEL, LIMITS.wheel]]
    .map(([what, file, limit]) => ({ what, bytes: statSync(file).size, limit }));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const say = (text) => process.stderr.write(`package: ${text}\n`);
  stopOnSignals(say);
  try {
    const missing = await buildPackages(say);
    for (const language of missing) say(`${language}: skipped, its tool is not installed`);
    for (const { what, bytes, limit } of sizesOfPackages()) {
      say(`${what}: ${(bytes / 1000).toFixed(0)} kB of ${limit / 1000} kB`);
      if (bytes > limit) process.exitCode = 1;
    }
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}
