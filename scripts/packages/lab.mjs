import { join } from 'node:path';
import { run } from './processes.mjs';
import { APPS, FOLDER, ROOT } from './project.mjs';

/** Deploys the PetStore of assemblies that other languages made to the local AWS, and calls it. */
export async function deployToLab(report, assemblies) {
  if (Object.keys(assemblies).length === 0) report.skip('lab', 'deployed', 'no app was made for it: name python or java too');
  for (const [language, assembly] of Object.entries(assemblies)) {
    if (assembly === undefined) {
      report.skip(language, 'deployed to the lab', 'its app made no assembly');
      continue;
    }
    await report.check(language, 'deployed to the lab: the App gets 200 and the outsider 403', () =>
      run(join(ROOT, 'node_modules/.bin/tsx'), [join(APPS, 'deploy.ts'), assembly], { cwd: FOLDER }));
  }
}

/** The same with the sample in Python, from its own apps. */
export async function deploySampleToLab(report, sample) {
  const language = 'Python, samples/petstore-python';
  if (sample === undefined) {
    report.skip(language, 'deployed to the lab', 'it was not synthesized: name python too');
    return;
  }
  await report.check(language, 'deployed to the lab: the App gets 200, its neighbour no answer, the outsider 403', () =>
    run(join(ROOT, 'node_modules/.bin/tsx'), [join(APPS, 'deploy-sample.ts'), sample.sample], { cwd: FOLDER, env: { PATH: `${sample.bin}:${process.env.PATH}` } }));
}
