import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyApp, emptyFolder } from './app-folder.mjs';
import { requireHandlers, requireSameAssembly } from './assemblies.mjs';
import { requireErrors } from './errors.mjs';
import { run, versionOf } from './processes.mjs';
import { CACHES, FLOOR, FOLDER, TOOLS, WHEEL } from './project.mjs';
import { Unavailable } from './report.mjs';
import { referenceOf } from './typescript.mjs';

const LANGUAGE = `Python, aws-cdk-lib ${FLOOR.cdk}`;

/** A fresh virtual environment with the wheel. Resolves to the folder of the app whose assembly can be deployed, and to the environment. */
export async function testPython(report) {
  const project = emptyFolder(join(FOLDER, 'python'));
  const python = join(project, 'venv/bin/python');
  const environment = { python, bin: join(project, 'venv/bin') };
  const env = { ...CACHES.pip, PYTHONDONTWRITEBYTECODE: '' };
  const installed = await report.check(LANGUAGE, 'the wheel installs into a fresh environment with its dependencies', async () => {
    const [command] = await available();
    await run(command, ['-m', 'venv', join(project, 'venv')]);
    await pip(python, env, 'install', '--quiet', WHEEL, `aws-cdk-lib==${FLOOR.cdk}`, `constructs==${FLOOR.constructs}`);
    await run(python, ['-m', 'pip', 'check'], { env });
  });
  if (!installed) return {};
  const folder = join(project, 'app');
  mkdirSync(folder);
  copyApp('python', folder);
  await report.check(LANGUAGE, 'pyright finds no error', () => typeCheck(project, folder, python));
  const ran = await report.check(LANGUAGE, 'runs, and its handlers are found', async () => {
    await run(python, ['app.py'], { cwd: folder });
    requireHandlers(join(folder, 'cdk.out'));
  });
  if (!ran) return { environment };
  await report.check(LANGUAGE, 'errors say what is wrong', () => requireErrors('python', folder));
  const same = await report.check(LANGUAGE, 'templates and assets are those of TypeScript', () => requireSameAssembly(join(folder, 'cdk.out'), referenceOf('floor')));
  return { assembly: same && join(folder, 'cdk.out'), environment };
}

async function available() {
  for (const command of ['python3', 'python']) {
    if (await versionOf(command, '-c', 'import venv, ensurepip') !== undefined) return [command];
  }
  throw new Unavailable('there is no Python with venv');
}

async function pip(python, env, ...args) {
  try {
    return await run(python, ['-m', 'pip', ...args], { env });
  } catch (error) {
    const missing = /ERROR: (No matching distribution found for [^\n]*)/.exec(error.output ?? '');
    throw missing ? new Unavailable(`pip: ${missing[1]}`) : error;
  }
}

/** pyright is an npm package; it reads the environment that the app runs in. */
async function typeCheck(project, folder, python) {
  const tools = join(FOLDER, 'tools');
  const cli = join(tools, 'node_modules/pyright/index.js');
  if (await versionOf(process.execPath, cli, '--version') !== `pyright ${TOOLS.pyright}`) {
    emptyFolder(tools);
    writeFileSync(join(tools, 'package.json'), JSON.stringify({ private: true }));
    await run('npm', ['install', '--no-audit', '--no-fund', '--omit=optional', '--loglevel=error', `pyright@${TOOLS.pyright}`], { cwd: tools, env: CACHES.npm });
  }
  writeFileSync(join(folder, 'pyrightconfig.json'), JSON.stringify({ typeCheckingMode: 'standard', reportUnnecessaryTypeIgnoreComment: 'error' }));
  const { stdout } = await run(process.execPath, [cli, '--outputjson', '--pythonpath', python, 'app.py'], { cwd: folder, check: false });
  const { generalDiagnostics, summary } = JSON.parse(stdout);
  const errors = generalDiagnostics.filter(({ severity }) => severity === 'error');
  if (summary.filesAnalyzed !== 1) throw new Error(`pyright must analyze app.py, got ${summary.filesAnalyzed} files`);
  if (errors.length > 0) throw new Error(errors.map(({ range, message, rule }) => `app.py:${range.start.line + 1}: ${message} (${rule})`).join('\n'));
}
