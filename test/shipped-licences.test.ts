import { execFileSync } from 'child_process';
import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';

// Whose code a user gets with the package, and under which licence.

const ROOT = join(__dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface Component {
  readonly 'name': string;
  readonly 'version': string;
  readonly 'bom-ref': string;
  readonly 'licenses': { license: { id: string } }[];
  readonly 'properties': { name: string; value: string }[];
}
const bill = JSON.parse(execFileSync(process.execPath, ['scripts/bill-of-materials.mjs'], { cwd: ROOT, encoding: 'utf8' })) as
  { metadata: { component: Component }; components: Component[]; dependencies: { ref: string; dependsOn: string[] }[] };
const bundled = bill.components.filter(({ properties }) => properties.some(({ name }) => name === 'cdk:bundledIn'));
const locked = Object.entries<{ license?: string; dev?: boolean }>(JSON.parse(read('package-lock.json')).packages).filter(([path]) => path !== '');
const namesOf = (components: Component[]) => components.map(({ name }) => name);

test('the bill of materials lists what is bundled, and the peers', () => {
  expect(namesOf(bill.components)).toEqual(['@smithy/core', '@smithy/signature-v4', 'aws-cdk-lib', 'constructs']);
  expect(bill.metadata.component.name).toBe('cdk-cross-account-private-api');
  expect(bill.dependencies).toEqual([{ ref: bill.metadata.component['bom-ref'], dependsOn: bill.components.map((component) => component['bom-ref']) }]);
});

test('it names the versions of the lock file', () => {
  const lock = JSON.parse(read('package-lock.json')).packages;

  expect(bill.components.map(({ name, version }) => [name, version])).toEqual(bill.components.map(({ name }) => [name, lock[`node_modules/${name}`].version]));
});

test('no code of another package is in a bundle that the bill does not list', () => {
  const folders = readdirSync(join(ROOT, 'assets')).map((name) => `assets/${name}`);
  const withForeignCode = folders.filter((folder) => read(`${folder}/index.js`).includes('// node_modules/'));

  expect([...new Set(bundled.flatMap(({ properties }) => properties.map(({ value }) => value)))]).toEqual(withForeignCode);
});

test('all that ships is under Apache-2.0', () => {
  expect([bill.metadata.component, ...bill.components].map(({ licenses }) => licenses)).toEqual(bill.components.concat(bill.metadata.component).map(() => [{ license: { id: 'Apache-2.0' } }]));
});

test('the licence goes with what is bundled, and NOTICE has the name and the notice of each author', () => {
  const notices = bundled.map(({ name }) => `${name}\n${/^ *(Copyright \d.*)$/m.exec(read(`node_modules/${name}/LICENSE`))![1]}`);

  expect(bundled.flatMap(({ properties }) => properties.map(({ value }) => value)).filter((folder) => !read(`${folder}/LICENSE`).includes('Apache License'))).toEqual([]);
  expect(notices.length).toBeGreaterThan(0);
  expect(notices.filter((notice) => !read('NOTICE').includes(`${notice}\n`))).toEqual([]);
});

test('the licences that ask for the source of the whole are in tools of development only, and there are no others', () => {
  const copyleft = locked.filter(([, { license }]) => /GPL|SSPL|BUSL|EUPL|MPL|OSL/.test(license ?? 'unknown: GPL') && !/\bMIT\b/.test(license ?? ''));

  expect(copyleft.map(([path]) => path)).toEqual(['node_modules/@cloud-copilot/iam-policy', 'node_modules/@cloud-copilot/iam-simulate', 'node_modules/@cloud-copilot/iam-utils']);
  expect(copyleft.every(([, { dev }]) => dev)).toBe(true);
});
