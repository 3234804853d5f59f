import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNTS } from '../accounts';
import { curl } from '../curl';
import { readDecisions } from '../decision-log';
import { invoke } from '../invoke';
import { Lab, LabAccess } from '../lab';
import { fetchState } from '../state-reader';
import { hub, peering, spoke, zoneFor } from './addressing-networks';
import { deployTemplate } from './plain-stack';
import { allowAndGuard, privateApi, Template } from './plain-templates';

const DOCUMENT = join(__dirname, '..', '..', '..', 'docs', 'addressing-table.md');
/** Set it to write the document anew. */
const UPDATE = process.env.UPDATE_ADDRESSING_TABLE !== undefined;

const CIDRS = { privateDns: '10.1.0.0/16', zone: '10.2.0.0/16', peered: '10.4.0.0/16', associated: '10.5.0.0/16' };
const PEERED_CIDR = '10.4.0.0/15'; // both spokes
const ON_PREMISES_CIDR = '192.168.0.0/16';

const OK = '200';
const FORBIDDEN = '403';
const UNKNOWN = 'no such name';

type Outputs = Record<string, string>;

/** Where a call is sent, and with which header. */
interface Address { readonly host: string; readonly headers?: Record<string, string> }

/** One of the two hubs. */
type Hub = 'privateDns' | 'zone';

interface Row {
  readonly form: string;
  readonly where: string;
  readonly hub: Hub;
  readonly address: () => Address;
  /** From `aws-private-apis.md`, §1 and §6.3, by hand: not what the lab computed. */
  readonly expected: string[];
}

const CALLERS = [
  'Node function', 'Python function', 'curl on an instance', 'on-premises, public DNS', 'on-premises, forwarding to an inbound resolver',
  'instance in a peered VPC', 'instance in a peered VPC that is associated with the zone',
];

let lab: Lab;
let access: LabAccess;
let hubs: Record<Hub, Outputs>;
/** `zoned` is associated with the endpoint without private DNS and has a zone; `plain` has neither; `strict` is associated, too. */
let apis: Record<'zoned' | 'plain' | 'strict', string>;

beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
  const hubFor = (of: Hub) => hub({ cidr: CIDRS[of], privateDns: of === 'privateDns', label: of, peeredCidr: PEERED_CIDR, onPremisesCidr: ON_PREMISES_CIDR });
  const [privateDns, zone, peered, associated] = await Promise.all([
    deploy('private-dns', hubFor('privateDns')), deploy('zone', hubFor('zone')),
    deploy('peered', spoke(CIDRS.peered, 'peered')), deploy('associated', spoke(CIDRS.associated, 'associated')),
  ]);
  hubs = { privateDns, zone };
  await connectAll({ privateDns, zone, peered, associated });
  const policy = allowAndGuard(privateDns.Endpoint, zone.Endpoint);
  const vpcEndpointIds = [zone.Endpoint];
  const strict = { SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09', EndpointAccessMode: 'STRICT' };
  const [zoned, plain, strictApi] = await Promise.all([
    deploy('zoned', privateApi({ policy, vpcEndpointIds }), ACCOUNTS.provider),
    deploy('plain', privateApi({ policy }), ACCOUNTS.provider),
    deploy('strict', privateApi({ policy, vpcEndpointIds, properties: strict }), ACCOUNTS.provider),
  ]);
  apis = { zoned: zoned.Api, plain: plain.Api, strict: strictApi.Api };
  await deploy('zone-of-the-api', zoneFor(defaultName(apis.zoned), zone as { ZoneId: string; Name: string }, [zone.Vpc, associated.Vpc]));
  await definePlaces();
});

afterAll(async () => { await lab.stop(); });

async function deploy(name: string, template: Template, account: string = ACCOUNTS.consumer): Promise<Outputs> {
  const { status, outputs, reasons } = await deployTemplate(access, account, name, template);
  expect({ name, status, reasons }).toEqual({ name, status: 'CREATE_COMPLETE', reasons: [] });
  return outputs;
}

/** Each spoke is peered with each hub, and with routes. */
async function connectAll(networks: Record<keyof typeof CIDRS, Outputs>): Promise<void> {
  const side = (of: keyof typeof CIDRS) => ({ vpc: networks[of].Vpc, routes: networks[of].Routes, cidr: CIDRS[of] });
  await Promise.all((['privateDns', 'zone'] as const).flatMap((from) => (['peered', 'associated'] as const).map(
    async (to) => deploy(`${from}-with-${to}`, peering(side(from), side(to))))));
}

async function definePlaces(): Promise<void> {
  const vpcIds = [hubs.privateDns.Vpc, hubs.zone.Vpc];
  const { resolverEndpoints } = await fetchState(access.emulatorUrl);
  const resolverOf = (of: Hub) => resolverEndpoints.find(({ vpcId }) => vpcId === hubs[of].Vpc)!.addresses;
  const domain = `execute-api.${access.region}.amazonaws.com`;
  await lab.place('on-premises', { cidr: '192.168.0.0/24', vpcIds });
  await lab.place('forwarding-private-dns', { cidr: '192.168.1.0/24', vpcIds, forward: { [domain]: resolverOf('privateDns') } });
  await lab.place('forwarding-zone', { cidr: '192.168.2.0/24', vpcIds, forward: { [domain]: resolverOf('zone') } });
}

function defaultName(api: string): string {
  return `${api}.execute-api.${access.region}.amazonaws.com`;
}

function alias(api: string): Address {
  return { host: `${api}-${hubs.zone.Endpoint}.execute-api.${access.region}.amazonaws.com` };
}

function ownName(headers?: Record<string, string>): Address {
  return { host: hubs.zone.Name, headers };
}

const EVERYWHERE = (result: string) => CALLERS.map(() => result);
const WHERE_PRIVATE_DNS_IS_SEEN = [OK, OK, OK, UNKNOWN, OK, UNKNOWN, UNKNOWN];

const ROWS: Row[] = [
  { form: 'default name', where: 'private DNS on', hub: 'privateDns', address: () => ({ host: defaultName(apis.plain) }), expected: WHERE_PRIVATE_DNS_IS_SEEN },
  {
    form: 'default name', where: 'private DNS off, a hosted zone for it', hub: 'zone', address: () => ({ host: defaultName(apis.zoned) }),
    expected: [OK, OK, OK, UNKNOWN, OK, UNKNOWN, OK],
  },
  { form: 'default name', where: 'private DNS off, no zone', hub: 'zone', address: () => ({ host: defaultName(apis.plain) }), expected: EVERYWHERE(UNKNOWN) },
  { form: 'alias name', where: 'associated', hub: 'zone', address: () => alias(apis.zoned), expected: EVERYWHERE(OK) },
  { form: 'alias name', where: 'not associated', hub: 'zone', address: () => alias(apis.plain), expected: EVERYWHERE(UNKNOWN) },
  { form: 'endpoint name, header `Host`', where: '–', hub: 'zone', address: () => ownName({ Host: defaultName(apis.plain) }), expected: EVERYWHERE(OK) },
  { form: 'endpoint name, header `x-apigw-api-id`', where: '–', hub: 'zone', address: () => ownName({ 'x-apigw-api-id': apis.plain }), expected: EVERYWHERE(OK) },
  { form: 'endpoint name, no header', where: '–', hub: 'zone', address: () => ownName(), expected: EVERYWHERE(FORBIDDEN) },
  {
    form: 'default name', where: 'STRICT, private DNS on', hub: 'privateDns', address: () => ({ host: defaultName(apis.strict) }), expected: WHERE_PRIVATE_DNS_IS_SEEN,
  },
  { form: 'alias name', where: 'STRICT, associated', hub: 'zone', address: () => alias(apis.strict), expected: EVERYWHERE(FORBIDDEN) },
  {
    // Node's `https` asks for the Host in the handshake, so that nobody can tell this from the default name.
    form: 'endpoint name, header `Host`', where: 'STRICT', hub: 'zone', address: () => ownName({ Host: defaultName(apis.strict) }),
    expected: [OK, ...EVERYWHERE(FORBIDDEN).slice(1)],
  },
  {
    form: 'endpoint name, header `x-apigw-api-id`', where: 'STRICT', hub: 'zone', address: () => ownName({ 'x-apigw-api-id': apis.strict }), expected: EVERYWHERE(FORBIDDEN),
  },
];

async function byFunction(name: string, { host, headers = {} }: Address): Promise<string> {
  const { status, error } = await invoke<{ status?: number; error?: string }>(access, ACCOUNTS.consumer, name, { url: `https://${host}/v1/pets`, headers });
  return error === 'ENOTFOUND' ? UNKNOWN : String(status ?? error);
}

async function byCurl(from: string, { host, headers = {} }: Address): Promise<string> {
  const args = ['-sS', '-i', '--connect-timeout', '3', ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])];
  const { code, stdout, stderr } = await curl({ control: access.control, caFile: access.caFile, from, url: `https://${host}/v1/pets`, args });
  if (code === 6) return UNKNOWN;
  return /^HTTP\/1\.1 (\d+)/.exec(stdout)?.[1] ?? stderr;
}

/** In the order of `CALLERS`. */
async function observe({ hub: of, address }: Row): Promise<string[]> {
  const to = address();
  return Promise.all([
    byFunction(hubs[of].Node, to), byFunction(hubs[of].Python, to), byCurl(of, to), byCurl('on-premises', to),
    byCurl(of === 'zone' ? 'forwarding-zone' : 'forwarding-private-dns', to), byCurl('peered', to), byCurl('associated', to),
  ]);
}

function document(results: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    '# Which address works from where',
    '',
    'Made by `integ/lab/test/addressing-table.test.ts`, which deploys plain CloudFormation templates to the lab and calls each address from each place.',
    'It compares what it saw with this page, and with what AWS documents. Do not edit the table by hand: run',
    '`UPDATE_ADDRESSING_TABLE=1 npx jest --config integ/jest.config.json addressing-table`.',
    '',
    line(['Address', 'Set up', ...CALLERS]),
    line(['Address', 'Set up', ...CALLERS].map(() => '---')),
    ...ROWS.map(({ form, where }, index) => line([form, where, ...results[index]])),
    '',
    '- **default name**: `https://{api}.execute-api.{region}.amazonaws.com/{stage}`',
    '- **alias name**: `https://{api}-{endpoint}.execute-api.{region}.amazonaws.com/{stage}`, a public record once the endpoint is associated with the API and the API is deployed again',
    '- **endpoint name**: `https://{endpoint}-{suffix}.execute-api.{region}.vpce.amazonaws.com/{stage}`, a public record',
    '- The endpoint’s security group admits the functions and the instance by their group, the peered VPCs by a range and the on-premises networks by a prefix list. Peered VPCs have routes in both directions.',
    '- The inbound resolver is in the endpoint’s VPC. Its security group admits port 53 from on-premises, where `execute-api.{region}.amazonaws.com` is forwarded to it.',
    '- The *Node function* uses `https.request`, the *Python function* `urllib`.',
    '- **STRICT** is an endpoint access mode of the API: the name of the TLS handshake has to be that of the `Host`. AWS documents that aliases and headers do not work then, and not which answer they get.',
    '  With a `Host` header Node’s clients ask for that name in the handshake, too, so such a call is no other than one of the default name. That has not been tried on AWS.',
    '',
    'What AWS documents: [how to call a private API](https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html),',
    '[private hosted zones](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html),',
    '[endpoint access mode](https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html).',
    '',
  ].join('\n');
}

test('each address from each place does what AWS documents, and the page says so', async () => {
  const results: string[][] = [];
  for (const row of ROWS) {
    results.push(await observe(row));
  }

  const cells = (all: string[][]) => ROWS.flatMap(({ form, where }, row) => CALLERS.map((caller, column) => `${form} (${where}) from ${caller}: ${all[row][column]}`));
  expect(cells(results)).toEqual(cells(ROWS.map(({ expected }) => expected)));
  const refusals = readDecisions(access.folder).filter(({ allowed }) => !allowed);
  expect(new Set(refusals.map(({ layer }) => layer))).toEqual(new Set(['dns', 'routing']));
  if (UPDATE) {
    writeFileSync(DOCUMENT, document(results));
  }
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(document(results));
});
