// Takes out of lib/ what nothing of the published package refers to: each class brings its decisions along (lazy-modules.mjs), and of the types
// only those are read that a class names. Source maps go too, since the sources do not ship.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const LIB = join(dirname(dirname(fileURLToPath(import.meta.url))), 'lib');
const REFERENCE = /(?:require\(|from |import\()["'](\.[^"']+)["']/g;

const used = new Set();
for (const [entry, extension] of [['index.js', '.js'], ['index.d.ts', '.d.ts']]) collect(join(LIB, entry), extension);

function collect(file, extension) {
  if (used.has(file)) return;
  used.add(file);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(REFERENCE)) {
    const target = resolve(dirname(file), name.replace(/\.js$/, '') + extension);
    if (!existsSync(target)) throw new Error(`${file} refers to ${name}, and there is no ${target}`);
    collect(target, extension);
  }
}

for (const name of readdirSync(LIB, { recursive: true }).filter((each) => /\.(js|d\.ts)$/.test(each))) {
  const file = join(LIB, name);
  if (used.has(file)) {
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=.*\n?/m, ''));
  } else {
    rmSync(file);
  }
}
