// Rewrites what jsii made of the sources, so that a module is loaded when it is used: a class when it is named, and what decides about a
// policy when that is needed. aws-cdk-lib's own files work like this, and jsii has no option for it.
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

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

// TypeScript names a module that it takes single names from by its file and a number, and nothing else by such a name.
const REQUIRE = /^const (\w+_\d+) = require\(("[^"]+")\);$/gm;
for (const file of readdirSync(join(ROOT, 'lib'), { recursive: true }).filter((name) => name.endsWith('.js') && name !== 'index.js')) {
  const path = join(ROOT, 'lib', file);
  const text = readFileSync(path, 'utf8');
  const modules = [...text.matchAll(REQUIRE)];
  // `new` takes a call for its arguments: the constructor has to stand in brackets.
  const uses = modules.reduce((code, [, name]) => code
    .replaceAll(new RegExp(`\\bnew ${name}\\.([\\w.]+)`, 'g'), `new (${name}().$1)`)
    .replaceAll(new RegExp(`\\b${name}\\.`, 'g'), `${name}().`), text);
  writeFileSync(path, uses.replaceAll(REQUIRE, 'let $1_; const $1 = () => $1_ ??= require($2);'));
}

// A file costs more to open than its code to load. So each class brings the decisions that it needs along; other classes stay files of their own,
// and so does what finds its asset by its folder.
const classes = readdirSync(join(ROOT, 'lib')).filter((name) => name.endsWith('.js') && name !== 'index.js').map((name) => join(ROOT, 'lib', name));
const asFile = join(ROOT, 'lib/private/define-deployment-selector.js');
for (const entry of classes) {
  const { outputFiles: [{ text }] } = buildSync({
    entryPoints: [entry], outfile: entry, bundle: true, write: false, platform: 'node', format: 'cjs', target: 'node20', packages: 'external',
    external: [...classes.filter((other) => other !== entry), asFile], minifyWhitespace: true, keepNames: true, legalComments: 'none', logLevel: 'error',
  });
  writeFileSync(`${entry}.bundled`, text);
}
// All of them first: a bundle is not to be bundled into the next one.
for (const entry of classes) renameSync(`${entry}.bundled`, entry);
