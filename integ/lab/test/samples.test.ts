import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNTS } from '../accounts';
import { bootstrap, deploy } from '../cdk';
import { invoke } from '../invoke';
import { Lab, LabAccess } from '../lab';
import { callByCurl, NO_TOKEN, refusedByPolicy, Seen } from './allow-list-calls';
import { signingNetwork } from './authorization-templates';
import { deployTemplate } from './plain-stack';
import { PROJECT } from './run-command';

// Each sample as its owners deploy it, in the order of its README, and who then gets through. The petstore is demo.test.ts, two-teams is
// two-teams.test.ts; the petstore's twin in Python is deployed by `npm run test:packages`.

const PATIENCE_MS = 300_000;
jest.setTimeout(PATIENCE_MS);

type Outputs = Record<string, Record<string, string>>;

let lab: Lab;
let access: LabAccess;
let outsider: string;
let samples: { openApi: Outputs; onPremises: Outputs; signed: Outputs; existing: Outputs };

beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
  await Promise.all(Object.values(ACCOUNTS).map(async (account) => bootstrap(access, account)));
  const [{ outputs }, openApi, onPremises, signed, existing] = await Promise.all([
    deployTemplate(access, ACCOUNTS.outsider, 'outsider', signingNetwork('10.9.0.0/16')),
    app('openapi', 'consumer'),
    app('on-premises', 'consumer'),
    deploySigned(),
    deployExisting(),
  ]);
  outsider = outputs.App;
  samples = { openApi, onPremises, signed, existing };
}, PATIENCE_MS);

afterAll(async () => { await lab.stop(); });

/** Deploys an app of a sample, whose hand-over files are in a folder of the lab. */
async function app(path: string, owner: 'consumer' | 'provider', outputs?: string): Promise<Outputs> {
  const handOver = join(access.folder, 'hand-over', path.split('/')[0]);
  mkdirSync(handOver, { recursive: true });
  return deploy(access, {
    directory: join(PROJECT, 'samples', path), account: ACCOUNTS[owner], context: { handOver }, outputsFile: outputs && join(handOver, outputs),
  });
}

async function deploySigned(): Promise<Outputs> {
  await app('iam-signed/consumer', 'consumer', 'orders.json');
  await app('iam-signed/provider', 'provider', 'pets.json');
  return app('iam-signed/consumer', 'consumer', 'orders.json');
}

async function deployExisting(): Promise<Outputs> {
  await app('existing-endpoint/platform', 'consumer', 'platform.json');
  await app('existing-endpoint/provider', 'provider', 'pets.json');
  return app('existing-endpoint/consumer', 'consumer');
}

async function call(functionName: string, event: object = {}): Promise<Seen> {
  return invoke<Seen>(access, ACCOUNTS.consumer, functionName, event);
}

/** From an account and an endpoint that are on nobody's list, by the API's own URL. */
async function callFromOutside(url: string, options: object = {}): Promise<Seen> {
  return invoke<Seen>(access, ACCOUNTS.outsider, outsider, { url, ...options });
}

const PETS = '[{"id":1,"type":"dog"},{"id":2,"type":"cat"}]';
const apiOf = (url: string) => new URL(url).hostname.split('.')[0];

describe('openapi', () => {
  test('the consumer may read what the document describes', async () => {
    const { OrdersFunctionName } = samples.openApi.OpenApiWorkload;

    expect(await call(OrdersFunctionName)).toEqual({ status: 200, body: PETS });
    expect(await call(OrdersFunctionName, { path: '/pets/2' })).toEqual({ status: 200, body: '{"id":2,"type":"cat"}' });
  });

  test('it may not add a pet, and an outsider may not even read', async () => {
    const { OrdersFunctionName, PetsUrl } = samples.openApi.OpenApiWorkload;
    const { status, body } = refusedByPolicy(access, apiOf(PetsUrl), 'POST/pets') as Seen;

    expect(await call(OrdersFunctionName, { method: 'POST', body: { type: 'fish' } })).toEqual({ status, body });
    expect(await callFromOutside(PetsUrl)).toEqual(refusedByPolicy(access, apiOf(PetsUrl), 'GET/pets'));
  });
});

describe('iam-signed', () => {
  test('the role on the list may call, and the API knows who it is', async () => {
    const { status, body } = await call(samples.signed.SignedWorkload.OrdersFunctionName);

    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ caller: expect.stringMatching(`^arn:aws:sts::${ACCOUNTS.consumer}:assumed-role/signed-orders/`) });
  });

  test('another role behind the same endpoint may not, although its own account lets it', async () => {
    const { ReportsFunctionName, PetsUrl } = samples.signed.SignedWorkload;
    const { status, errorType, body } = await call(ReportsFunctionName);

    expect({ status, errorType }).toEqual({ status: 403, errorType: 'AccessDeniedException' });
    expect(body).toContain(`:${apiOf(PetsUrl)}/v1/GET/pets`);
  });

  test('the role may not without a signature, and nobody may through another endpoint', async () => {
    const { OrdersFunctionName, PetsUrl } = samples.signed.SignedWorkload;

    expect(await call(OrdersFunctionName, { sign: false })).toEqual(NO_TOKEN);
    expect(await callFromOutside(PetsUrl, { sign: true })).toMatchObject({ status: 403, errorType: 'AccessDeniedException' });
  });
});

describe('existing-endpoint', () => {
  test('the workload in the listed subnets may call, through an endpoint that it does not own', async () => {
    expect(await call(samples.existing.ExistingEndpointWorkload.OrdersFunctionName)).toEqual({ status: 200, body: PETS });
  });

  test('its neighbour in the other subnets may not, and an outsider neither', async () => {
    const { ReportsFunctionName, PetsUrl } = samples.existing.ExistingEndpointWorkload;
    const { errorType, ...seen } = refusedByPolicy(access, apiOf(PetsUrl), 'GET/pets') as Seen;

    expect(await call(ReportsFunctionName)).toEqual(seen);
    expect(await callFromOutside(PetsUrl)).toEqual({ errorType, ...seen });
  });
});

describe('on-premises', () => {
  beforeAll(async () => {
    const { VpcId, ...outputs } = samples.onPremises.OnPremisesNetwork;
    const [[, rule]] = Object.entries(outputs).filter(([name]) => name.includes('ForwardingRule'));
    const { domain, targets } = JSON.parse(rule) as { domain: string; targets: string[] };
    await lab.place('data-centre', { cidr: '192.168.0.0/25', vpcIds: [VpcId], forward: { [domain]: targets } });
    await lab.place('office', { cidr: '192.168.0.128/25', vpcIds: [VpcId], forward: { [domain]: targets } });
  });

  test('the data centre may call, by the API\'s own name', async () => {
    expect(await callByCurl(access, { from: 'data-centre', url: samples.onPremises.OnPremisesConnection.PetsUrl })).toEqual({ status: 200, errorType: null, body: PETS });
  });

  test('the office, which reaches the same endpoint, may not, and an outsider neither', async () => {
    const { PetsUrl } = samples.onPremises.OnPremisesConnection;
    const refused = refusedByPolicy(access, apiOf(PetsUrl), 'GET/pets');

    expect(await callByCurl(access, { from: 'office', url: PetsUrl })).toEqual(refused);
    expect(await callFromOutside(PetsUrl)).toEqual(refused);
  });
});
