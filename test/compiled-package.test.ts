import { execFileSync } from 'child_process';
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';

// What is published, as Node loads it.

const ROOT = join(__dirname, '..');
const INDEX = join(ROOT, 'lib/index.js');

if (!existsSync(INDEX) || readFileSync(INDEX, 'utf8').includes('__exportStar')) {
  throw new Error('lib/index.js must exist and load what is named, because that is what these tests check; compile first: npx projen compile');
}

/** The classes that other languages see. */
const classes = Object.values<{ name: string; kind: string }>(JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')).types)
  .filter(({ kind }) => kind === 'class').map(({ name }) => name);

function node(...args: string[]): string[] {
  return execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
}

function filesLoadedBy(name: string): string[] {
  return node('--eval', `if (require('.').${name} === undefined) throw new Error('missing'); console.log(Object.keys(require.cache).join('\\n'))`)
    .map((file) => file.replace(/\\/g, '/'));
}

test('a provider loads neither a file of the consumer nor the EC2 library', () => {
  const files = filesLoadedBy('CrossAccountPrivateApi');

  expect(files.filter((file) => file.endsWith('/lib/cross-account-private-api.js'))).toHaveLength(1);
  expect(files.filter((file) => /\/lib\/(private-api-|consumer-)|\/aws-ec2\//.test(file))).toEqual([]);
});

test('a consumer loads no file of the provider', () => {
  const files = filesLoadedBy('PrivateApiConsumer');

  expect(files.filter((file) => file.endsWith('/lib/private-api-consumer.js'))).toHaveLength(1);
  expect(files.filter((file) => /\/lib\/(cross-account-|allowed-)|\/aws-apigateway\//.test(file))).toEqual([]);
});

test('an ES module can import every class by its name', () => {
  expect(classes).toContain('CrossAccountPrivateApi');
  expect(node('--input-type=module', '--eval', `import { ${classes.join(', ')} } from './lib/index.js';
    console.log([${classes.join(', ')}].map((type) => type.name).join('\\n'));`)).toEqual(classes);
});
