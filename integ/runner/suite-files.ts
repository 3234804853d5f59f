import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');
const FOLDER = join(ROOT, 'integ');

/** One `integ/integ.<name>.ts`. */
export interface SuiteFile {
  readonly name: string;
  readonly file: string;
  /** What the runner compares the templates with. */
  readonly snapshot: string;
}

export function findSuites(folder: string = FOLDER): SuiteFile[] {
  return readdirSync(folder).sort().flatMap((entry) => {
    const name = /^integ\.(.+)\.ts$/.exec(entry)?.[1];
    return name === undefined ? [] : [{ name, file: join(folder, entry), snapshot: join(folder, `${entry}.snapshot`) }];
  });
}

/** The suites that were asked for, by name or by file; all, if none was. */
export function chooseSuites(found: readonly SuiteFile[], asked: readonly string[]): SuiteFile[] {
  if (asked.length === 0) return [...found];
  return asked.map((each) => {
    const name = each.replace(/^(.*\/)?integ\./, '').replace(/\.ts$/, '');
    const suite = found.find((candidate) => candidate.name === name);
    if (suite === undefined) {
      throw new Error(`there is no suite ${JSON.stringify(each)}; there are: ${found.map((candidate) => candidate.name).join(', ')}`);
    }
    return suite;
  });
}
