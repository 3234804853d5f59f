import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ACCOUNTS } from '../accounts';
import { awsEnvironment, clientConfig } from '../aws-environment';
import { bootstrap, deploy } from '../cdk';
import { invoke } from '../invoke';
import { Lab } from '../lab';
import { fetchState } from '../state-reader';
import { BIN, runCommand } from './run-command';

// What the library adds to an app that spans accounts is seen in a deploy only: the order, and ids that arrive where they are needed.

const PATIENCE_MS = 300_000;
jest.setTimeout(PATIENCE_MS);

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.start();
  await Promise.all([bootstrap(lab.access, ACCOUNTS.consumer), bootstrap(lab.access, ACCOUNTS.provider)]);
}, PATIENCE_MS);

afterAll(async () => { await lab.stop(); });

/** An app's folder, as the CLI wants it. */
function folderOf(app: string): string {
  const folder = join(lab.access.folder, app);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ app: `${join(BIN, 'tsx')} ${join(__dirname, 'wiring', `${app}.ts`)}`, notices: false }));
  return folder;
}

/** What a function is answered by the API of its connection, or by another one that it calls through its endpoint. */
async function statusOf(caller: string, apiId?: string): Promise<number> {
  return invoke<number>(lab.access, ACCOUNTS.consumer, caller, { apiId });
}

async function idsOf(names: readonly string[]): Promise<string[]> {
  const { apis } = await fetchState(lab.access.emulatorUrl);
  return names.map((name) => apis.find((api) => api.name === name)!.id);
}

/** The endpoint through which a function calls. */
async function endpointOf(caller: string): Promise<string> {
  const { callers, endpoints } = await fetchState(lab.access.emulatorUrl);
  const { network } = callers.find(({ name }) => name === caller)!;
  return endpoints.find(({ vpcId }) => vpcId === network!.vpcId)!.id;
}

/** Those endpoints that there are, of the ones that an API allows as it is deployed. */
async function allowedBy(name: string): Promise<string[]> {
  const { apis, endpoints } = await fetchState(lab.access.emulatorUrl);
  const { policy } = apis.find((api) => api.name === name)!.stages[0].deployment;
  return endpoints.map(({ id }) => id).filter((id) => policy?.includes(id));
}

describe('one app, two accounts, deployed at once by the CLI', () => {
  const NAMES = ['plain', 'nested', 'staged'];

  async function deployOneApp(...args: string[]): Promise<void> {
    const deployed = await runCommand(join(BIN, 'cdk'), ['deploy', ...args, '--concurrency', '9', '--require-approval', 'never'], {
      cwd: folderOf('one-app'), env: awsEnvironment(lab.access, ACCOUNTS.consumer),
    });
    if (deployed.code !== 0) throw new Error(deployed.stdout + deployed.stderr);
  }

  beforeAll(async () => deployOneApp('**'), PATIENCE_MS);

  test('each workload calls its API at the first attempt', async () => {
    expect(await Promise.all(NAMES.map(async (name) => statusOf(name)))).toEqual([200, 200, 200]);
  });

  test('each API refuses the other endpoints', async () => {
    const [plain, nested, staged] = await idsOf(NAMES);

    expect(await Promise.all([statusOf('plain', plain), statusOf('plain', nested), statusOf('plain', staged)])).toEqual([200, 403, 403]);
    expect(await Promise.all([statusOf('nested', plain), statusOf('nested', nested), statusOf('nested', staged)])).toEqual([403, 200, 403]);
  });

  test('an endpoint that is replaced in a nested stack is followed by the API in another one', async () => {
    const before = await allowedBy('following');
    await deployOneApp('MovingBProvider', '--context', 'vpc=1'); // and what it waits for
    const after = await allowedBy('following');

    expect([before.length, after.length]).toEqual([1, 1]);
    expect(after).not.toEqual(before);
  });
});

describe('apps of one account, by parameters in Parameter Store', () => {
  async function step(name: string): Promise<void> {
    await deploy(lab.access, { directory: folderOf('by-parameters'), account: ACCOUNTS.consumer, context: { step: name } });
  }

  test('from a clean start: network, provider, workload', async () => {
    await step('network');
    await step('by name');
    await step('workload');

    expect(await statusOf('by-parameters')).toBe(200);
  });

  test('an endpoint that is not in the parameter is refused', async () => {
    const [api] = await idsOf(['PetStore']);
    const client = new SSMClient(clientConfig(lab.access, ACCOUNTS.consumer));
    const put = async (Value: string) => client.send(new PutParameterCommand({ Name: '/orders/vpc-endpoint-id', Value, Overwrite: true }));

    await put('vpce-00000000000000000');
    await step('by name');
    expect(await statusOf('by-parameters', api)).toBe(403);

    await put(await endpointOf('by-parameters'));
    await step('by ARN'); // as a parameter is read that another account shares
    expect(await statusOf('by-parameters', api)).toBe(200);
    client.destroy();
  });
});
