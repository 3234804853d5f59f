import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { copyApp, emptyFolder } from './app-folder.mjs';
import { requireHandlers, requireSameAssembly } from './assemblies.mjs';
import { requireErrors } from './errors.mjs';
import { run, versionOf } from './processes.mjs';
import { CACHES, FLOOR, FOLDER, GO_FOLDER, GO_MODULE, NEWEST_GO, VERSION } from './project.mjs';
import { Unavailable } from './report.mjs';
import { makeReference, referenceOf } from './typescript.mjs';

/** A Go module that takes the package by `replace`, at the floor of the CDK where the proxy has all of it, and at the newest. */
export async function testGo(report) {
  for (const [label, { cdk, constructs }] of Object.entries({ floor: FLOOR, newest: NEWEST_GO })) {
    const language = `Go, aws-cdk-go ${cdk}`;
    if (await versionOf('go', 'version') === undefined) {
      report.skip(language, 'all', 'go is not installed');
      continue;
    }
    const folder = emptyFolder(join(FOLDER, `go-${label}`));
    copyApp('go', folder, {
      goModule: GO_MODULE, goFolder: GO_FOLDER, version: VERSION, cdkVersion: cdk, constructsVersion: constructs, jsiiVersion: NEWEST_GO.jsii,
    });
    renameSync(join(folder, 'go.mod.template'), join(folder, 'go.mod'));
    const resolved = await report.check(language, 'the module resolves', () => go(folder, 'mod', 'tidy'));
    if (!resolved) continue;
    const built = await report.check(language, 'vet finds nothing, and the app builds', async () => {
      await go(folder, 'vet', '.');
      await go(folder, 'build', '-o', 'app', '.');
    });
    if (!built) continue;
    const ran = await report.check(language, 'runs, and its handlers are found', async () => {
      await run(join(folder, 'app'), [], { cwd: folder, env: { CDK_VALIDATION: 'false' } });
      requireHandlers(join(folder, 'cdk.out'));
    });
    if (!ran) continue;
    await report.check(language, 'errors say what is wrong', () => requireErrors('go', folder));
    await report.check(language, 'templates and assets are those of TypeScript', async () => {
      if (label !== 'floor') await makeReference('go', NEWEST_GO);
      requireSameAssembly(join(folder, 'cdk.out'), referenceOf(label === 'floor' ? label : 'go'));
    });
  }
}

async function go(cwd, ...args) {
  try {
    return await run('go', args, { cwd, env: CACHES.go });
  } catch (error) {
    const missing = /([^\s:]+@v\S+): (?:reading|verifying)[^\n]*(?:403|404|410|checksum)[^\n]*/i.exec(error.output ?? '');
    throw missing ? new Unavailable(`the module proxy does not have ${missing[1]}`) : error;
  }
}
