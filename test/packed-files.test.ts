import { execFileSync } from 'child_process';
import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';

// What `npm publish` would send, and what the three other packages hold inside of them.

const ROOT = join(__dirname, '..');
if (!existsSync(join(ROOT, 'lib/index.js')) || !existsSync(join(ROOT, '.jsii.tabl.json.gz'))) {
  throw new Error('lib/ and .jsii.tabl.json.gz must exist, because they are packed; make them first: npx projen compile && npx projen rosetta');
}
const [{ files: packed }] = [JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'], { cwd: ROOT, encoding: 'utf8' }))]
  .flatMap((answer) => Object.values<{ files: { path: string }[] }>(answer)); // a list with npm 10, an object with npm 11
const files = packed.map(({ path }) => path).sort();
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

const WHAT_IS_USED = [
  /^(package\.json|README\.md|LICENSE|NOTICE)$/,
  /^\.jsii(\.tabl\.json\.gz)?$/,
  /^lib\/[\w-]+\.(js|d\.ts)$/,
  /^lib\/private\/[\w-]+\.(js|d\.ts)$/,
  /^assets\/[\w-]+\/(index\.js|LICENSE)$/,
];

test('the npm tarball holds what is used, and nothing else', () => {
  expect(files).toEqual(expect.arrayContaining(['.jsii', '.jsii.tabl.json.gz', 'LICENSE', 'README.md', 'lib/index.d.ts', 'lib/index.js', 'package.json']));
  expect(files.filter((file) => !WHAT_IS_USED.some((pattern) => pattern.test(file)))).toEqual([]);
});

test('the handlers ship as one file each, and not as modules that need an SDK', () => {
  const handlers = readdirSync(join(ROOT, 'assets')).map((name) => `assets/${name}/index.js`);

  expect(handlers).toContain('assets/deployment-selector/index.js');
  expect(files).toEqual(expect.arrayContaining(handlers));
  expect(files.filter((file) => file.includes('.lambda.'))).toEqual([]);
});

test('a class brings its decisions along: of lib/private only what finds an asset by its folder is code of its own', () => {
  const code = files.filter((file) => /^lib\/private\/.*\.js$/.test(file)).map((file) => readFileSync(join(ROOT, file), 'utf8'));

  expect(code.length).toBeGreaterThan(0);
  expect(code.some((text) => text.includes('__dirname'))).toBe(true);
  expect(code.length).toBeLessThanOrEqual(2 * readdirSync(join(ROOT, 'assets')).length);
});

test('no file has a source map, since the sources do not ship', () => {
  const withMap = files.filter((file) => /\.(js|ts)$/.test(file) && readFileSync(join(ROOT, file), 'utf8').includes('sourceMappingURL'));

  expect(withMap).toEqual([]);
});

test('the package needs aws-cdk-lib and constructs, and nothing else', () => {
  expect(Object.keys(manifest.peerDependencies).sort()).toEqual(['aws-cdk-lib', 'constructs']);
  expect(manifest).not.toHaveProperty('dependencies');
  expect(manifest).not.toHaveProperty('bundledDependencies');
});

test('the README says how each language installs the package that is built', () => {
  const { java, python, go } = manifest.jsii.targets;

  for (const name of [
    `npm install ${manifest.name}`, `pip install ${python.distName}`, python.module, `${java.maven.groupId}:${java.maven.artifactId}`, java.package,
    `go get ${go.moduleName}/${go.packageName}`,
  ]) {
    expect(readme).toContain(`\`${name}\``);
  }
});

test('the README that other registries show has whole links, each to a file of the repository or to another site', () => {
  const { readme: { markdown } } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
  const links = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
  const own = links.filter((link) => link.includes('/blob/main/')).map((link) => link.split('/blob/main/')[1]);

  expect(links.filter((link) => !/^(https:\/\/|#)/.test(link))).toEqual([]);
  expect(own).toEqual(expect.arrayContaining(['docs/provider.md', 'docs/provider.md#room', 'samples/README.md', 'API.md']));
  expect(own.filter((link) => !existsSync(join(ROOT, link.split('#')[0])))).toEqual([]);
});
