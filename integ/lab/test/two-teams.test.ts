import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ACCOUNTS, ROOT_SECRET } from '../accounts';
import { awsEnvironment } from '../aws-environment';
import { bootstrap, deploy } from '../cdk';
import { invoke } from '../invoke';
import { Lab } from '../lab';
import { PROJECT, runCommand } from './run-command';

// samples/two-teams as a team copies it out of the repository, from a clean start.

const PATIENCE_MS = 300_000;
jest.setTimeout(PATIENCE_MS);

let lab: Lab;
let sample: string;

beforeAll(async () => {
  lab = await Lab.start();
  await Promise.all(Object.values(ACCOUNTS).map(async (account) => bootstrap(lab.access, account)));
  sample = join(lab.access.folder, 'two-teams');
  cpSync(join(PROJECT, 'samples', 'two-teams'), sample, {
    recursive: true, filter: (source) => !['hand-over', 'cdk.out'].includes(basename(source)),
  });
  symlinkSync(join(PROJECT, 'node_modules'), join(sample, 'node_modules'));
  writeFileSync(join(sample, 'tsconfig.json'), JSON.stringify({
    compilerOptions: { module: 'node16', target: 'ES2022', paths: { 'cdk-cross-account-private-api': [join(PROJECT, 'src', 'index.ts')] } },
  }));
}, PATIENCE_MS);

afterAll(async () => { await lab.stop(); });

/** The profiles of both teams, as they are in one's home. */
function profiles(): Record<string, string> {
  const file = join(lab.access.folder, 'profiles');
  const profile = (name: string, account: string) => `[${name}]\naws_access_key_id = ${account}\naws_secret_access_key = ${ROOT_SECRET}\n`;
  writeFileSync(file, profile('a', ACCOUNTS.consumer) + profile('b', ACCOUNTS.provider));
  const { AWS_ACCESS_KEY_ID: _key, AWS_SECRET_ACCESS_KEY: _secret, ...others } = awsEnvironment(lab.access, ACCOUNTS.consumer);
  return { ...others, AWS_SHARED_CREDENTIALS_FILE: file };
}

function handedOver(path: string): unknown {
  const stacks = Object.values(JSON.parse(readFileSync(join(sample, path), 'utf8')) as Record<string, Record<string, string>>);
  return stacks.flatMap((outputs) => Object.entries(outputs)).filter(([name]) => name.startsWith('HandOver')).map(([name]) => name);
}

async function status(account: string, functionName: string): Promise<unknown> {
  return (await invoke<{ status?: number }>(lab.access, account, functionName)).status;
}

describe('deploy.sh, from a clean start', () => {
  beforeAll(async () => {
    const env = { ...profiles(), ORDERS_PROFILE: 'a', PETS_PROFILE: 'b' };
    expect(await runCommand('./deploy.sh', [], { cwd: sample, env })).toMatchObject({ code: 0 });
  }, PATIENCE_MS);

  test('leaves both files with both teams', () => {
    expect(['team-orders', 'team-pets'].map((team) => ['orders', 'pets'].map((file) => handedOver(`${team}/hand-over/${file}.json`)))).toEqual([
      [['HandOverOrders'], ['HandOverPetStore']], [['HandOverOrders'], ['HandOverPetStore']],
    ]);
  });

  test('lets team Orders in', async () => {
    const outputs = JSON.parse(readFileSync(join(sample, 'team-orders/hand-over/orders.json'), 'utf8')) as Record<string, Record<string, string>>;

    expect(await status(ACCOUNTS.consumer, outputs.OrdersWorkload.OrdersFunctionName)).toBe(200);
  });

  test('keeps an outsider out, who knows the URL', async () => {
    const handOver = join(lab.access.folder, 'outsider');
    mkdirSync(handOver);
    cpSync(join(sample, 'team-pets/hand-over/pets.json'), join(handOver, 'provider.json'));
    const { PetstoreOutsider } = await deploy(lab.access, {
      directory: join(PROJECT, 'samples', 'petstore', 'outsider'), account: ACCOUNTS.outsider, context: { handOver },
    });

    expect(await status(ACCOUNTS.outsider, PetstoreOutsider.AppFunctionName)).toBe(403);
  });
});
