import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { emptyFolder } from './app-folder.mjs';
import { requireSameAssembly } from './assemblies.mjs';
import { run } from './processes.mjs';
import { CACHES, FOLDER, NAME, ROOT, VERSION } from './project.mjs';

const LANGUAGE = 'Python, samples/petstore-python';
const TWIN = join(ROOT, 'samples/petstore');
const LEFT_BEHIND = ['cdk.out', 'hand-over', '.venv', '__pycache__'];
const REGION = 'ap-northeast-1';
const [CONSUMER, PROVIDER] = ['111111111111', '222222222222'];

/** Who owns each app. */
const APPS = { 'consumer': CONSUMER, 'provider-account': PROVIDER, 'provider': PROVIDER };

/** What the apps tell one another, each with the name of its file, its stack and its output. */
const HANDED_OVER = [
  ['network.json', 'PetstoreNetwork', 'HandOverConsumer', {
    version: 1, kind: 'consumer', account: CONSUMER, region: REGION, vpcEndpointId: 'vpce-0a1b2c3d4e5f60718', vpcId: 'vpc-0a1b2c3d4e5f60718',
  }],
  ['provider.json', 'PetstoreProvider', 'HandOverPetStore', {
    version: 1, kind: 'api', account: PROVIDER, region: REGION, restApiId: '6r6oaqtr37', stageName: 'v1',
  }],
];

/**
 * The sample as its users copy it, in an environment that has the package: each app must make what its twin in TypeScript makes. Resolves to
 * what is needed to deploy it.
 */
export async function testPythonSample(report, { python, bin }) {
  const folder = emptyFolder(join(FOLDER, 'python-sample'));
  const sample = join(folder, 'petstore-python');
  cpSync(join(ROOT, 'samples/petstore-python'), sample, { recursive: true, filter: (source) => !LEFT_BEHIND.includes(basename(source)) });

  await report.check(LANGUAGE, 'its requirements are what was installed', async () => {
    const requirements = join(sample, 'requirements.txt');
    const pinned = readFileSync(requirements, 'utf8');
    const own = new RegExp(`^${NAME}==.*$`, 'm');
    if (!own.test(pinned)) throw new Error(`requirements.txt must pin ${NAME}, got ${JSON.stringify(pinned)}`);
    writeFileSync(requirements, pinned.replace(own, `${NAME}==${VERSION}`)); // a release has another version than the sample, for a while
    await run(python, ['-m', 'pip', 'install', '--no-index', '--quiet', '--requirement', requirements], { env: CACHES.pip });
  });

  const handOver = join(folder, 'hand-over');
  mkdirSync(handOver);
  for (const [file, stack, output, ids] of HANDED_OVER) {
    writeFileSync(join(handOver, file), JSON.stringify({ [stack]: { [output]: JSON.stringify(ids) } }));
  }
  const synthesize = (directory, account, outdir) => {
    const { app } = JSON.parse(readFileSync(join(directory, 'cdk.json'), 'utf8'));
    return run('sh', ['-c', app], {
      cwd: directory,
      env: {
        PATH: `${bin}:${process.env.PATH}`, // an environment that is activated
        CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: REGION, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify({ handOver }),
      },
    });
  };
  const same = await report.check(LANGUAGE, 'templates are those of samples/petstore', async () => {
    for (const [app, account] of Object.entries(APPS)) {
      const [mine, twin] = [join(folder, 'out', app), join(folder, 'out', `${app}-twin`)];
      await Promise.all([synthesize(join(sample, app), account, mine), synthesize(join(TWIN, app), account, twin)]);
      requireSameAssembly(mine, twin);
    }
  });
  return same && { sample, bin };
}
