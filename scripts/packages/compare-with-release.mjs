import { join } from 'node:path';
import { run } from './processes.mjs';
import { CACHES, NAME, ROOT } from './project.mjs';
import { Unavailable } from './report.mjs';

/** jsii-diff against the last release; there is nothing to compare with before the first one. */
export async function compareWithRelease(report) {
  await report.check('all', 'nothing of the last release is broken', async () => {
    const { code, output } = await run('npm', ['view', NAME, 'version', '--loglevel=error'], { cwd: ROOT, env: CACHES.npm, check: false });
    if (code !== 0) throw /E404/.test(output) ? new Unavailable('there is no release yet') : new Error(output);
    await run(join(ROOT, 'node_modules/.bin/projen'), ['compat'], { cwd: ROOT });
  });
}
