import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseSuites, findSuites, ROOT } from '../suite-files';
import { tidySnapshot } from '../tidy-snapshot';

const FOUND = ['addressing', 'allow-list'].map((name) => ({ name, file: `/integ/integ.${name}.ts`, snapshot: `/integ/integ.${name}.ts.snapshot` }));

test.each([
  ['a name', ['allow-list'], ['allow-list']],
  ['a file', ['integ/integ.allow-list.ts'], ['allow-list']],
  ['several', ['allow-list', 'integ.addressing'], ['allow-list', 'addressing']],
  ['nothing', [], ['addressing', 'allow-list']],
])('%s chooses suites', (_, asked, names) => {
  expect(chooseSuites(FOUND, asked).map(({ name }) => name)).toEqual(names);
});

test('fails for a suite that is not there, and says which are', () => {
  expect(() => chooseSuites(FOUND, ['alow-list'])).toThrow('there is no suite "alow-list"; there are: addressing, allow-list');
});

test('every suite has a snapshot, without assets and without what changes by itself', () => {
  const suites = findSuites();
  expect(suites.map(({ name }) => name)).toContain('reference-experiment');
  for (const { snapshot } of suites) {
    expect(existsSync(snapshot)).toBe(true);
    expect(readdirSync(snapshot).filter((entry) => entry.startsWith('asset.') || entry.endsWith('.metadata.json') || entry === 'tree.json')).toEqual([]);
    const files = readdirSync(snapshot).map((entry) => readFileSync(join(snapshot, entry), 'utf8')).join('\n');
    expect(files).not.toContain('DeployAssert@'); // they have the time of their synthesis
    expect(files).not.toContain(ROOT);
  }
});

test('every suite is in the table of what is proven', () => {
  const page = readFileSync(join(ROOT, 'docs', 'how-we-know-it-works.md'), 'utf8');
  expect(findSuites().filter(({ name }) => !page.includes(`[\`${name}\`](../integ/integ.${name}.ts)`)).map(({ name }) => name)).toEqual([]);
});

test('a snapshot is reduced to what is compared', () => {
  const folder = mkdtempSync(join(tmpdir(), 'snapshot-'));
  try {
    const stack = (id: string) => ({ type: 'aws:cloudformation:stack', properties: { templateFile: `${id}.template.json` } });
    const assets = (id: string) => ({ type: 'cdk:asset-manifest', properties: { file: `${id}.assets.json` } });
    const kept = { 'Pets': stack('Pets'), 'Pets.assets': assets('Pets') };
    const files = {
      'integ.json': { testCases: { test: { stacks: ['Pets'], assertionStack: 'Calls' } } },
      'manifest.json': {
        version: '1',
        artifacts: {
          ...kept, 'Pets': { ...kept.Pets, metadata: { '/Pets': [] }, additionalMetadataFile: 'Pets.metadata.json' },
          'Calls': stack('Calls'), 'Calls.assets': assets('Calls'), 'Tree': { type: 'cdk:tree', properties: { file: 'tree.json' } },
        },
      },
      'Pets.template.json': {}, 'Pets.assets.json': {}, 'Inner.nested.template.json': {}, 'Pets.metadata.json': {}, 'Calls.template.json': {},
      'Calls.assets.json': {}, 'tree.json': {}, 'asset.1.zip': {},
    };
    Object.entries(files).forEach(([name, content]) => { writeFileSync(join(folder, name), JSON.stringify(content)); });

    tidySnapshot(folder);

    expect(readdirSync(folder).sort()).toEqual(['Inner.nested.template.json', 'Pets.assets.json', 'Pets.template.json', 'integ.json', 'manifest.json']);
    expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toEqual({ version: '1', artifacts: kept });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
