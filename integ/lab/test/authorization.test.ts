import {
  AddUserToGroupCommand, CreateAccessKeyCommand, CreateGroupCommand, IAMClient, PutGroupPolicyCommand, UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { readAccessLog } from '../access-log-reader';
import { ACCOUNTS } from '../accounts';
import { assumeRole, SigningCredentials } from '../assume-role';
import { clientConfig } from '../aws-environment';
import { curl } from '../curl';
import { readDecisions } from '../decision-log';
import { invoke } from '../invoke';
import { Lab, LabAccess } from '../lab';
import { policyDocument, roles, securedApi, signingNetwork } from './authorization-templates';
import { deployTemplate } from './plain-stack';
import { allowAndGuard, privateApi } from './plain-templates';

interface Seen {
  readonly status: number;
  readonly errorType: string | null;
  readonly body: string;
}

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly query?: string;
  readonly sign?: boolean;
  readonly credentials?: SigningCredentials;
  readonly region?: string;
  readonly service?: string;
  readonly at?: string;
}

const { consumer, provider, outsider } = ACCOUNTS;
const ORGANIZATION = 'o-a1b2c3d4e5';
const HOUR = 3_600_000;

let lab: Lab;
let access: LabAccess;
let networks: Record<string, Record<string, string>>;
let roleArns: Record<string, Record<string, string>>;
let api: string;
let logGroup: string;
let expiry: Date;

beforeAll(async () => {
  lab = await Lab.start({ organizations: { [ORGANIZATION]: [consumer, provider] } });
  access = lab.access;
  const deployed = async (account: string, name: string, template: object) => (await deployTemplate(access, account, name, { ...template })).outputs;
  const [ofConsumer, ofProvider, consumerRoles, providerRoles, outsiderRoles] = await Promise.all([
    deployed(consumer, 'network', signingNetwork('10.1.0.0/16')), deployed(provider, 'network', signingNetwork('10.2.0.0/16')),
    ...[consumer, provider, outsider].map(async (account) => deployed(account, 'roles', roles())),
  ]);
  networks = { [consumer]: ofConsumer, [provider]: ofProvider };
  roleArns = { [consumer]: consumerRoles, [provider]: providerRoles, [outsider]: outsiderRoles };
  expiry = new Date(Date.now() + HOUR);
  const outputs = await deployed(provider, 'secured', securedApi({ expiry: expiry.toISOString(), organization: ORGANIZATION, role: consumerRoles.Allowing }));
  ({ Api: api, LogGroup: logGroup } = outputs);
});

afterAll(async () => { await lab.stop(); });

async function assume(account: string, role: string, policy?: object): Promise<SigningCredentials> {
  return assumeRole(access, account, roleArns[account][role], 'tester', policy);
}

function urlOf(path: string, query = ''): string {
  return `https://${api}.execute-api.${access.region}.amazonaws.com/v1/${path}${query}`;
}

async function call(path: string, { query, ...sent }: Sent = {}, from: string = consumer): Promise<Seen> {
  return invoke<Seen>(access, from, networks[from].App, { url: urlOf(path, query), ...sent });
}

async function callAs(credentials: SigningCredentials, path: string, from: string = consumer): Promise<Seen> {
  return call(path, { sign: true, credentials }, from);
}

const resource = (path: string, method = 'GET') => `arn:aws:execute-api:${access.region}:********${provider.slice(-4)}:${api}/v1/${method}/${path}`;
const PETS = { status: 200, errorType: null, body: '["pets"]' };

function denied(user: string, path: string, ending: string, method = 'GET') {
  return {
    status: 403, errorType: 'AccessDeniedException',
    body: JSON.stringify({ Message: `User: ${user} is not authorized to perform: execute-api:Invoke on resource: ${resource(path, method)} ${ending}` }),
  };
}

const EXPLICIT = (policy: string) => `with an explicit deny in ${policy}`;
const IMPLICIT = (policy: string) => `because no ${policy} allows the execute-api:Invoke action`;
const BY_RESOURCE = EXPLICIT('a resource-based policy');
const BY_IDENTITY = EXPLICIT('an identity-based policy');

/** Of AWS's Table A and Table B, by hand. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html */
type Row = readonly [identity: string, policy: string, ending: string | undefined];

const SAME_ACCOUNT: Row[] = [
  ['Allowing', 'allow', undefined], ['Allowing', 'silent', undefined], ['Allowing', 'deny', BY_RESOURCE],
  ['Silent', 'allow', undefined], ['Silent', 'silent', IMPLICIT('identity-based policy')], ['Silent', 'deny', BY_RESOURCE],
  ['Denying', 'allow', BY_IDENTITY], ['Denying', 'silent', BY_IDENTITY], ['Denying', 'deny', BY_RESOURCE],
];

const OTHER_ACCOUNT: Row[] = [
  ['Allowing', 'allow', undefined], ['Allowing', 'silent', IMPLICIT('resource-based policy')], ['Allowing', 'deny', BY_RESOURCE],
  ['Silent', 'allow', IMPLICIT('identity-based policy')], ['Silent', 'silent', IMPLICIT('identity-based policy')], ['Silent', 'deny', BY_RESOURCE],
  ['Denying', 'allow', BY_IDENTITY], ['Denying', 'silent', BY_IDENTITY], ['Denying', 'deny', BY_RESOURCE],
];

describe.each([['the API’s own account', provider, SAME_ACCOUNT], ['another account', consumer, OTHER_ACCOUNT]])('a signed caller of %s', (_, account, rows) => {
  test.each(rows)('whose policies are %s, where the resource policy is: %s', async (role, path, ending) => {
    const { [role]: arn } = roleArns[account];
    const session = `${arn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/tester`;
    expect(await callAs(await assume(account, role), path, account)).toEqual(ending === undefined ? PETS : denied(session, path, ending));
  });
});

describe('limits of a signed caller', () => {
  test('a function signs with its own role', async () => {
    expect(await call('allow', { sign: true })).toEqual(PETS);
    expect(readDecisions(access.folder).at(-1)).toMatchObject({ layer: 'integration', reason: expect.stringMatching(/identity-based policy invoke of arn:aws:iam::111111111111:role\/.* allows$/) });
  });

  test('a session policy without Invoke takes it away', async () => {
    const nothing = policyDocument({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
    expect((await callAs(await assume(consumer, 'Allowing', nothing), 'allow')).body).toContain(IMPLICIT('session policy'));
    const invokes = policyDocument({ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' });
    expect(await callAs(await assume(consumer, 'Allowing', invokes), 'allow')).toEqual(PETS);
  });

  test('a permissions boundary without Invoke takes it away', async () => {
    expect((await callAs(await assume(consumer, 'Bounded'), 'allow')).body).toContain(IMPLICIT('permissions boundary'));
  });

  test('whether an Allow of the resource policy passes a boundary of its own account is not guessed', async () => {
    expect(await callAs(await assume(provider, 'Bounded'), 'allow', provider)).toMatchObject({ status: 501 });
    expect((await callAs(await assume(provider, 'Bounded'), 'silent', provider)).body).toContain(IMPLICIT('permissions boundary'));
  });

  test('a managed policy that the emulator does not know is not guessed', async () => {
    expect(await callAs(await assume(consumer, 'Unknown'), 'allow')).toMatchObject({ status: 501, body: expect.stringContaining('NobodyKnows') });
  });

  test('the role is aws:PrincipalArn, and only its own method sees it', async () => {
    expect(await callAs(await assume(consumer, 'Allowing'), 'role')).toEqual(PETS);
    expect((await call('role', { sign: true })).body).toContain(IMPLICIT('resource-based policy'));
    const credentials = await assume(consumer, 'Allowing');
    expect(await call('role', { method: 'PUT', sign: true, credentials })).toEqual(denied('anonymous', 'role', IMPLICIT('resource-based policy'), 'PUT'));
  });

  test('a user signs with its own key, by the policy of its group, as long as the key is active', async () => {
    const client = new IAMClient(clientConfig(access, consumer));
    try {
      const UserName = roleArns[consumer].User;
      const { AccessKey: key } = await client.send(new CreateAccessKeyCommand({ UserName }));
      await client.send(new CreateGroupCommand({ GroupName: 'callers' }));
      await client.send(new AddUserToGroupCommand({ GroupName: 'callers', UserName }));
      const document = policyDocument({ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `arn:aws:execute-api:*:*:${api}/v1/GET/*` });
      await client.send(new PutGroupPolicyCommand({ GroupName: 'callers', PolicyName: 'invoke', PolicyDocument: JSON.stringify(document) }));
      const credentials = { accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! };
      expect(await callAs(credentials, 'allow')).toEqual(PETS);
      expect((await callAs(credentials, 'silent')).body).toContain(`User: arn:aws:iam::${consumer}:user/${UserName} is not authorized`);
      await client.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: credentials.accessKeyId, Status: 'Inactive' }));
      expect(await callAs(credentials, 'allow')).toMatchObject({ status: 403, errorType: 'AccessDeniedException' });
    } finally {
      client.destroy();
    }
  });

  test('the organization is aws:PrincipalOrgID', async () => {
    expect(await callAs(await assume(consumer, 'Allowing'), 'organization')).toEqual(PETS);
    expect((await callAs(await assume(outsider, 'Allowing'), 'organization')).body).toContain(IMPLICIT('resource-based policy'));
  });
});

describe('signatures', () => {
  test('an unsigned call of an AWS_IAM method', async () => {
    expect(await call('allow')).toEqual({ status: 403, errorType: 'MissingAuthenticationTokenException', body: '{"message":"Missing Authentication Token"}' });
    expect(await call('allow', { headers: { authorization: 'Bearer 123' } })).toMatchObject({ status: 403, errorType: 'IncompleteSignatureException' });
  });

  test.each<[string, Partial<Sent>, string, string]>([
    ['of another Region', { region: 'us-east-1' }, 'InvalidSignatureException', 'Credential should be scoped to a valid region'],
    ['for another service', { service: 'lambda' }, 'InvalidSignatureException', 'Credential should be scoped to correct service: \'execute-api\''],
    ['of an hour ago', { at: new Date(Date.now() - HOUR).toISOString() }, 'InvalidSignatureException', 'Signature expired: '],
  ])('%s', async (_, sent, errorType, text) => {
    const seen = await call('allow', { sign: true, ...sent });
    expect(seen).toMatchObject({ status: 403, errorType });
    expect(seen.body).toContain(text);
  });

  test('a wrong secret, a wrong token, an unknown key: refused, on a method without authorization, too', async () => {
    const credentials = await assume(consumer, 'Allowing');
    const mismatch = await call('allow', { method: 'PUT', sign: true, credentials: { ...credentials, secretAccessKey: 'wrong' } });
    expect(mismatch).toMatchObject({ status: 403, errorType: 'InvalidSignatureException', body: expect.stringContaining('The request signature we calculated does not match') });
    for (const wrong of [{ sessionToken: 'wrong' }, { accessKeyId: 'ASIA0000000000000000' }]) {
      expect(await call('allow', { sign: true, credentials: { ...credentials, ...wrong } }))
        .toEqual({ status: 403, errorType: 'AccessDeniedException', body: '{"message":"The security token included in the request is invalid."}' });
    }
  });

  test('curl signs, too', async () => {
    const signed = async (user: string, path: string) => curl({
      control: access.control, caFile: access.caFile, from: `${consumer}/${networks[consumer].App}`, url: urlOf(path, '?a=1&b=2'),
      args: ['-sS', '--aws-sigv4', `aws:amz:${access.region}:execute-api`, '--user', user],
    });
    expect((await signed(`${consumer}:lab`, 'allow')).stdout).toBe('["pets"]');
    expect((await signed(`${consumer}:lab`, 'silent')).stdout).toContain(`User: arn:aws:iam::${consumer}:root is not authorized`);
    expect((await signed(`${consumer}:other`, 'allow')).stdout).toContain('The request signature we calculated does not match');
  });
});

test('aws:VpcSourceIp is the deployed address, of a function and of an instance', async () => {
  const fromInstance = await curl({
    control: access.control, caFile: access.caFile, from: networks[consumer].Instance, url: urlOf('address'), args: ['-sS', '-X', 'PUT'],
  });
  expect(fromInstance.stdout).toBe('["pets"]');
  expect(await call('address', { method: 'PUT' })).toEqual(denied('anonymous', 'address', IMPLICIT('resource-based policy'), 'PUT'));
  expect(readDecisions(access.folder).at(-1)?.reason).toMatch(/aws:VpcSourceIp is 10\.1\.0\.\d+/);
});

describe('a Lambda authorizer', () => {
  const by = async (token: string, path: string) => call(path, { method: 'POST', body: '{}', headers: { 'authorization': token, 'content-type': 'application/json' } });
  const DENIED = { status: 403, errorType: 'AccessDeniedException', body: '{"Message":"User is not authorized to access this resource"}' };
  const EXPLICITLY_DENIED = { ...DENIED, body: '{"Message":"User is not authorized to access this resource with an explicit deny in an identity-based policy"}' };

  test.each<[string, string, Seen | undefined]>([
    ['allow', 'allow', PETS], ['allow', 'silent', PETS], ['allow', 'deny', undefined],
    ['silent', 'allow', PETS], ['silent', 'silent', DENIED], ['silent', 'deny', undefined],
    ['deny', 'allow', EXPLICITLY_DENIED], ['deny', 'silent', EXPLICITLY_DENIED], ['deny', 'deny', undefined],
    // It is not asked where the resource policy denies.
    ['broken', 'deny', undefined],
  ])('that says %s, where the resource policy is: %s', async (token, path, expected) => {
    expect(await by(token, path)).toEqual(expected ?? denied('anonymous', path, BY_RESOURCE, 'POST'));
  });

  test.each<[string, Seen]>([
    ['unknown', { status: 401, errorType: 'UnauthorizedException', body: '{"message":"Unauthorized"}' }],
    ['broken', { status: 500, errorType: 'AuthorizerConfigurationException', body: '{"message":null}' }],
    ['nothing', { status: 500, errorType: 'AuthorizerConfigurationException', body: '{"message":null}' }],
  ])('that answers: %s', async (token, expected) => {
    expect(await by(token, 'allow')).toEqual(expected);
  });

  test('without its token is not asked', async () => {
    expect(await call('allow', { method: 'POST', body: '{}' })).toMatchObject({ status: 401 });
  });

  test('of the kind REQUEST sees the endpoint', async () => {
    const from = async (headers: Record<string, string>) => call('request', { headers, query: `?vpce=${networks[consumer].Endpoint}` });
    expect(await from({ 'x-who': 'a' })).toEqual(PETS);
    expect(await from({})).toMatchObject({ status: 401 });
    expect(await from({ 'x-who': 'deny' })).toEqual(EXPLICITLY_DENIED);
  });
});

describe('the integration', () => {
  const echo = async (sent: Sent) => JSON.parse((await call('echo', sent)).body) as { headers: Record<string, string>; authorizer: Record<string, string>; identity: Record<string, string> };

  test('gets what the authorizer said, which was asked once, and nothing of the lab’s own', async () => {
    const sent = { method: 'POST', body: '{}', headers: { 'authorization': 'allow', 'x-lab-authorized': 'e30=' } };
    const [first, second] = [await echo(sent), await echo(sent)];
    expect(first.authorizer).toMatchObject({ principalId: 'somebody', plan: 'gold' });
    expect(Number(second.authorizer.asked)).toBe(Number(first.authorizer.asked) + 1);
    expect(Object.keys(first.headers).filter((name) => name.startsWith('x-lab'))).toEqual([]);
  });

  test('is told who signed', async () => {
    const { identity } = await echo({ sign: true, credentials: await assume(consumer, 'Allowing') });
    expect(identity).toMatchObject({ accountId: consumer, userArn: expect.stringMatching(/assumed-role\/.*\/tester$/) });
  });
});

test('an API key is asked for last', async () => {
  const FORBIDDEN = { status: 403, errorType: 'ForbiddenException', body: '{"message":"Forbidden"}' };
  expect(await call('key')).toEqual(FORBIDDEN);
  expect(await call('key', { headers: { 'x-api-key': 'a-key-without-plan-0123456789' } })).toEqual(FORBIDDEN);
  expect(await call('key', { headers: { 'x-api-key': 'a-key-of-a-plan-0123456789' } })).toEqual(PETS);
});

describe('an expiry', () => {
  afterEach(() => { lab.setClock(0); });

  test('passes with the lab’s clock, for every kind of authorization', async () => {
    const calls = [{ method: 'PUT' }, { sign: true }, { method: 'POST', headers: { authorization: 'allow' } }];
    const statuses = async () => Promise.all(calls.map(async (sent) => (await call('expiring', sent)).status));
    expect(await statuses()).toEqual([200, 200, 200]);
    lab.setClock(HOUR);
    expect(await statuses()).toEqual([403, 403, 403]);
    expect((await call('expiring', { method: 'PUT' })).body).toContain(BY_RESOURCE);
    // A caller that nothing expires for does not notice, nor do signatures.
    expect(await call('allow', { sign: true })).toEqual(PETS);
  });
});

describe('the access log', () => {
  async function written(...paths: string[]): Promise<Record<string, string>[]> {
    const messages = await readAccessLog(access, provider, logGroup);
    const matching = messages.filter((message) => paths.some((path) => message.includes(`"path":"${path}"`)));
    return matching.map((message) => JSON.parse(message) as Record<string, string>);
  }

  /** As soon as there is one for each path. */
  async function events(...paths: string[]): Promise<Record<string, string>[]> {
    for (const deadline = Date.now() + 5_000; ;) {
      const found = await written(...paths);
      if (found.length >= paths.length) return found;
      if (Date.now() > deadline) throw new Error(`the access log must have ${paths.join(', ')}, got ${JSON.stringify(found)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  test('tells who called through which endpoint, and what was refused', async () => {
    const started = Date.now();
    await call('allow/', { sign: true });
    await call('silent/', { method: 'PUT' });
    await call('nowhere/');
    const [pets, refused, missing] = await events('/v1/allow/', '/v1/silent/', '/v1/nowhere/');

    expect(pets).toMatchObject({
      'stage': 'v1', 'httpMethod': 'GET', 'resourcePath': '/allow', 'path': '/v1/allow/', 'status': '200', 'accountId': provider, 'apiId': api,
      'identity.vpceId': networks[consumer].Endpoint, 'identity.vpcId': networks[consumer].Vpc, 'identity.sourceIp': expect.stringMatching(/^10\.1\.0\.\d+$/),
      'identity.caller': expect.stringMatching(new RegExp(`^AROA[A-Z0-9]+:${networks[consumer].App}$`)),
      'identity.userArn': expect.stringMatching(/^arn:aws:sts::111111111111:assumed-role\//),
      'error.responseType': '-', 'error.message': '-', 'authorizer.plan': '-', 'noSuchVariable': '-', 'requestId': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(Number(pets.requestTimeEpoch)).toBeGreaterThanOrEqual(started);
    expect(Number(pets.responseLatency)).toBeLessThan(5_000);
    expect(refused).toMatchObject({
      'status': '403', 'resourcePath': '/silent', 'identity.caller': '-', 'error.responseType': 'ACCESS_DENIED',
      'error.message': expect.stringContaining('User: anonymous is not authorized'),
    });
    expect(missing).toMatchObject({ 'status': '403', 'resourcePath': '-', 'error.responseType': 'MISSING_AUTHENTICATION_TOKEN' });
  });

  test('has what a Lambda authorizer tells', async () => {
    await call('role/', { method: 'POST', headers: { authorization: 'deny' } });
    const [denial] = await events('/v1/role/');
    expect(denial).toMatchObject({ 'authorizer.plan': 'gold', 'error.responseType': 'ACCESS_DENIED' });
  });

  test('of a stage with a Firehose stream is a record of it, and needs no role', async () => {
    const stream = { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: { DeliveryStreamName: 'amazon-apigateway-log', S3DestinationConfiguration: { BucketARN: { 'Fn::GetAtt': ['Bucket', 'Arn'] }, RoleARN: roleArns[outsider].Silent } } };
    const template = privateApi({
      policy: allowAndGuard(networks[consumer].Endpoint), resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: {} }, Stream: stream },
      stage: { AccessLogSetting: { DestinationArn: { 'Fn::GetAtt': ['Stream', 'Arn'] }, Format: '$context.identity.vpceId $context.status' } },
      outputs: { Bucket: { Value: { Ref: 'Bucket' } } },
    });
    const { outputs } = await deployTemplate(access, outsider, 'streamed', template);
    expect(await invoke<Seen>(access, consumer, networks[consumer].App, { url: urlOf('pets').replace(api, outputs.Api) })).toMatchObject({ status: 200 });
    const bucket = async (path: string) => (await fetch(`${access.emulatorUrl}/${outputs.Bucket}/${path}`, {
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${outsider}/20260101/${access.region}/s3/aws4_request, SignedHeaders=host, Signature=0` },
    })).text();
    let key: string | undefined;
    for (const deadline = Date.now() + 5_000; key === undefined && Date.now() < deadline;) {
      [, key] = /<Key>(.+)<\/Key>/.exec(await bucket('?list-type=2')) ?? [];
    }
    expect(await bucket(key!)).toBe(`${networks[consumer].Endpoint} 200`);
  });

  test('has nothing of calls that reach no stage, or that the lab cannot decide', async () => {
    await call('../v9/nowhere');
    expect(await call('allow/unknown', { method: 'PUT', sign: true, query: '?X-Amz-Signature=0' })).toMatchObject({ status: 501 });
    await call('last/');
    await events('/v1/last/');
    expect(await written('/v1/last/', '/v1/allow/unknown', '/v9/nowhere')).toHaveLength(1);
  });
});
