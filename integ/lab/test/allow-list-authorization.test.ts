import { ACCOUNTS } from '../accounts';
import { assumeRole, SigningCredentials } from '../assume-role';
import { bootstrap } from '../cdk';
import { readDecisions } from '../decision-log';
import { invoke } from '../invoke';
import { Lab, LabAccess } from '../lab';
import { deployApp } from './allow-list-app';
import { authorizationApp } from './allow-list-authorization-app';
import { NO_TOKEN, refusedByPolicy, Seen } from './allow-list-calls';
import { callersNetwork, invokingRoles } from './allow-list-networks';
import { deployTemplate } from './plain-stack';

const { consumer, provider, outsider } = ACCOUNTS;
const ORGANIZATION = 'o-a1b2c3d4e5';
const HOUR = 3_600_000;
const PETS: Seen = { status: 200, errorType: null, body: '["pets"]' };

/** Who signs: roles that may invoke everything, as far as it depends on their own account. */
const SIGNERS = {
  listed: [consumer, 'Listed'],
  roaming: [consumer, 'Roaming'],
  narrow: [consumer, 'Narrow'],
  other: [consumer, 'Other'],
  ofProvider: [provider, 'OfProvider'],
  ofOutsider: [outsider, 'OfOutsider'],
} as const;
type Signer = keyof typeof SIGNERS;

/** One call, which is from the first subnet of the consumer's network and not signed unless it says so. */
interface Call {
  readonly route: string;
  readonly through: string;
  readonly by?: Signer;
  readonly headers?: Record<string, string>;
  readonly fromOtherSubnet?: boolean;
  readonly fromPartner?: boolean;
  readonly api?: keyof typeof apis;
}

let lab: Lab;
let access: LabAccess;
let network: Record<string, string>;
let partner: Record<string, string>;
let roleArns: Record<string, string>;
let credentials: Record<Signer, SigningCredentials>;
let apis: Record<`${'Secured' | 'ByVpc' | 'ByCaller'}Api`, string>;
let expires: Date;

beforeAll(async () => {
  lab = await Lab.start({ organizations: { [ORGANIZATION]: [provider] } });
  access = lab.access;
  const outputs = async (account: string, name: string, template: object) => (await deployTemplate(access, account, name, { ...template })).outputs;
  const [ofNetwork, ofPartner, ofConsumer, ofProvider, ofOutsider] = await Promise.all([
    outputs(consumer, 'network', callersNetwork('10.1.0.0/16', ['Limited', 'OfRole', 'OfAccount', 'OfOrganization', 'Unlisted'])),
    outputs(outsider, 'network', callersNetwork('10.2.0.0/16', ['BetterOff'])),
    outputs(consumer, 'roles', invokingRoles(['Listed', 'Roaming', 'Narrow', 'Other'])),
    outputs(provider, 'roles', invokingRoles(['OfProvider'])),
    outputs(outsider, 'roles', invokingRoles(['OfOutsider'])),
    bootstrap(access, provider),
  ]);
  network = ofNetwork;
  partner = ofPartner;
  roleArns = { ...ofConsumer, ...ofProvider, ...ofOutsider };
  expires = new Date(Math.floor((Date.now() + HOUR) / 1000) * 1000);
  const input = { region: access.region, network, partner, roles: ofConsumer, organization: ORGANIZATION, expires };
  apis = (await deployApp(access, provider, (app) => authorizationApp(app, input))).Provider as typeof apis;
  credentials = Object.fromEntries(await Promise.all(Object.entries(SIGNERS).map(async ([signer, [account, role]]) =>
    [signer, await assumeRole(access, account, roleArns[role], 'tester')])));
});

afterAll(async () => { await lab.stop(); });
afterEach(() => { lab.setClock(0); });

async function call({ route, through, by, headers = {}, fromOtherSubnet = false, fromPartner = false, api = 'SecuredApi' }: Call): Promise<Seen> {
  const [method, path] = route.split(' ');
  const [account, from] = fromPartner ? [outsider, partner] : [consumer, network];
  return invoke<Seen>(access, account, fromOtherSubnet ? from.Neighbour : from.App, {
    url: `https://${from[`${through}Host`]}/v1${path}`, method, headers: { 'x-apigw-api-id': apis[api], ...headers },
    ...by !== undefined && { sign: true, credentials: credentials[by] },
  });
}

/** What the policy answers: a signed caller it names by its session, all others are anonymous to it. */
function refused({ route, by, api = 'SecuredApi' }: Pick<Call, 'route' | 'by' | 'api'>): object {
  return refusedByPolicy(access, apis[api], route.replace(' /', '/'), by && sessionOf(by));
}

function sessionOf(signer: Signer): string {
  return `${roleArns[SIGNERS[signer][1]].replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/tester`;
}

async function isRefused(given: Call): Promise<void> {
  expect(await call(given)).toEqual(refused(given));
  // Where an authorizer or an identity policy allows everything, nothing but a Deny refuses.
  expect(readDecisions(access.folder).at(-1)).toMatchObject({ layer: 'resource-policy', statement: { effect: 'Deny' } });
}

describe.each<[string, string, Pick<Call, 'by' | 'headers'>]>([
  ['no authorization', '/open', {}],
  ['a Lambda authorizer that allows everything', '/token', { headers: { authorization: 'anything' } }],
  ['IAM, for a role of the API’s account that may do everything', '/signed', { by: 'ofProvider' }],
  ['IAM, for a role of another account that may do everything', '/signed', { by: 'other' }],
])('a limited endpoint, a method with %s', (_, path, by) => {
  const covered = { ...by, route: `GET ${path}`, through: 'Limited' };
  const offRoute = { ...covered, route: `POST ${path}` };

  test('what its terms cover passes, up to a minute before they end', async () => {
    expect(await call(covered)).toEqual(PETS);
    lab.setClock(expires.getTime() - 60_000 - Date.now());
    expect(await call(covered)).toEqual(PETS);
  });

  test('another endpoint of the same VPC is refused', async () => { await isRefused({ ...covered, through: 'Unlisted' }); });

  test('another method is refused, which an endpoint without terms may call', async () => {
    await isRefused(offRoute);
    expect(await call({ ...offRoute, through: 'Endpoint' })).toEqual(PETS);
  });

  test('another subnet is refused, from which an endpoint without terms may be called', async () => {
    await isRefused({ ...covered, fromOtherSubnet: true });
    expect(await call({ ...covered, through: 'Endpoint', fromOtherSubnet: true })).toEqual(PETS);
  });

  test('the end is the end, but for an endpoint without terms', async () => {
    lab.setClock(expires.getTime() - Date.now());
    await isRefused(covered);
    expect(await call({ ...covered, through: 'Endpoint' })).toEqual(PETS);
  });
});

describe('a limited VPC, with an endpoint in it that has no limits', () => {
  const covered: Call = { route: 'GET /token', through: 'Endpoint', headers: { authorization: 'anything' }, fromPartner: true, api: 'ByVpcApi' };

  test('what its terms cover passes, signed or not', async () => {
    expect(await call(covered)).toEqual(PETS);
    expect(await call({ ...covered, route: 'GET /signed', by: 'ofOutsider' })).toEqual(PETS);
  });

  test.each<[string, Partial<Call>]>([
    ['another method', { route: 'POST /token' }], ['another path', { route: 'GET /open' }], ['another subnet', { fromOtherSubnet: true }],
    ['another path, for a role of the API’s account that may do everything', { route: 'POST /signed', by: 'ofProvider' }],
  ])('%s is refused; through the other endpoint of the same VPC it passes', async (_, other) => {
    await isRefused({ ...covered, ...other });
    expect(await call({ ...covered, ...other, through: 'BetterOff' })).toEqual(PETS);
  });
});

describe('principals of an endpoint', () => {
  const route = 'GET /signed';

  test('a role: it passes; not another role of its account, nor whoever does not sign, nor the role through another endpoint', async () => {
    expect(await call({ route, through: 'OfRole', by: 'listed' })).toEqual(PETS);
    await isRefused({ route, through: 'OfRole', by: 'other' });
    // The API's account may not do more by its own policies.
    await isRefused({ route, through: 'OfRole', by: 'ofProvider' });
    expect(await call({ route, through: 'OfRole' })).toEqual(NO_TOKEN);
    await isRefused({ route, through: 'Unlisted', by: 'listed' });
  });

  test('a role: on a method without IAM it is anonymous, and refused', async () => {
    expect(await call({ route: 'GET /open', through: 'OfRole', by: 'listed' })).toEqual(refused({ route: 'GET /open' }));
    await isRefused({ route: 'GET /token', through: 'OfRole', headers: { authorization: 'anything' } });
  });

  test('a role, with preflight: OPTIONS of the same path without a signature; not of another path, nor through another endpoint', async () => {
    expect(await call({ route: 'OPTIONS /signed', through: 'OfRole' })).toMatchObject({ status: 204 });
    await isRefused({ route: 'OPTIONS /open', through: 'OfRole' });
    await isRefused({ route: 'OPTIONS /signed', through: 'Unlisted' });
  });

  test('an account: its roles pass; not those of another account', async () => {
    expect(await call({ route, through: 'OfAccount', by: 'ofOutsider' })).toEqual(PETS);
    await isRefused({ route, through: 'OfAccount', by: 'other' });
    await isRefused({ route, through: 'OfAccount', by: 'ofProvider' });
    await isRefused({ route, through: 'Unlisted', by: 'ofOutsider' });
  });

  test('an organization: roles of its accounts pass; not those of an account outside', async () => {
    expect(await call({ route, through: 'OfOrganization', by: 'ofProvider' })).toEqual(PETS);
    await isRefused({ route, through: 'OfOrganization', by: 'ofOutsider' });
    await isRefused({ route, through: 'Unlisted', by: 'ofProvider' });
  });
});

describe('principal, from any endpoint', () => {
  const route = 'GET /signed';

  test.each(['Unlisted', 'OfAccount', 'Limited'])('the role passes through %s', async (through) => {
    expect(await call({ route, through, by: 'roaming' })).toEqual(PETS);
  });

  test('not another role, nor whoever does not sign, nor the role where a method does not ask who it is', async () => {
    await isRefused({ route, through: 'Unlisted', by: 'other' });
    expect(await call({ route, through: 'Unlisted' })).toEqual(NO_TOKEN);
    await isRefused({ route: 'GET /open', through: 'Unlisted' });
    // To a method without IAM the role is nobody.
    expect(await call({ route: 'GET /open', through: 'Unlisted', by: 'roaming' })).toEqual(refused({ route: 'GET /open' }));
  });
});

describe('principal, from any endpoint, with terms', () => {
  const covered: Call = { route: 'GET /signed', through: 'Unlisted', by: 'narrow', api: 'ByCallerApi' };

  test('its route passes, from any network; not another one, and not after its end', async () => {
    expect(await call(covered)).toEqual(PETS);
    expect(await call({ ...covered, through: 'Endpoint', fromPartner: true })).toEqual(PETS);
    await isRefused({ ...covered, route: 'POST /signed' });
    lab.setClock(expires.getTime() - Date.now());
    await isRefused(covered);
  });

  test('through an endpoint without terms it may do what everybody may there', async () => {
    expect(await call({ ...covered, route: 'POST /signed', through: 'Endpoint' })).toEqual(PETS);
  });
});
