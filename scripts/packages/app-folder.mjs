import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILES } from './assemblies.mjs';
import { APPS } from './project.mjs';

/** An empty folder for an app, with the files that it reads, and nothing of the project above it that could be found by chance. */
export function emptyFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  mkdirSync(folder, { recursive: true });
  return folder;
}

export function copyFiles(folder) {
  for (const [name, source] of FILES) copyFileSync(source, join(folder, name));
}

/** Copies an app of integ/packages with `@name@` replaced: what its package is called is decided in one place, .projenrc.ts. */
export function copyApp(language, folder, values = {}) {
  const source = join(APPS, language);
  for (const name of readdirSync(source, { recursive: true })) {
    const target = join(folder, name);
    if (statSync(join(source, name)).isDirectory()) {
      mkdirSync(target, { recursive: true });
    } else if (!name.includes('node_modules')) {
      cpSync(join(source, name), target);
      writeFileSync(target, Object.entries(values).reduce((text, [key, value]) => text.replaceAll(`@${key}@`, value), readFileSync(target, 'utf8')));
    }
  }
  copyFiles(folder);
}
