import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ACCOUNTS } from '../accounts';
import { clientConfig } from '../aws-environment';
import { bootstrap } from '../cdk';
import { Lab } from '../lab';
import { Ran } from './run-command';
import { Edition, STORED } from './stage-follows/edition';
import { Observer } from './stage-follows/observer';
import { Project } from './stage-follows/project';

// Real deploys with the CLI, whose own skipping is a part of what is tested. The tests are the life of these APIs, in this order.

/** Those whose consumer changes from the first to the second one, each by another way. */
const WAYS = ['Literal', 'HandedOver', 'LookedUp', 'Pinned', 'Followed', 'Parameter', 'Toggled'] as const;
const REVOKED = ['RevokedInStore', 'RevokedByParameter'] as const;
const NOBODY = 'vpce-00000000000000000';
const PATIENCE_MS = 600_000;

jest.setTimeout(PATIENCE_MS);

let lab: Lab;
let network: Project;
let provider: Project;
let observer: Observer;
let handOver: string;
let edition: Edition;

beforeAll(async () => {
  lab = await Lab.start();
  network = new Project(lab.access, 'network');
  provider = new Project(lab.access, 'provider');
  observer = new Observer(lab.access);
  handOver = join(lab.access.folder, 'network.json');
  await Promise.all([bootstrap(lab.access, ACCOUNTS.consumer), bootstrap(lab.access, ACCOUNTS.provider)]);
}, PATIENCE_MS);

afterAll(async () => { await lab.stop(); });

async function deployNetwork(handedOver: keyof Edition['endpoints']): Promise<void> {
  expect(await network.deploy([], { handedOver }, '--outputs-file', handOver)).toMatchObject({ code: 0 });
}

async function deployProvider(edited: Edition, parameters: Record<string, string> = {}, stacks = ['--all']): Promise<Ran> {
  return provider.deploy(stacks, { edition: JSON.stringify(edited), handOver },
    ...Object.entries(parameters).flatMap(([name, value]) => ['--parameters', `${name}=${value}`]));
}

async function store(values: Partial<Record<keyof typeof STORED, string>>): Promise<void> {
  const client = new SSMClient(clientConfig(lab.access, ACCOUNTS.provider));
  for (const [key, Value] of Object.entries(values)) {
    await client.send(new PutParameterCommand({ Name: STORED[key as keyof typeof STORED], Value, Type: 'String', Overwrite: true }));
  }
  client.destroy();
}

function all<T>(names: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

describe('a first deploy', () => {
  beforeAll(async () => {
    await deployNetwork('first');
    const [first, second] = await Promise.all([observer.endpointOf('first'), observer.endpointOf('second')]);
    await store({ lookedUp: first, pinned: first, followed: first, toggled: first, rolledBack: first });
    edition = { endpoints: { first, second }, literal: 'first', pinnedVersion: 1, cidr: '10.3.0.0/24' };
    expect(await deployProvider(edition, {
      'Parameter:Orders': first, 'RolledBack:Orders': second, 'OwnNetworks:Cidr': '10.4.0.0/24',
    })).toMatchObject({ code: 0 });
  }, PATIENCE_MS);

  test('lets those in that are on the lists, and nobody else', async () => {
    expect(await observer.answers(['first', 'second'], WAYS)).toEqual(all(WAYS, [200, 403]));
    expect(await observer.answers(['first', 'second', 'own'], REVOKED)).toEqual(all(REVOKED, [200, 200, 403]));
    expect(await observer.answers(['own', 'revised'], ['Own', 'Revised'])).toEqual({ Own: [200, 403], Revised: [403, 200] });
  });
});

test('a deploy that changes nothing makes no deployment of any API', async () => {
  const before = await observer.deployments();
  expect(await deployProvider(edition)).toMatchObject({ code: 0 });

  expect(await observer.deployments()).toEqual(before);
});

describe('a deploy after each value has changed', () => {
  let before: { own: string; revised: string };
  let said: string;

  beforeAll(async () => {
    const { second } = edition.endpoints;
    before = { own: await observer.endpointOf('own'), revised: await observer.endpointOf('revised') };
    await store({ lookedUp: second, pinned: second, followed: second, rolledBack: NOBODY });
    await deployNetwork('second');
    expect(await provider.forget()).toMatchObject({ code: 0 });
    edition = { ...edition, literal: 'second', pinnedVersion: 2, withoutSelector: 'second', cidr: '10.5.0.0/24' };
    const ran = await deployProvider(edition, {
      'Parameter:Orders': second, 'RolledBack:Orders': NOBODY, 'OwnNetworks:Cidr': '10.6.0.0/24',
    });
    expect(ran).toMatchObject({ code: 0 });
    said = ran.stdout + ran.stderr;
  }, PATIENCE_MS);

  test.each(WAYS)('%s: the new one is let in, and the old one is out', async (way) => {
    expect(await observer.answers(['first', 'second'], [way])).toEqual({ [way]: [403, 200] });
  });

  test('an endpoint of the same app that was replaced: the stack of the API is not skipped, and the new one is let in', async () => {
    expect(await observer.endpointOf('own')).not.toBe(before.own);
    expect(said).toMatch(/✅ {2}Own$/m);
    expect(await observer.answers(['own', 'revised'], ['Own'])).toEqual({ Own: [200, 403] });
    const [{ deployment }] = await observer.apis(['Own']);
    expect(deployment.policy).not.toContain(before.own);
  });

  test('an endpoint that was replaced for a reason that the app does not tell: the stack of the API is skipped', async () => {
    expect(await observer.endpointOf('revised')).not.toBe(before.revised);
    expect(said).toMatch(/✅ {2}Revised \(no changes\)$/m);
    expect(await observer.answers(['own', 'revised'], ['Revised'])).toEqual({ Revised: [403, 403] });
  });

  test('who was revoked is out', async () => {
    expect(await observer.answers(['first', 'second'], REVOKED)).toEqual({ RevokedInStore: [403, 200], RevokedByParameter: [200, 403] });
  });
});

describe('a change of the template that fails', () => {
  let before: Record<string, string[]>;

  beforeAll(async () => {
    before = await observer.deployments();
    const { code, stdout, stderr } = await deployProvider({ ...edition, secondMethod: true, broken: true }, {}, ['RolledBack']);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('Private REST API doesn\'t have a resource policy attached to it');
  }, PATIENCE_MS);

  test('is rolled back, and who was revoked by a parameter stays out', async () => {
    expect(await observer.statusOf('RolledBack')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await observer.answers(['first', 'second'], REVOKED)).toEqual({ RevokedInStore: [403, 200], RevokedByParameter: [200, 403] });
  });

  test('leaves the deployments from before', async () => {
    expect(await observer.deployments()).toEqual(before);
  });
});

describe('the next deploy that works', () => {
  const changed = [...REVOKED, 'Revised', 'Toggled'];
  let before: Record<string, string[]>;

  beforeAll(async () => {
    before = await observer.deployments();
    expect(await deployProvider({ ...edition, secondMethod: true, withoutSelector: undefined, policyRevision: 'other network' })).toMatchObject({ code: 0 });
  }, PATIENCE_MS);

  test('deploys the change that had failed, and who was revoked stays out', async () => {
    const methods = (await observer.apis(REVOKED)).map(({ deployment }) => deployment.methods.map(({ httpMethod }) => httpMethod).sort());
    expect(methods).toEqual([['GET', 'POST'], ['GET', 'POST']]);
    expect(await observer.answers(['first', 'second'], REVOKED)).toEqual({ RevokedInStore: [403, 200], RevokedByParameter: [200, 403] });
  });

  test('lets the replaced endpoint in, by another policyRevision', async () => {
    expect(await observer.answers(['own', 'revised'], ['Revised'])).toEqual({ Revised: [403, 200] });
  });

  test('enforces the value in Parameter Store once the literal has given way to it again', async () => {
    expect(await observer.answers(['first', 'second'], ['Toggled'])).toEqual({ Toggled: [200, 403] });
  });

  test('leaves every other API as it is', async () => {
    const others = (found: Record<string, string[]>) => Object.entries(found).filter(([name]) => !changed.includes(name));
    expect(others(await observer.deployments())).toEqual(others(before));
    const ways = WAYS.filter((way) => way !== 'Toggled');
    expect(await observer.answers(['first', 'second'], ways)).toEqual(all(ways, [403, 200]));
  });
});

test('a stage that would keep an old policy is refused before anything is deployed', async () => {
  const before = await observer.deployments();
  const { code, stdout, stderr } = await deployProvider({ ...edition, literal: 'first', oldStage: true }, {}, ['Literal']);

  expect(code).toBe(1);
  expect(stdout + stderr).toContain('stage Literal/Old must use a deployment that follows the policy');
  expect(await observer.deployments()).toEqual(before);
});

test('old deployments do not pile up: there is one, and one more where a selector chooses', async () => {
  const counts = Object.entries(await observer.deployments()).map(([name, ids]) => [name, ids.length]);
  expect(Object.fromEntries(counts)).toEqual({
    Literal: 1, HandedOver: 1, LookedUp: 1, Pinned: 1, Own: 1, Revised: 1,
    Followed: 2, Parameter: 2, Toggled: 2, RevokedInStore: 2, RevokedByParameter: 2,
  });
});
