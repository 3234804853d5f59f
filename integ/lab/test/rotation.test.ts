import { ACCOUNTS } from '../accounts';
import { bootstrap } from '../cdk';
import { Decision } from '../decision';
import { Lab, LabAccess } from '../lab';
import { deployApp } from './allow-list-app';
import { Call, PlaceCaller } from './place-caller';
import { Rotation, sameApp } from './rotation-app';
import { callingMeanwhile, RotationClient, until } from './rotation-watch';

// An endpoint is replaced while a client calls all the time: first as docs/replace-an-endpoint.md says, and then without one of its steps each.

const AGES_MS = 3_600_000;
const OK: Call = { status: 200, errorType: undefined, body: '["pets"]' };
const BOTH = ['First', 'Second'] as const;

let lab: Lab;
let access: LabAccess;
let rotation: Rotation;
let outputs: Record<string, Record<string, string>>;
let client: RotationClient;
const decisions: Decision[] = [];

beforeAll(async () => {
  lab = await Lab.start({ onDecision: (decision) => decisions.push(decision) });
  access = lab.access;
  await Promise.all([bootstrap(access, ACCOUNTS.consumer), bootstrap(access, ACCOUNTS.provider)]);
  await deploy({ endpoints: ['First'], direct: ['First'], allowed: ['First'], connected: 'First' });
  client = new RotationClient(new PlaceCaller(access, outputs.Workload.AppId), outputs.Workload.PetsUrl, outputs.Provider.PetStoreId, decisions);
});

afterAll(async () => { await lab.stop(); });

async function deploy(next: Rotation, exclusively?: string[]): Promise<void> {
  const deployed = await deployApp(access, ACCOUNTS.provider, (app) => sameApp(app, access.region, next), exclusively);
  [rotation, outputs] = [next, { ...outputs, ...deployed }];
}

async function deployChanged(change: Partial<Rotation>, exclusively?: string[]): Promise<void> {
  await deploy({ ...rotation, ...change }, exclusively);
}

const failed = (calls: Call[]) => calls.filter(({ status }) => status !== 200);

test('step by step, each once the one before is in force: no call fails', async () => {
  const { FirstHost, FirstId } = outputs.Network;
  await lab.setDelays({ redeployMs: 700, endpointPolicyMs: 1000, namesMs: 1500 });

  const seen = await callingMeanwhile(() => client.call(), async () => {
    await deployChanged({ endpoints: BOTH, direct: BOTH, allowed: BOTH });
    const { SecondHost, SecondId } = outputs.Network;
    await until('the second one is allowed', async () => (await client.through(SecondHost)).status === 200);
    expect(client.lastEndpoint).toBe(FirstId);

    await deployChanged({ connected: 'Second' });
    await until('the name leads to the second one', async () => client.lastEndpoint === SecondId);
    expect(await client.through(FirstHost)).toEqual(OK);

    await deployChanged({ allowed: ['Second'] });
    await until('the first one is allowed no more', async () => (await client.through(FirstHost)).status === 403);

    await deployChanged({ direct: ['Second'] }, ['Workload']);
    await deployChanged({ endpoints: ['Second'] });
    await until('the first one is gone', async () => (await client.through(FirstHost)).error === 'no such name');
  });

  expect(failed(seen)).toEqual([]);
  expect(seen.length).toBeGreaterThan(12);
  expect(client.lastEndpoint).toBe(outputs.Network.SecondId);
});

describe('without one of the steps', () => {
  beforeAll(async () => {
    await lab.setDelays({});
    await deploy({ endpoints: BOTH, direct: BOTH, allowed: BOTH, connected: 'Second' });
  });

  afterEach(async () => {
    await lab.setDelays({});
    expect(await client.call()).toEqual(OK);
  });

  test('the old id is removed before the name leads to the new endpoint: calls are refused', async () => {
    await lab.setDelays({ namesMs: AGES_MS });
    const seen = await callingMeanwhile(() => client.call(), async () => {
      await deployChanged({ connected: 'First' });
      await deployChanged({ allowed: ['First'] });
    });

    expect(failed(seen).length).toBeGreaterThan(0);
    expect(await client.call()).toMatchObject({ status: 403, errorType: 'AccessDeniedException' });
    expect(client.lastEndpoint).toBe(outputs.Network.SecondId);
  });

  test('the connection is moved before the new id is allowed in force: calls are refused', async () => {
    await lab.setDelays({ redeployMs: AGES_MS });
    const seen = await callingMeanwhile(() => client.call(), async () => deployChanged({ allowed: BOTH, connected: 'Second' }));

    expect(failed(seen).length).toBeGreaterThan(0);
    expect(await client.call()).toMatchObject({ status: 403, errorType: 'AccessDeniedException' });
    expect(client.lastEndpoint).toBe(outputs.Network.SecondId);
  });

  test('the old endpoint has no connection of its own: its export is in use, and nothing is deployed', async () => {
    const seen = await callingMeanwhile(() => client.call(), async () => {
      await expect(deployChanged({ direct: ['First'], connected: 'First' })).rejects.toThrow(/cannot be deleted as it is in use by Workload/);
    });

    expect(failed(seen)).toEqual([]);
    expect(client.lastEndpoint).toBe(outputs.Network.SecondId);
  });

  test('nor is its export in use: it is closed before the name leads to the new one', async () => {
    await deployChanged({ keepsExports: true });
    await lab.setDelays({ namesMs: AGES_MS });
    const seen = await callingMeanwhile(() => client.call(), async () => deployChanged({ direct: ['First'], connected: 'First' }));

    expect(failed(seen).length).toBeGreaterThan(0);
    expect(await client.call()).toEqual({ error: 'timeout' });
    expect(client.lastEndpoint).toBe(outputs.Network.SecondId);
  });
});
