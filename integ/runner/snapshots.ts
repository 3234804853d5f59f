import { readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { integRunner } from './integ-runner';
import { ROOT, SuiteFile } from './suite-files';

/** Whether the templates of suites are as committed. Nothing is deployed; the runner without `--update-on-failed` fails on a difference. */
export async function checkSnapshots(suites: readonly SuiteFile[]): Promise<{ ok: boolean; suites: number; changed: string[]; output: string }> {
  const assemblies = join(ROOT, '.lab', 'integ', 'snapshots');
  rmSync(assemblies, { recursive: true, force: true });
  const { code, output } = await integRunner([
    '--directory', 'integ', '--max-workers', '2', '--parallel-regions', 'ap-northeast-1', '--strict', ...suites.map(({ file }) => relative(ROOT, file)),
  ], assemblies, process.env);
  const changed = [...output.matchAll(/^ {2}(?:CHANGED|NEW|ERROR) +integ\.(\S+) /gm)].map(([, name]) => name);
  return { ok: code === 0, suites: suites.length, changed: [...new Set(changed)], output };
}

/** The runner compares in folders beside the suites, and does not remove them when it is ended. */
export function removeUnfinished(): void {
  const folder = join(ROOT, 'integ');
  for (const entry of readdirSync(folder).filter((each) => each.startsWith('cdk-integ.out.'))) {
    rmSync(join(folder, entry), { recursive: true, force: true });
  }
}
