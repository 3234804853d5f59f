import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';

// What runs with the right to publish, or on code that somebody else proposes.

const FOLDER = join(__dirname, '../.github/workflows');
const workflows = readdirSync(FOLDER).map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));
const release = workflows.find(({ name }) => name === 'release.yml')!.text;
/** By name: the text of each job of the release. */
const releaseJobs = new Map(release.split(/^ {2}(?=\w+:$)/m).slice(1).map((job) => [/^\w+/.exec(job)![0], job]));

test('every action is pinned by its commit', () => {
  const actions = workflows.flatMap(({ name, text }) => [...text.matchAll(/uses: (.*)/g)].map(([, action]) => `${name}: ${action}`));

  expect(actions.length).toBeGreaterThan(20);
  expect(actions.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
});

test('every tool that is fetched to publish is of one version', () => {
  const tools = [...release.matchAll(/npx '-p' '([^']+)'/g)].map(([, tool]) => tool);

  expect(tools).toHaveLength(4);
  expect(tools.filter((tool) => !/^publib@\d+\.\d+\.\d+$/.test(tool))).toEqual([]);
});

test('npm and PyPI know the workflow by its identity, and no token of theirs is kept', () => {
  expect(releaseJobs.get('release_npm')).toMatch(/NPM_TRUSTED_PUBLISHER: "true"/);
  expect(releaseJobs.get('release_npm')).toMatch(/NPM_CONFIG_PROVENANCE: "true"/);
  expect(releaseJobs.get('release_pypi')).toMatch(/PYPI_TRUSTED_PUBLISHER: "true"/);
  expect(release).not.toMatch(/NPM_TOKEN|TWINE_/);
});

test('the secrets that remain are those which docs/releasing.md tells how to make', () => {
  const page = readFileSync(join(FOLDER, '../../docs/releasing.md'), 'utf8');
  const secrets = new Set(workflows.flatMap(({ text }) => [...text.matchAll(/secrets\.(\w+)/g)].map(([, secret]) => secret)));
  secrets.delete('GITHUB_TOKEN');

  expect(secrets.size).toBeGreaterThan(0);
  expect([...secrets].filter((secret) => !page.includes(`\`${secret}\``))).toEqual([]);
});

test.each(['release_npm', 'release_pypi', 'release_maven', 'release_golang'])('%s waits for the release environment, and can be tried without publishing', (job) => {
  expect(releaseJobs.get(job)).toMatch(/^ {4}environment: release$/m);
  expect(releaseJobs.get(job)).toContain('PUBLIB_DRYRUN: ${{ inputs.dry_run }}');
});

test('a release has its bill of materials, and a trial makes none', () => {
  expect(releaseJobs.get('release_github')).toMatch(/if: \$\{\{ !inputs\.dry_run \}\}\n(.*\n){2,3} +run: gh release upload .*bill-of-materials\.cdx\.json/);
});

test('proposed code is built with the right to read only', () => {
  const build = workflows.find(({ name }) => name === 'build.yml')!.text;

  expect(build).toContain('run: bash .ci/run');
  expect(build).not.toMatch(/: write|secrets\./);
  // The one workflow that runs with rights for a proposal of somebody else takes nothing of the code.
  expect(workflows.filter(({ text }) => text.includes('pull_request_target') && /checkout|npm /.test(text))).toEqual([]);
});
