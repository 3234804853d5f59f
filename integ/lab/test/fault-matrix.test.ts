import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNTS } from '../accounts';
import { curl } from '../curl';
import { readDecisions } from '../decision-log';
import { invoke } from '../invoke';
import { Lab, LabAccess } from '../lab';
import { consumerNetwork, faultyApi, networkWithoutPrivateDns, undeployedApi } from './fault-matrix-app';
import { deployTemplate } from './plain-stack';
import { allowAndGuard, privateApi, Template } from './plain-templates';

const DOCUMENT = join(__dirname, '..', '..', '..', 'docs', 'fault-matrix.md');
/** Set it to write the document anew. */
const UPDATE = process.env.UPDATE_FAULT_MATRIX !== undefined;

const { consumer, provider, outsider } = ACCOUNTS;
const MORE_THAN_10_MB = 10 * 1024 * 1024 + 1;

/** What a client sees: an answer, or what it reports itself. */
type Seen = string;

interface Fault {
  readonly situation: string;
  readonly call: () => Promise<Seen>;
  /** From AWS's documents and from transcripts, by hand: not what the lab computed. Ids stand as `{api}`, `{stale}`, `{region}`; a text that ends in `…` goes on. */
  readonly expected: Seen;
  /** Which layer decides; absent where nothing is called. */
  readonly layer?: string;
}

let lab: Lab;
let access: LabAccess;
let inConsumer: Record<string, string>;
let inOutsider: Record<string, string>;
let apis: Record<'api' | 'regional' | 'undeployed' | 'disabled' | 'strict' | 'stale' | 'staleAllow', string>;
let withoutPolicy: string;

beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
  [inConsumer, inOutsider] = await Promise.all([deploy('network', consumerNetwork(), consumer), deploy('network', networkWithoutPrivateDns(), outsider)]);
  const [forConsumer, forOutsider] = [allowAndGuard(inConsumer.Endpoint), allowAndGuard(inOutsider.Endpoint)];
  const outputs = await Promise.all([
    deploy('faults', faultyApi(inOutsider.Endpoint)),
    deploy('regional', privateApi({ properties: { EndpointConfiguration: { Types: ['REGIONAL'] } } })),
    deploy('undeployed', undeployedApi()),
    deploy('disabled', privateApi({ policy: forConsumer, properties: { DisableExecuteApiEndpoint: true } })),
    deploy('strict', privateApi({ policy: forConsumer, properties: { SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09', EndpointAccessMode: 'STRICT' } })),
    deploy('stale', privateApi({ policy: forOutsider })),
    deploy('stale-allow', privateApi({ policy: forConsumer })),
  ]);
  const [api, regional, undeployed, disabled, strict, stale, staleAllow] = outputs.map(({ Api }) => Api);
  apis = { api, regional, undeployed, disabled, strict, stale, staleAllow };
  await Promise.all([deploy('stale', privateApi({ policy: forConsumer }), provider, true), deploy('stale-allow', privateApi({ policy: forOutsider }), provider, true)]);
  withoutPolicy = (await deployTemplate(access, provider, 'without-policy', privateApi({}))).reasons.join('\n');
});

afterAll(async () => { await lab.stop(); });

async function deploy(name: string, template: Template, account: string = provider, update = false): Promise<Record<string, string>> {
  const { status, outputs, reasons } = await deployTemplate(access, account, name, template, update);
  expect({ name, status, reasons }).toEqual({ name, status: update ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE', reasons: [] });
  return outputs;
}

const nameOf = (api: string) => `${api}.execute-api.${access.region}.amazonaws.com`;
const answer = (status: number, errorType: string | null | undefined, body: string): Seen => [status, errorType, body].filter((part) => part).join(' ');

async function send(host: string, path: string, args: string[] = [], from = inConsumer.Instance): Promise<Seen> {
  const { code, stdout, stderr } = await curl({
    control: access.control, caFile: access.caFile, from, url: `https://${host}/${path}`, args: ['-sS', '-i', '-H', 'Expect:', '--connect-timeout', '3', ...args],
  });
  if (code !== 0) return `curl: (${code})${code === 6 ? ` ${/Could not resolve host/.exec(stderr)}` : ''}`;
  const [head, ...body] = stdout.split('\r\n\r\n');
  return answer(Number(head.split(' ')[1]), /^x-amzn-errortype: (.*)$/im.exec(head)?.[1], body.join('\r\n\r\n'));
}

/** To the API that holds most of the faults. */
const get = async (path: string, ...args: string[]) => send(nameOf(apis.api), `v1/${path}`, args);

async function sign(path: string, more: object = {}): Promise<Seen> {
  const { status, errorType, body } = await invoke<{ status: number; errorType: string; body: string }>(
    access, consumer, inConsumer.App, { url: `https://${nameOf(apis.api)}/v1/${path}`, sign: true, ...more });
  return answer(status, errorType, body);
}

const signedByCurl = (credentials: string) => ['--aws-sigv4', `aws:amz:${access.region}:execute-api`, '--user', credentials];

async function sendTooMuch(): Promise<Seen> {
  const file = join(access.folder, 'too-much');
  writeFileSync(file, Buffer.alloc(MORE_THAN_10_MB, 'x'));
  return get('pets', '-X', 'GET', ...signedByCurl(`${consumer}:lab`), '--data-binary', `@${file}`);
}

const PETS = '200 ["pets"]';
const FORBIDDEN = '403 ForbiddenException {"message":"Forbidden"}';
const MISSING_TOKEN = '403 MissingAuthenticationTokenException {"message":"Missing Authentication Token"}';
const UNAUTHORIZED = '401 UnauthorizedException {"message":"Unauthorized"}';
const UNKNOWN_NAME = 'curl: (6) Could not resolve host';
const denied = (user: string, path: string, ending: string, api = 'api') => '403 AccessDeniedException {"Message":"User: '
  + `${user} is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:{region}:********2222:{${api}}/v1/GET/${path} ${ending}"}`;
const NO_RESOURCE_POLICY = 'because no resource-based policy allows the execute-api:Invoke action';

const FAULTS: readonly Fault[] = [
  { situation: 'All good', call: async () => get('pets'), expected: PETS, layer: 'integration' },
  { situation: 'No Allow of the resource policy is for the endpoint', call: async () => get('implicit'), expected: denied('anonymous', 'implicit', NO_RESOURCE_POLICY), layer: 'resource-policy' },
  {
    situation: 'A Deny of the resource policy is for all endpoints but others', call: async () => get('explicit'),
    expected: denied('anonymous', 'explicit', 'with an explicit deny in a resource-based policy'), layer: 'resource-policy',
  },
  {
    situation: 'A signed caller of another account, about whom the resource policy is silent', call: async () => sign('signed-and-silent'),
    expected: denied('arn:aws:sts::111111111111:assumed-role/{session}', 'signed-and-silent', NO_RESOURCE_POLICY), layer: 'resource-policy',
  },
  {
    situation: 'The policy of the endpoint denies', call: async () => get('endpoint-denies'),
    expected: denied('anonymous', 'endpoint-denies', 'with an explicit deny in a VPC endpoint policy'), layer: 'endpoint-policy',
  },
  {
    situation: 'The policy of the endpoint is silent', call: async () => get('endpoint-is-silent'),
    expected: denied('anonymous', 'endpoint-is-silent', 'because no VPC endpoint policy allows the execute-api:Invoke action'), layer: 'endpoint-policy',
  },
  {
    situation: 'A Lambda authorizer denies', call: async () => get('token', '-H', 'Authorization: deny'),
    expected: '403 AccessDeniedException {"Message":"User is not authorized to access this resource with an explicit deny in an identity-based policy"}', layer: 'authorization',
  },
  { situation: 'The token of an authorizer is missing', call: async () => get('token'), expected: UNAUTHORIZED, layer: 'authorization' },
  { situation: 'An authorizer does not know the token', call: async () => get('token', '-H', 'Authorization: who'), expected: UNAUTHORIZED, layer: 'authorization' },
  { situation: 'The name of the endpoint, and no header that names an API', call: async () => send(inConsumer.Name, 'v1/pets'), expected: FORBIDDEN, layer: 'routing' },
  {
    situation: 'A header that names an API that there is not', call: async () => send(inConsumer.Name, 'v1/pets', ['-H', 'x-apigw-api-id: a1b2c3d4e5']),
    expected: FORBIDDEN, layer: 'routing',
  },
  {
    situation: 'A `Host` with another domain', call: async () => send(inConsumer.Name, 'v1/pets', ['-H', `Host: ${apis.api}.example.com`]),
    expected: FORBIDDEN, layer: 'routing',
  },
  { situation: 'A public API, called through the endpoint', call: async () => send(nameOf(apis.regional), 'v1/pets'), expected: FORBIDDEN, layer: 'routing' },
  { situation: 'No such stage', call: async () => send(nameOf(apis.api), 'v2/pets'), expected: FORBIDDEN, layer: 'stage' },
  { situation: 'An API that was never deployed', call: async () => send(nameOf(apis.undeployed), 'v1/pets'), expected: FORBIDDEN, layer: 'stage' },
  { situation: 'No such path, from an allowed endpoint', call: async () => get('cats'), expected: MISSING_TOKEN, layer: 'method' },
  { situation: 'No such method, from an allowed endpoint', call: async () => get('pets', '-X', 'DELETE'), expected: MISSING_TOKEN, layer: 'method' },
  { situation: 'AWS_IAM, and no signature', call: async () => get('signed'), expected: MISSING_TOKEN, layer: 'authorization' },
  {
    situation: 'A signature by another secret', call: async () => get('signed', ...signedByCurl(`${consumer}:wrong`)),
    expected: '403 InvalidSignatureException {"message":"The request signature we calculated does not match the signature you provided…', layer: 'endpoint-policy',
  },
  {
    situation: 'A signature of an hour ago', call: async () => sign('signed', { at: new Date(Date.now() - 3_600_000).toISOString() }),
    expected: '403 InvalidSignatureException {"message":"Signature expired…', layer: 'endpoint-policy',
  },
  {
    situation: 'A key that nobody has', call: async () => get('signed', ...signedByCurl('AKIAIOSFODNN7EXAMPLE:lab')),
    expected: '403 AccessDeniedException {"message":"The security token included in the request is invalid."}', layer: 'endpoint-policy',
  },
  { situation: 'No API key where one is required', call: async () => get('key'), expected: FORBIDDEN, layer: 'authorization' },
  { situation: 'The default name of an API with `disableExecuteApiEndpoint`', call: async () => send(nameOf(apis.disabled), 'v1/pets'), expected: FORBIDDEN, layer: 'stage' },
  {
    situation: 'No policy', call: async () => withoutPolicy,
    expected: 'not deployed: Private REST API doesn\'t have a resource policy attached to it',
  },
  {
    situation: 'The policy allows the endpoint since the last deployment', call: async () => send(nameOf(apis.stale), 'v1/pets'),
    expected: denied('anonymous', 'pets', 'with an explicit deny in a resource-based policy', 'stale'), layer: 'resource-policy',
  },
  {
    situation: 'The policy denies the endpoint since the last deployment', call: async () => send(nameOf(apis.staleAllow), 'v1/pets'),
    expected: '200 [{"id":1,"type":"dog","price":249.99}]', layer: 'integration',
  },
  { situation: 'The default name, from the internet', call: async () => send(nameOf(apis.api), 'v1/pets', [], 'internet'), expected: UNKNOWN_NAME, layer: 'dns' },
  { situation: 'The default name in a VPC without private DNS', call: async () => send(nameOf(apis.api), 'v1/pets', [], inOutsider.Instance), expected: UNKNOWN_NAME, layer: 'dns' },
  {
    situation: 'No security group of the endpoint admits the caller', call: async () => send(nameOf(apis.api), 'v1/pets', ['--connect-timeout', '0.5'], inConsumer.Blocked),
    expected: 'curl: (28)', layer: 'security-groups',
  },
  { situation: 'The integration takes longer than its timeout', call: async () => get('slow'), expected: '504 {"message":"Endpoint request timed out"}', layer: 'integration' },
  { situation: 'A signed body of more than 10 MB', call: sendTooMuch, expected: '413 {"message":"HTTP content length exceeded 10485760 bytes"}', layer: 'routing' },
  {
    situation: 'STRICT, and a `Host` that is not the name of the TLS handshake',
    call: async () => send(inConsumer.Name, 'v1/pets', ['-H', `Host: ${nameOf(apis.strict)}`]), expected: FORBIDDEN, layer: 'routing',
  },
];

/** Rows that no deployment produces in the lab. A type that the emulator does not know is refused, so that nobody takes it for one that allows. */
const NOT_PRODUCED: readonly (readonly [situation: string, answer: string, reason: string, type?: string])[] = [
  ['A web ACL blocks', FORBIDDEN, 'the emulator has no WAF', 'AWS::WAFv2::WebACLAssociation'],
  ['A private custom domain without an association, or without a mapping', '403 Forbidden', 'the emulator has no private custom domains', 'AWS::ApiGateway::DomainNameV2'],
  ['Throttled, or over a quota', '429 TooManyRequestsException or LimitExceededException', 'usage plans are known for their keys only'],
  ['An unsigned body of more than 10 MB', '413', 'not enforced: bodies are read for their signature only'],
  ['Headers of more than 8000 bytes', '431', 'not enforced; the body is not documented'],
  ['The ARN of a method is longer than 1600 bytes', '414', 'not enforced'],
  ['A TLS version below the security policy', 'a failed handshake', 'the lab speaks what Node speaks; the text is not documented'],
];

/** Ids of this run replaced by what they are, and a text cut to the length of what is expected of it. */
function general(seen: Seen, expected: Seen): Seen {
  const ids: [string, string][] = [...Object.entries(apis).map(([name, id]): [string, string] => [id, `{${name}}`]), [access.region, '{region}']];
  const text = ids.reduce((rest, [id, name]) => rest.replaceAll(id, name), seen).replace(/(assumed-role)\/[^ ]+/, '$1/{session}');
  if (expected.startsWith('not deployed: ')) return text.includes(expected.slice('not deployed: '.length)) ? expected : text;
  return expected.endsWith('…') && text.startsWith(expected.slice(0, -1)) ? expected : text;
}

function document(): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = (heads: readonly string[], rows: readonly (readonly string[])[]) => [line(heads), line(heads.map(() => '---')), ...rows.map(line)];
  return [
    '# What a caller sees when something is wrong',
    '',
    'Made by `integ/lab/test/fault-matrix.test.ts`, which deploys plain CloudFormation templates to the lab, each with a fault, and calls them. It compares what it saw with',
    'what AWS documents or was seen to answer, typed in by hand. Do not edit the tables by hand: run `UPDATE_FAULT_MATRIX=1 npx jest --config integ/jest.config.json fault-matrix`.',
    '',
    'The answer is the status, the header `x-amzn-ErrorType` and the body; or what curl reports, which goes on where it ends in `…`. AWS may leave out the ending of a denial that tells the type of policy.',
    'An API may word its gateway responses differently. Several causes have the same answer: the layer is what tells them apart, and what a client cannot see.',
    '',
    ...table(['Situation', 'Answer', 'Layer'], FAULTS.map(({ situation, expected, layer = '–' }) => [situation, `\`${expected}\``, layer])),
    '',
    '## Not in the lab',
    '',
    ...table(['Situation', 'Answer of AWS', 'Why not'], NOT_PRODUCED.map(([situation, awsAnswer, reason]) => [situation, `\`${awsAnswer}\``, reason])),
    '',
    'AWS documents [403](https://repost.aws/knowledge-center/api-gateway-troubleshoot-403-forbidden), [gateway responses](https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html)',
    'and [how authorization is decided](https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html). The answer to STRICT, the ending of an endpoint policy’s explicit denial, and whether',
    'an unknown path is told to an endpoint that is not allowed, are not documented.',
    '',
  ].join('\n');
}

test.each(FAULTS.map((fault) => [fault.situation, fault] as const))('%s', async (_situation, { call, expected, layer }) => {
  expect(general(await call(), expected)).toBe(expected);
  expect(layer === undefined ? undefined : readDecisions(access.folder).at(-1)?.layer).toBe(layer);
});

test.each(NOT_PRODUCED.flatMap(([situation,,, type]) => type === undefined ? [] : [[situation, type]]))('what the lab has not is refused: %s', async (_situation, type) => {
  const template = { Resources: { Thing: { Type: type, Properties: {} } } };
  await expect(deployTemplate(access, provider, 'unknown-type', template)).rejects.toThrow(`Unrecognized resource types: [${type}]`);
});

test('the page says so', () => {
  if (UPDATE) {
    writeFileSync(DOCUMENT, document());
  }
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(document());
});
