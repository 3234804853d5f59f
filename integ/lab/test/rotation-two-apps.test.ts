import { App } from 'aws-cdk-lib';
import { ACCOUNTS } from '../accounts';
import { bootstrap } from '../cdk';
import { Decision } from '../decision';
import { Lab, LabAccess } from '../lab';
import { deployApp } from './allow-list-app';
import { Call, PlaceCaller } from './place-caller';
import { consumerApp, providerApp, Rotation } from './rotation-app';
import { callingMeanwhile, RotationClient, until } from './rotation-watch';

// The same between two teams that know of each other what they have told: ids.

const BOTH = ['First', 'Second'] as const;

let lab: Lab;
let access: LabAccess;
let rotation: Rotation = { endpoints: ['First'], direct: ['First'], allowed: [], connected: 'First' };
let ids: Record<string, string> = {};
let client: RotationClient;
const decisions: Decision[] = [];

beforeAll(async () => {
  lab = await Lab.start({ onDecision: (decision) => decisions.push(decision) });
  access = lab.access;
  await Promise.all([bootstrap(access, ACCOUNTS.consumer), bootstrap(access, ACCOUNTS.provider)]);
  await deployConsumer({});
  await deployProvider([ids.FirstId]);
  await deployConsumer({});
  client = new RotationClient(new PlaceCaller(access, ids.AppId), ids.PetsUrl, ids.PetStoreId, decisions);
});

afterAll(async () => { await lab.stop(); });

async function deployConsumer(change: Partial<Rotation>, exclusively?: string[]): Promise<void> {
  rotation = { ...rotation, ...change };
  const define = (app: App) => consumerApp(app, access.region, rotation, ids.PetStoreId);
  const { Network, Workload } = await deployApp(access, ACCOUNTS.consumer, define, exclusively);
  ids = { ...ids, ...Network, ...Workload };
}

async function deployProvider(vpcEndpointIds: string[]): Promise<void> {
  const { Provider } = await deployApp(access, ACCOUNTS.provider, (app) => providerApp(app, access.region, vpcEndpointIds));
  ids = { ...ids, ...Provider };
}

test('step by step, each once the one before is in force: no call fails', async () => {
  await lab.setDelays({ redeployMs: 700, endpointPolicyMs: 1000, namesMs: 1500 });

  const seen: Call[] = await callingMeanwhile(() => client.call(), async () => {
    await deployConsumer({ endpoints: BOTH, direct: BOTH });
    await until('the second one answers, and is not allowed', async () => {
      const { body = '' } = await client.through(ids.SecondHost);
      return /no resource-based policy|explicit deny in a resource-based policy/.test(body);
    });
    await deployProvider([ids.FirstId, ids.SecondId]);
    await until('the second one is allowed', async () => (await client.through(ids.SecondHost)).status === 200);

    await deployConsumer({ connected: 'Second' });
    await until('the name leads to the second one', async () => client.lastEndpoint === ids.SecondId);

    await deployProvider([ids.SecondId]);
    await until('the first one is allowed no more', async () => (await client.through(ids.FirstHost)).status === 403);

    await deployConsumer({ direct: ['Second'] }, ['Workload']);
    await deployConsumer({ endpoints: ['Second'] });
    await until('the first one is gone', async () => (await client.through(ids.FirstHost)).error === 'no such name');
  });

  expect(seen.filter(({ status }) => status !== 200)).toEqual([]);
  expect(seen.length).toBeGreaterThan(15);
  expect(client.lastEndpoint).toBe(ids.SecondId);
});
