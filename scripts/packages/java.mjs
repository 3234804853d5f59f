import { readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { copyApp, emptyFolder } from './app-folder.mjs';
import { requireHandlers, requireSameAssembly } from './assemblies.mjs';
import { requireErrors } from './errors.mjs';
import { run, versionOf } from './processes.mjs';
import { CACHES, FLOOR, FOLDER, JAVA, MAVEN_REPOSITORY, VERSION } from './project.mjs';
import { Unavailable } from './report.mjs';
import { referenceOf } from './typescript.mjs';

const LANGUAGE = `Java, aws-cdk-lib ${FLOOR.cdk}`;

/** A Maven project with the jar. Resolves to the folder of the app whose assembly can be deployed. */
export async function testJava(report) {
  if (await versionOf('mvn', '--version') === undefined) {
    report.skip(LANGUAGE, 'all', 'mvn is not installed');
    return undefined;
  }
  const folder = emptyFolder(join(FOLDER, 'java'));
  const built = await report.check(LANGUAGE, 'the jar installs from its repository, and the app compiles', async () => {
    copyApp('java', folder, {
      ...JAVA, version: VERSION, repository: MAVEN_REPOSITORY, cdkVersion: FLOOR.cdk, constructsVersion: FLOOR.constructs,
    });
    // Maven keeps a release for ever, and this is always of the same version.
    rmSync(join(CACHES.maven, ...JAVA.groupId.split('.')), { recursive: true, force: true });
    const { output } = await maven(folder, 'compile', 'dependency:build-classpath', '-Dmdep.outputFile=classpath.txt');
    const warnings = output.split('\n').filter((line) => line.includes('WARNING') && line.includes('PackagedApp.java'));
    if (warnings.length > 0) throw new Error(warnings.join('\n'));
  });
  if (!built) return undefined;
  const ran = await report.check(LANGUAGE, 'runs, and its handlers are found', async () => {
    const classpath = ['target/classes', readFileSync(join(folder, 'classpath.txt'), 'utf8').trim()].join(delimiter);
    await run('java', ['-cp', classpath, 'test.PackagedApp'], { cwd: folder });
    requireHandlers(join(folder, 'cdk.out'));
  });
  if (!ran) return undefined;
  await report.check(LANGUAGE, 'errors say what is wrong', () => requireErrors('java', folder));
  const same = await report.check(LANGUAGE, 'templates and assets are those of TypeScript', () => requireSameAssembly(join(folder, 'cdk.out'), referenceOf('floor')));
  return same && join(folder, 'cdk.out');
}

async function maven(cwd, ...goals) {
  try {
    return await run('mvn', ['--batch-mode', '--no-transfer-progress', `-Dmaven.repo.local=${CACHES.maven}`, ...goals], { cwd });
  } catch (error) {
    const missing = /(Could not (?:find|transfer) artifact (?!@)[^\n]*)/.exec(error.output ?? '');
    if (missing && !missing[1].includes(JAVA.artifactId)) throw new Unavailable(`Maven: ${missing[1]}`);
    throw error;
  }
}
