import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyApp, copyFiles, emptyFolder } from './app-folder.mjs';
import { requireHandlers, requireSameAssembly } from './assemblies.mjs';
import { requireErrors } from './errors.mjs';
import { run, versionOf } from './processes.mjs';
import { CACHES, FLOOR, FOLDER, NAME, NEWEST, NODES, TARBALL, TOOLS } from './project.mjs';
import { Unavailable } from './report.mjs';

const MODULES = { cjs: 'commonjs', esm: 'module' };
/** The declarations are checked too, once for each library: that takes longest. */
const TSCONFIG = {
  compilerOptions: {
    target: 'ES2022', module: 'node16', lib: ['ES2022'], strict: true, noUnusedLocals: true, noImplicitReturns: true, types: ['node'], rootDir: '.',
  },
  include: ['app.ts'],
};

/** Where the templates are that everybody else has to make with the same library: its defaults and the names of its assets change. */
export const referenceOf = (label) => join(FOLDER, `npm-${label}`, 'cjs', 'cdk.out');

/** An npm project with two apps below it, one of each kind of module. */
export async function testTypeScript(report, [label, { cdk, constructs }]) {
  const language = `TypeScript, aws-cdk-lib ${cdk}`;
  const project = emptyFolder(join(FOLDER, `npm-${label}`));
  const installed = await report.check(language, 'the tarball installs with its peers and nothing else', async () => {
    writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true }));
    await npm(project, 'install', '--strict-peer-deps', '--save-exact', TARBALL, `aws-cdk-lib@${cdk}`, `constructs@${constructs}`,
      `typescript@${TOOLS.typescript}`, `@types/node@${TOOLS.nodeTypes}`);
    await npm(project, 'ls', NAME, 'aws-cdk-lib', 'constructs');
  });
  if (!installed) return;
  for (const [kind, type] of Object.entries(MODULES)) {
    const folder = join(project, kind);
    mkdirSync(folder);
    copyApp('typescript', folder);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type }));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...TSCONFIG, compilerOptions: { ...TSCONFIG.compilerOptions, skipLibCheck: kind !== 'cjs' } }));
    const compiled = await report.check(language, `${kind}: compiles in strict mode`, () => run(process.execPath, [join(project, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd: folder }));
    if (!compiled) continue;
    await report.check(language, `${kind}: runs, and its handlers are found`, async () => {
      await runApp(process.execPath, folder, folder);
      requireHandlers(join(folder, 'cdk.out'));
    });
    if (kind !== 'cjs') {
      await report.check(language, `${kind}: templates and assets are those of cjs`, () => requireSameAssembly(join(folder, 'cdk.out'), referenceOf(label)));
    }
    await report.check(language, `${kind}: errors say what is wrong`, () => requireErrors('typescript', folder));
    if (cdk === NEWEST.cdk && kind === 'cjs') {
      await report.check(language, 'its own validation of the templates finds nothing', () => requireValidation(folder));
    }
  }
}

/** The newest library looks at the templates that it writes, and leaves a report beside them. */
async function requireValidation(app) {
  const folder = emptyFolder(join(app, 'validated'));
  copyFiles(folder);
  await run(process.execPath, [join(app, 'app.js')], { cwd: folder });
  const { pluginReports } = JSON.parse(readFileSync(join(folder, 'cdk.out/validation-report.json'), 'utf8'));
  const conclusions = pluginReports.map(({ conclusion }) => conclusion);
  if (conclusions.length === 0 || conclusions.some((conclusion) => conclusion !== 'success')) {
    throw new Error(`each report of the validation must be a success, got ${JSON.stringify(pluginReports, null, 1)}`);
  }
}

/** What TypeScript makes with another version of the library, for a language that has neither the oldest nor the newest. */
export async function makeReference(label, { cdk, constructs }) {
  const folder = emptyFolder(join(FOLDER, `npm-${label}`, 'cjs'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  await npm(folder, 'install', '--save-exact', TARBALL, `aws-cdk-lib@${cdk}`, `constructs@${constructs}`);
  copyFiles(folder);
  cpSync(join(FOLDER, 'npm-floor/cjs/app.js'), join(folder, 'app.js'));
  await runApp(process.execPath, folder, folder);
}

/** The apps that are compiled for the floor, by other versions of Node than the one that runs this. */
export async function testNodes(report) {
  for (const version of NODES) {
    const language = `Node ${version.split('.')[0]}`;
    const node = await report.check(language, `${version} is to be had`, () => installNode(version));
    if (!node) continue;
    for (const kind of Object.keys(MODULES)) {
      await report.check(language, `${kind}: templates and assets are those of Node ${process.versions.node.split('.')[0]}`, async () => {
        const folder = join(FOLDER, 'npm-floor', kind);
        const cwd = emptyFolder(join(folder, `node-${version}`));
        copyFiles(cwd);
        await runApp(node, folder, cwd);
        requireSameAssembly(join(cwd, 'cdk.out'), referenceOf('floor'));
      });
    }
  }
}

/** npm's packages of this name hold the binary. */
async function installNode(version) {
  if (process.platform !== 'linux') throw new Unavailable('Node’s binaries are tried on Linux only');
  const project = join(FOLDER, `node-${version}`);
  const binary = join(project, `node_modules/node-linux-${process.arch}/bin/node`);
  if (await versionOf(binary, '--version') === `v${version}`) return binary;
  emptyFolder(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true }));
  await npm(project, 'install', '--save-exact', `node-linux-${process.arch}@${version}`);
  return binary;
}

async function npm(cwd, ...args) {
  try {
    return await run('npm', [...args, '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error'], { cwd, env: CACHES.npm });
  } catch (error) {
    const missing = /code (E404|ETARGET|E403|ENOTFOUND|EAI_AGAIN)[\s\S]*?((?:404|notarget|network|403)[^\n]*)/.exec(error.output ?? '');
    throw missing ? new Unavailable(`npm: ${missing[2].trim()}`) : error;
  }
}

/** The newest library checks templates while it writes them, which takes seconds and is not what is looked at here. */
async function runApp(node, app, cwd) {
  await run(node, [join(app, 'app.js')], { cwd, env: { CDK_VALIDATION: 'false' } });
}

export const LIBRARIES = Object.entries({ floor: FLOOR, newest: NEWEST });
