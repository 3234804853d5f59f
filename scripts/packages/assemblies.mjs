import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { APPS, ROOT } from './project.mjs';

/** Not every language keeps the order of a map that it is given. */
const sorted = (_key, value) => value === null || typeof value !== 'object' || Array.isArray(value)
  ? value
  : Object.fromEntries(Object.entries(value).sort(([one], [other]) => one < other ? -1 : 1));

/** The templates of an assembly by stack, as text, and the hashes of its assets. */
export function readAssembly(folder) {
  const files = readdirSync(folder).sort();
  const templates = Object.fromEntries(files.filter((name) => name.endsWith('.template.json'))
    .map((name) => [name.replace('.template.json', ''), JSON.stringify(JSON.parse(readFileSync(join(folder, name), 'utf8')), sorted, 1)]));
  const assets = Object.fromEntries(files.filter((name) => name.endsWith('.assets.json')).map((name) => {
    const { files: listed } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    // A template is an asset too, the hash of which says the same as its text.
    return [name.replace('.assets.json', ''), Object.entries(listed).flatMap(([hash, { source }]) => source.packaging === 'zip' ? [hash] : []).sort()];
  }));
  return { templates, assets };
}

/** Throws with the first difference. */
export function requireSameAssembly(folder, reference) {
  const [mine, theirs] = [readAssembly(folder), readAssembly(reference)];
  const [stacks, expected] = [Object.keys(mine.templates).join(' '), Object.keys(theirs.templates).join(' ')];
  if (expected === '' || stacks !== expected) throw new Error(`the stacks must be ${expected}, got ${stacks}`);
  for (const [stack, text] of Object.entries(theirs.templates)) {
    if (mine.templates[stack] !== text) throw new Error(`the template of ${stack} must be that of TypeScript: ${firstDifference(mine.templates[stack], text)}`);
  }
  const [assets, expectedAssets] = [mine, theirs].map((each) => JSON.stringify(each.assets));
  if (assets !== expectedAssets) throw new Error(`the assets must be ${expectedAssets}, got ${assets}`);
}

function firstDifference(text, expected) {
  const [lines, expectedLines] = [text.split('\n'), expected.split('\n')];
  const index = lines.findIndex((line, at) => line !== expectedLines[at]);
  return `line ${index + 1} is ${JSON.stringify(lines[index]?.trim())}, not ${JSON.stringify(expectedLines[index]?.trim())}`;
}

/** Every handler that ships is used by the app, so each must be among what its assembly uploads, byte for byte. */
export function requireHandlers(folder) {
  const shipped = readdirSync(join(ROOT, 'assets'));
  if (shipped.length === 0) throw new Error('assets/ must hold the handlers, got an empty folder');
  const uploaded = readdirSync(folder).filter((name) => name.startsWith('asset.')).map((name) => join(folder, name, 'index.js'))
    .filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'));
  for (const name of shipped) {
    if (!uploaded.includes(readFileSync(join(ROOT, 'assets', name, 'index.js'), 'utf8'))) throw new Error(`the assembly must hold the handler ${name}`);
  }
}

/** The files that every app reads. */
export const FILES = [
  ['hand-over.json', join(APPS, 'hand-over.json')], ['pets.js', join(APPS, 'pets.js')], ['caller.js', join(ROOT, 'samples/petstore/caller.js')],
];
