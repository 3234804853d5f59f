import { readAccessLog } from '../access-log-reader';
import { ACCOUNTS } from '../accounts';
import { bootstrap } from '../cdk';
import { invoke } from '../invoke';
import { Lab, LabAccess } from '../lab';
import { deployApp } from './allow-list-app';
import { callByCurl, NO_TOKEN, refusedByPolicy, Seen } from './allow-list-calls';
import { kindsApp, KindsInput } from './allow-list-kinds-app';
import { callersNetwork } from './allow-list-networks';
import { deployTemplate } from './plain-stack';

const { consumer, provider, outsider } = ACCOUNTS;
const HOUR = 3_600_000;
const SECOND = 1000;
const PETS: Seen = { status: 200, errorType: null, body: '["pets"]' };

let lab: Lab;
let access: LabAccess;
let input: KindsInput;
let stranger: Record<string, string>;
let sameApp: Record<string, string>;
let apis: Record<string, string>;
let workload: Record<string, string>;

beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
  const network = async (account: string, name: string, cidr: string, endpoints: string[] = []) =>
    (await deployTemplate(access, account, name, callersNetwork(cidr, endpoints))).outputs;
  const [ofConsumer, partner, ofStranger] = await Promise.all([
    network(consumer, 'network', '10.1.0.0/16', ['Reader', 'Admin', 'Browser', 'Subnet', 'Guest', 'Unlisted']),
    network(outsider, 'partner', '10.1.0.0/16'),
    network(outsider, 'stranger', '10.1.0.0/16'),
    bootstrap(access, consumer),
    bootstrap(access, provider),
  ]);
  stranger = ofStranger;
  input = { region: access.region, network: ofConsumer, partner, expires: new Date(Date.now() + HOUR) };
  await deployKinds();
});

afterAll(async () => { await lab.stop(); });

async function deployKinds(): Promise<void> {
  ({ SameApp: sameApp, Provider: apis, Workload: workload } = await deployApp(access, provider, (app) => kindsApp(app, input)));
}

/** By the name of the endpoint, with the API in a header: private DNS would leave no choice of the endpoint. */
async function call(from: string, host: string, route = 'GET /pets', api = apis.PetsApi): Promise<Seen> {
  const [method, path] = route.split(' ');
  return callByCurl(access, { from, url: `https://${host}/v1${path}`, method, headers: { 'x-apigw-api-id': api } });
}

/** From the same instance, through one of the endpoints of its VPC. */
async function through(endpoint: string, route?: string, api?: string): Promise<Seen> {
  return call(input.network.Instance, input.network[`${endpoint}Host`], route, api);
}

function refused(route = 'GET /pets', api = apis.PetsApi): object {
  return refusedByPolicy(access, api, route.replace(' /', '/'));
}

test('vpcEndpointId: the endpoint; not another one of the same VPC', async () => {
  expect(await through('Endpoint')).toEqual(PETS);
  expect(await through('Unlisted')).toEqual(refused());
});

test('vpcId: an endpoint in the VPC; not one in another VPC of the same account, with the same addresses', async () => {
  expect(await call(input.partner.Instance, input.partner.EndpointHost)).toEqual(PETS);
  expect(await call(stranger.Instance, stranger.EndpointHost)).toEqual(refused());
});

test('vpcEndpoint: an endpoint of the same app, in another account; not another one of the same VPC', async () => {
  expect(await call(sameApp.InstanceId, sameApp.ListedHost)).toEqual(PETS);
  expect(await call(sameApp.InstanceId, sameApp.UnlistedHost)).toEqual(refused());
});

test('vpc: an endpoint in a VPC of the same app, in another account; not one in the VPC beside it', async () => {
  expect(await call(sameApp.InstanceOfWholeId, sameApp.OfWholeHost)).toEqual(PETS);
  expect(await call(sameApp.InstanceId, sameApp.UnlistedHost)).toEqual(refused());
});

describe('routes', () => {
  test.each([
    'GET /pets', 'GET /pets/', 'GET /pets/1/owner', 'GET /pets/1/owner/', 'GET /shops/1',
  ])('%s is one of them', async (route) => {
    expect(await through('Reader', route)).toEqual(PETS);
  });

  test.each([
    ['POST /pets', 'another method'],
    ['OPTIONS /pets', 'a preflight request, which ANY and GET do not hold'],
    ['GET /pets/1', 'a path above'],
    ['GET /pets/1/owner/address', 'a path below'],
    ['POST /shops/1/stock', 'another method below a parameter at the end'],
  ])('%s is not: %s', async (route) => {
    expect(await through('Reader', route)).toEqual(refused(route));
    expect(await through('Endpoint', route)).toMatchObject({ status: route.startsWith('OPTIONS') ? 204 : 200 });
  });

  test.each(['GET /shops/1/stock', 'GET /pets/1/owner/name', 'DELETE /pets'])('%s is no method, and says no more than that', async (route) => {
    expect(await through('Reader', route)).toEqual(NO_TOKEN);
  });

  test.each(['GET /admin/users', 'GET /admin/users/', 'DELETE /admin/users/1'])('ANY /admin/*: %s', async (route) => {
    expect(await through('Admin', route)).toEqual(PETS);
  });

  test.each(['GET /admin', 'OPTIONS /admin/users', 'GET /pets'])('ANY /admin/*: not %s', async (route) => {
    expect(await through('Admin', route)).toEqual(refused(route));
  });
});

test('preflight: OPTIONS on the same path; not on another one, nor another method, nor through an endpoint that is not listed', async () => {
  expect(await through('Browser', 'OPTIONS /pets')).toMatchObject({ status: 204 });
  expect(await through('Browser')).toEqual(PETS);
  expect(await through('Browser', 'OPTIONS /pets/1')).toEqual(refused('OPTIONS /pets/1'));
  expect(await through('Browser', 'POST /pets')).toEqual(refused('POST /pets'));
  expect(await through('Unlisted', 'OPTIONS /pets')).toEqual(refused('OPTIONS /pets'));
});

test('sourceCidrs: from the subnet; not from the other subnet of the same VPC, nor from these addresses through another endpoint', async () => {
  const { Instance, NextInstance, SubnetHost, UnlistedHost, EndpointHost } = input.network;
  expect(await call(Instance, SubnetHost)).toEqual(PETS);
  expect(await call(NextInstance, SubnetHost)).toEqual(refused());
  expect(await call(Instance, UnlistedHost)).toEqual(refused());
  // It is the range that refuses, and not the subnet that reaches nothing.
  expect(await call(NextInstance, EndpointHost)).toEqual(PETS);
});

describe('expires', () => {
  afterEach(() => { lab.setClock(0); });

  const setClock = (time: number) => { lab.setClock(time - Date.now()); };

  test('a minute before; not at the second, without a deploy; the others do not notice', async () => {
    const end = Math.floor(input.expires.getTime() / SECOND) * SECOND;
    setClock(end - 60 * SECOND);
    expect(await through('Guest')).toEqual(PETS);
    setClock(end);
    expect(await through('Guest')).toEqual(refused());
    expect(await through('Endpoint')).toEqual(PETS);
    setClock(end + 365 * 24 * HOUR);
    expect(await through('Guest')).toEqual(refused());
  });
});

describe('the access log, which is written by default where the account has its role', () => {
  test('tells which endpoint was refused, and why', async () => {
    const path = '/pets/1/owner/address';
    await through('Reader', `GET ${path}`);
    const { Reader, Vpc } = input.network;
    expect(await logged(`/v1${path}`)).toMatchObject({ vpceId: Reader, vpcId: Vpc, status: '403', errorResponseType: 'ACCESS_DENIED' });
  });

  test('its query, an output of the stack, names consumers by ids that are known only at deploy, too', () => {
    const [[, query]] = Object.entries(apis).filter(([name]) => name.startsWith('PetsAccessLogQuery'));
    const [[, ofSameApp]] = Object.entries(sameApp).filter(([name]) => name.startsWith('PublishOutputRefConsumer'));
    expect(query).toContain(`vpceId = "${input.network.Reader}", "reader"`);
    expect(query).toContain(`vpceId = "${ofSameApp}", "same app"`);
  });

  async function logged(path: string): Promise<Record<string, string>> {
    for (const deadline = Date.now() + 10 * SECOND; ;) {
      const lines = await readAccessLog(access, provider, apis.PetsLog);
      const line = lines.find((each) => each.includes(path));
      if (line !== undefined) return JSON.parse(line) as Record<string, string>;
      if (Date.now() > deadline) throw new Error(`the access log must have ${path}, got ${lines.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
});

describe('an API from an OpenAPI document', () => {
  test('the listed endpoints, on their routes; not another endpoint', async () => {
    expect(await through('Endpoint', 'POST /pets', apis.DescribedApi)).toEqual(PETS);
    expect(await through('Reader', 'GET /pets', apis.DescribedApi)).toEqual(PETS);
    expect(await through('Reader', 'POST /pets', apis.DescribedApi)).toEqual(refused('POST /pets', apis.DescribedApi));
    expect(await through('Unlisted', 'GET /pets', apis.DescribedApi)).toEqual(refused('GET /pets', apis.DescribedApi));
  });

  test('associateVpcEndpoints: the alias name leads through the associated endpoint; there is none for another', async () => {
    const alias = (endpoint: string) => `${apis.DescribedApi}-${input.network[endpoint]}.execute-api.${access.region}.amazonaws.com`;
    const byAlias = async (from: string, endpoint: string) => callByCurl(access, { from, url: `https://${alias(endpoint)}/v1/pets` });
    const { Instance, UnlistedHost } = input.network;

    expect(await byAlias(Instance, 'Endpoint')).toEqual(PETS);
    await expect(byAlias(Instance, 'Unlisted')).rejects.toThrow(`curl: (6) Could not resolve host: ${alias('Unlisted')}`);
    // Whoever says the name of a listed endpoint, and comes through another one, is taken for what it is.
    expect(await callByCurl(access, { from: Instance, url: `https://${UnlistedHost}/v1/pets`, headers: { host: alias('Endpoint') } }))
      .toEqual(refused('GET /pets', apis.DescribedApi));
  });
});

test('an API that was there before: until it is adopted, its own policy decides', async () => {
  expect(await through('Unlisted', 'GET /pets', apis.AdoptedApi)).toEqual(PETS);
  expect(await through('Endpoint', 'GET /pets', apis.AdoptedApi)).toEqual(refused('GET /pets', apis.AdoptedApi));
});

describe('after the next deploy', () => {
  let before: Record<string, string>;

  beforeAll(async () => {
    before = apis;
    input = { ...input, deployedApi: apis.PetsApi };
    await deployKinds();
  });

  test('existing: the API has its id still, and the list decides', async () => {
    expect(apis.AdoptedApi).toBe(before.AdoptedApi);
    expect(await through('Endpoint', 'GET /pets', apis.AdoptedApi)).toEqual(PETS);
    expect(await through('Unlisted', 'GET /pets', apis.AdoptedApi)).toEqual(refused('GET /pets', apis.AdoptedApi));
  });

  test('consumer: its App, as the connection tells it; not through another endpoint of the same VPC', async () => {
    const ask = async (route: string) => {
      const [method, path] = route.split(' ');
      return invoke<Seen>(access, consumer, workload.AppName, { method, path });
    };
    expect(await ask('GET /pets')).toEqual(PETS);
    expect(await call(sameApp.InstanceId, sameApp.UnlistedHost)).toEqual(refused());
  });
});
