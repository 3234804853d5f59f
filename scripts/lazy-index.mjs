// Rewrites what jsii made of src/index.ts, so that a class is loaded when it is named: a provider does not wait for the consumer's
// files, nor a consumer for the provider's. aws-cdk-lib's own index files work like this, and jsii has no option for it.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const INDEX = join(ROOT, 'lib/index.js');
const load = createRequire(INDEX);

const modules = readFileSync(join(ROOT, 'src/index.ts'), 'utf8').trim().split('\n').map((line) => {
  const module = /^export \* from '(\.\/[\w./-]+)';$/.exec(line)?.[1];
  if (module === undefined) throw new Error(`src/index.ts must have lines like "export * from './file';" only, got ${JSON.stringify(line)}`);
  return module;
});
const names = modules.flatMap((module) => Object.keys(load(module)).map((name) => [name, module]));

writeFileSync(INDEX, `"use strict";
Object.defineProperty(exports, '__esModule', { value: true });
// Where Node finds the names for ES modules; it would drop a name that it sees again with a getter, hence the loop.
${names.map(([name]) => `exports.${name} = `).join('')}void 0;
for (const [name, load] of Object.entries({
${names.map(([name, module]) => `  ${name}: () => require('${module}'),`).join('\n')}
})) {
  Object.defineProperty(exports, name, { enumerable: true, configurable: true, get: () => load()[name] });
}
`);
