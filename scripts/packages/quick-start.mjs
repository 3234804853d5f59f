import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFolder } from './app-folder.mjs';
import { run } from './processes.mjs';
import { APPS, CACHES, FLOOR, FOLDER, ROOT, TARBALL } from './project.mjs';

const PAGE = join(ROOT, 'docs/getting-started.md');
const TITLE = 'docs/getting-started.md: deployed to the lab as the page says, and called: each caller sees what the page promises';

/** The quick start in TypeScript: what the page has one type into an empty folder, with the tarball in the place of the released package. */
export async function testTypeScriptQuickStart(report) {
  await report.check(`TypeScript, aws-cdk-lib ${FLOOR.cdk}`, TITLE, async () => {
    const folder = emptyFolder(join(FOLDER, 'quick-start'));
    const install = (...packages) => run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error', ...packages], { cwd: folder, env: CACHES.npm });
    await run('npm', ['init', '-y'], { cwd: folder, env: CACHES.npm });
    await install(`aws-cdk-lib@${FLOOR.cdk}`, `constructs@${FLOOR.constructs}`, TARBALL);
    await install('--save-dev', 'tsx', 'typescript', '@types/node');
    await deploy(folder, 'ts fixture=none', 'app.ts');
  });
}

/** The same in Python, in an environment that has the wheel. */
export async function testPythonQuickStart(report, environment) {
  const language = `Python, aws-cdk-lib ${FLOOR.cdk}`;
  if (environment === undefined) {
    report.skip(language, TITLE, 'the wheel was not installed: name python too');
    return;
  }
  await report.check(language, TITLE, () => deploy(emptyFolder(join(FOLDER, 'quick-start-python')), 'python', 'app.py', { PATH: `${environment.bin}:${process.env.PATH}` }));
}

function deploy(folder, fence, file, env) {
  const page = readFileSync(PAGE, 'utf8');
  const one = (pattern) => {
    const found = [...page.matchAll(pattern)];
    if (found.length !== 1) throw new Error(`${PAGE} must have ${pattern} once, got it ${found.length} times`);
    return found[0][1];
  };
  writeFileSync(join(folder, file), one(new RegExp(`^\`\`\`${fence}\\n([\\s\\S]*?)^\`\`\`$`, 'gm')));
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ app: one(new RegExp(`cdk\\S* deploy --all --app "([^"]+ ${file})"`, 'g')) }));
  return run(join(ROOT, 'node_modules/.bin/tsx'), [join(APPS, 'deploy-quick-start.ts'), folder, PAGE], { cwd: folder, env });
}
