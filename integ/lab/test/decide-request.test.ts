import { decideRequest } from '../gateway/decide-request';
import { LabState } from '../state';
import { API, api, experiment, HOST, LISTED, method as methodOf, PROVIDER, REGION, policyOf, UNLISTED, withEndpoint } from './states';

const CALLER = { vpcId: 'vpc-a', subnetId: 'subnet-a1', address: '10.1.0.17', securityGroupIds: ['sg-app'] };
const TIME = new Date('2026-11-23T12:00:00Z');
const ARN = (rest: string) => `arn:aws:execute-api:${REGION}:********${PROVIDER.slice(-4)}:${API}/${rest}`;
const FORBIDDEN = { status: 403, errorType: 'ForbiddenException', body: '{"message":"Forbidden"}' };
const MISSING_TOKEN = { status: 403, errorType: 'MissingAuthenticationTokenException', body: '{"message":"Missing Authentication Token"}' };

interface Sent { serverName?: string; via?: string; method?: string; target?: string; headers?: Record<string, string>; caller?: typeof CALLER }

function decide(state: LabState, { via = LISTED, method = 'GET', target = '/v1/pets', headers = {}, caller = CALLER, serverName }: Sent = {}) {
  const endpoint = state.endpoints.find(({ id }) => id === via)!;
  return decideRequest(state, caller, endpoint, { method, target, headers: { host: HOST, ...headers }, serverName, arrived: TIME, time: TIME });
}

function deployed(policy: string): LabState {
  return experiment({ apis: [api({}, { policy })] });
}

function denial(arn: string, ending: string) {
  return {
    status: 403, errorType: 'AccessDeniedException',
    body: JSON.stringify({ Message: `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${arn} ${ending}` }),
  };
}

const ALLOW = { Effect: 'Allow' };
const BY_RESOURCE_POLICY = 'because no resource-based policy allows the execute-api:Invoke action';
const EXPLICITLY = 'with an explicit deny in a resource-based policy';

describe('routing', () => {
  const names = { own: `${LISTED}-abcd1234.execute-api.${REGION}.vpce.amazonaws.com`, alias: `${API}-${LISTED}.execute-api.${REGION}.amazonaws.com` };

  test.each<[string, Record<string, string>]>([
    ['the default name', {}],
    ['the default name with a port, in capitals', { host: `${HOST.toUpperCase()}:443` }],
    ['the alias', { host: names.alias }],
    ['the endpoint’s name and x-apigw-api-id', { 'host': names.own, 'x-apigw-api-id': API }],
    ['both, for the same API', { 'x-apigw-api-id': API }],
  ])('%s leads to the API', (_, headers) => {
    expect(decide(experiment(), { headers })).toMatchObject({ apiId: API, target: { stage: 'v1', path: '/pets' } });
  });

  test.each<[string, Sent, LabState]>([
    ['the endpoint’s name alone', { headers: { host: names.own } }, experiment()],
    ['a name of one’s own', { headers: { host: 'petstore.internal' } }, experiment()],
    ['an unknown API', { headers: { 'host': names.own, 'x-apigw-api-id': '0123456789' } }, experiment()],
    ['another Region', { headers: { host: `${API}.execute-api.us-east-1.amazonaws.com` } }, experiment()],
    ['a regional API', {}, experiment({ apis: [api({ endpointType: 'REGIONAL' })] })],
    ['an edge API', {}, experiment({ apis: [api({ endpointType: 'EDGE' })] })],
    ['an API in another Region', {}, experiment({ apis: [api({ region: 'us-east-1' })] })],
  ])('%s is Forbidden', (_, sent, state) => {
    expect(decide(state, sent)).toMatchObject({ outcome: FORBIDDEN, layer: 'routing' });
  });

  test('a Host and an x-apigw-api-id for different APIs are not guessed', () => {
    expect(decide(experiment(), { headers: { 'x-apigw-api-id': 'other' } })).toMatchObject({ outcome: { status: 501 }, layer: 'routing' });
  });
});

describe('the endpoint access mode STRICT', () => {
  const state = experiment({ apis: [api({}, { isStrict: true })] });
  const own = `${LISTED}-abcd1234.execute-api.${REGION}.vpce.amazonaws.com`;
  const alias = `${API}-${LISTED}.execute-api.${REGION}.amazonaws.com`;

  test('takes the default name, in the handshake and as the Host', () => {
    expect(decide(state, { serverName: HOST.toUpperCase() })).toHaveProperty('target');
    expect(decide(state, { serverName: HOST, headers: { host: `${HOST}:443` } })).toHaveProperty('target');
  });

  test.each<[string, Sent]>([
    ['the alias', { serverName: alias, headers: { host: alias } }],
    ['the endpoint’s name with a Host', { serverName: own }],
    ['the endpoint’s name with x-apigw-api-id', { serverName: own, headers: { 'host': own, 'x-apigw-api-id': API } }],
    ['a handshake without a name', {}],
  ])('refuses %s', (_, sent) => {
    expect(decide(state, sent)).toMatchObject({ outcome: FORBIDDEN, layer: 'routing', reason: expect.stringContaining('STRICT') });
    expect(decide(experiment(), sent)).toHaveProperty('target');
  });
});

describe('the endpoint is the one that took the connection', () => {
  test('a Host that names the listed endpoint does not help at another one', () => {
    const verdict = decide(experiment(), { via: UNLISTED, headers: { host: `${API}-${LISTED}.execute-api.${REGION}.amazonaws.com` } });
    expect(verdict).toMatchObject({
      outcome: denial(ARN('v1/GET/pets'), EXPLICITLY), layer: 'resource-policy', statement: { index: 0, sid: 'Guard', effect: 'Deny' },
      reason: `resource policy of ${API}, as deployed in dep001 on stage v1: statement 0 (Guard) denies; `
        + `aws:SourceVpce is ${UNLISTED}, aws:SourceVpc is vpc-c, aws:VpcSourceIp is 10.1.0.17`,
    });
  });

  test('aws:SourceVpc is the endpoint’s VPC, also for callers from elsewhere', () => {
    const state = deployed(policyOf({ ...ALLOW, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-a' } } }));
    const peered = { ...CALLER, vpcId: 'vpc-peered' };
    expect(decide(state, { caller: peered })).toHaveProperty('target');
    expect(decide(state, { via: UNLISTED, caller: { ...CALLER, vpcId: 'vpc-a' } })).toMatchObject({ outcome: denial(ARN('v1/GET/pets'), BY_RESOURCE_POLICY) });
  });
});

describe('context keys', () => {
  const allowIf = (Condition: object) => deployed(policyOf({ ...ALLOW, Condition }));

  test.each<[string, object]>([
    ['the caller’s VPC address', { IpAddress: { 'aws:VpcSourceIp': '10.1.0.17/32' } }],
    ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }],
    ['the time', { DateLessThan: { 'aws:CurrentTime': '2026-11-23T12:00:01Z' } }],
    ['the time in seconds', { NumericEquals: { 'aws:EpochTime': String(TIME.getTime() / 1000) } }],
    ['the user agent', { StringEquals: { 'aws:UserAgent': 'pets/1' } }],
    ['the referer', { StringEquals: { 'aws:Referer': 'http://pets' } }],
    ['no aws:SourceIp', { Null: { 'aws:SourceIp': 'true' } }],
  ])('%s', (_, condition) => {
    expect(decide(allowIf(condition), { headers: { 'user-agent': 'pets/1', 'referer': 'http://pets' } })).toHaveProperty('target');
  });

  test.each<[string, object]>([
    ['a loopback address', { IpAddress: { 'aws:VpcSourceIp': '127.0.0.0/8' } }],
    ['aws:SourceIp', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }],
    ['an expired term', { DateLessThan: { 'aws:CurrentTime': '2026-11-23T12:00:00Z' } }],
    ['a referer that was not sent', { StringLike: { 'aws:Referer': '*' } }],
    ['a key of signed callers', { StringLike: { 'aws:PrincipalArn': '*' } }],
  ])('%s does not allow', (_, condition) => {
    expect(decide(allowIf(condition))).toMatchObject({ outcome: denial(ARN('v1/GET/pets'), BY_RESOURCE_POLICY), layer: 'resource-policy' });
  });
});

describe('the path is authorized as sent', () => {
  const onlyPets = deployed(policyOf({ ...ALLOW, Resource: `arn:aws:execute-api:${REGION}:${PROVIDER}:${API}/v1/GET/pets` }));

  test('without a slash', () => {
    expect(decide(onlyPets, { target: '/v1/pets?a=1' })).toMatchObject({ target: { path: '/pets', query: '?a=1' } });
  });

  test.each([['/v1/pets/', 'v1/GET/pets/'], ['/v1/pets/1%2f2', 'v1/GET/pets/1%2f2'], ['/v1', 'v1/GET/'], ['/v1/?a=1', 'v1/GET/']])('%s', (target, resource) => {
    expect(decide(onlyPets, { target })).toMatchObject({ outcome: denial(ARN(resource), BY_RESOURCE_POLICY) });
  });
});

describe('the policy of the endpoint', () => {
  const other = `arn:aws:execute-api:${REGION}:${PROVIDER}:otherapi00/*`;

  test.each<[string, string]>([
    ['no policy', ''],
    ['everything', policyOf({ ...ALLOW, Action: '*', Resource: '*' })],
    ['the API', policyOf(ALLOW)],
    ['the account of the API', policyOf({ ...ALLOW, Resource: '*', Condition: { StringEquals: { 'aws:ResourceAccount': PROVIDER } } })],
  ])('with %s lets through', (_, policy) => {
    expect(decide(withEndpoint(LISTED, { policy: policy || undefined }))).toHaveProperty('target');
  });

  test.each<[string, string, string, number | undefined]>([
    ['another API', policyOf({ ...ALLOW, Resource: other }), 'because no VPC endpoint policy allows the execute-api:Invoke action', undefined],
    ['a principal', policyOf({ ...ALLOW, Principal: { AWS: 'arn:aws:iam::111111111111:role/app' } }), 'because no VPC endpoint policy allows the execute-api:Invoke action', undefined],
    ['a Deny', policyOf(ALLOW, { Effect: 'Deny' }), 'with an explicit deny in a VPC endpoint policy', 1],
  ])('with %s denies, before the resource policy is asked', (_, policy, ending, index) => {
    const verdict = decide(withEndpoint(LISTED, { policy }, deployed(policyOf({ Effect: 'Deny' }))));
    expect(verdict).toMatchObject({ outcome: denial(ARN('v1/GET/pets'), ending), layer: 'endpoint-policy' });
    expect('statement' in verdict ? verdict.statement?.index : undefined).toBe(index);
  });

  test('with an organization is not guessed', () => {
    const policy = policyOf({ ...ALLOW, Condition: { StringEquals: { 'aws:ResourceOrgID': 'o-1' } } });
    expect(decide(withEndpoint(LISTED, { policy }))).toMatchObject({ outcome: { status: 501 }, layer: 'endpoint-policy' });
  });

  test.each<[string, Sent]>([
    ['a signature of the kind SigV4a', { headers: { authorization: 'AWS4-ECDSA-P256-SHA256 Credential=…' } }],
    ['a presigned URL', { target: '/v1/pets?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0' }],
  ])('%s is not guessed', (_, sent) => {
    expect(decide(experiment(), sent)).toMatchObject({ outcome: { status: 501, notSupported: expect.stringContaining('SigV4') }, layer: 'endpoint-policy' });
  });

  test('another scheme is anonymous', () => {
    expect(decide(experiment(), { headers: { authorization: 'Bearer 123' } })).toHaveProperty('target');
  });
});

describe('the stage', () => {
  test('that is missing is Forbidden', () => {
    expect(decide(experiment(), { target: '/v2/pets' })).toMatchObject({ outcome: FORBIDDEN, layer: 'stage' });
    expect(decide(experiment({ apis: [api({ stages: [] })] }))).toMatchObject({ outcome: FORBIDDEN, layer: 'stage' });
    expect(decide(experiment(), { target: '/' })).toMatchObject({ outcome: FORBIDDEN, layer: 'stage' });
  });

  test('without a policy is Forbidden: AWS would not have deployed it', () => {
    expect(decide(experiment({ apis: [api({}, { policy: undefined })] }))).toMatchObject({ outcome: FORBIDDEN, layer: 'stage' });
  });

  test('with a disabled execute-api endpoint is Forbidden, from the next deployment on', () => {
    expect(decide(experiment({ apis: [api({}, { disableExecuteApiEndpoint: true })] }))).toMatchObject({ outcome: FORBIDDEN, layer: 'stage' });
    expect(decide(experiment({ apis: [api({ disableExecuteApiEndpoint: true })] }))).toHaveProperty('target');
  });

  test('enforces the policy of its own deployment', () => {
    const open = { ...api().stages[0].deployment, policy: policyOf(ALLOW) };
    const state = experiment({ apis: [api({ stages: [...api().stages, { ...api().stages[0], name: 'v2', deploymentId: 'dep000', deployment: open }] })] });
    expect(decide(state, { via: UNLISTED, target: '/v2/pets' })).toMatchObject({ reason: expect.stringContaining('as deployed in dep000 on stage v2: statement 0 allows') });
    expect(decide(state, { via: UNLISTED, target: '/v1/pets' })).toMatchObject({ layer: 'resource-policy' });
  });
});

describe('methods', () => {
  const withMethod = (o: object, policy = policyOf(ALLOW)) => experiment({
    apis: [api({}, { policy, methods: [methodOf(o)] })],
  });

  test('an unknown path or method is Missing Authentication Token', () => {
    expect(decide(experiment(), { target: '/v1/cats' })).toMatchObject({ outcome: MISSING_TOKEN, layer: 'method' });
    expect(decide(experiment(), { method: 'DELETE' })).toMatchObject({ outcome: MISSING_TOKEN, layer: 'method' });
  });

  test('an unknown path from an unlisted endpoint is refused either way', () => {
    // AWS documents no order, so only the status is ours to test.
    expect(decide(experiment(), { via: UNLISTED, target: '/v1/cats' })).toMatchObject({ outcome: { status: 403 } });
  });

  test('AWS_IAM without a signature is Missing Authentication Token', () => {
    expect(decide(withMethod({ authorizationType: 'AWS_IAM' }))).toMatchObject({ outcome: MISSING_TOKEN, layer: 'authorization' });
  });

  test('a Cognito user pool is not guessed', () => {
    expect(decide(withMethod({ authorizationType: 'COGNITO_USER_POOLS' }))).toMatchObject({ outcome: { status: 501 }, layer: 'authorization' });
  });

  test('a Lambda authorizer does not save from an explicit Deny, and an API key not from the policy', () => {
    expect(decide(withMethod({ authorizationType: 'CUSTOM' }, policyOf(ALLOW, { Effect: 'Deny' })))).toMatchObject({ outcome: denial(ARN('v1/GET/pets'), EXPLICITLY) });
    expect(decide(withMethod({ apiKeyRequired: true }, policyOf({ Effect: 'Deny' })))).toMatchObject({ outcome: denial(ARN('v1/GET/pets'), EXPLICITLY) });
  });
});
