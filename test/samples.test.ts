import { spawnSync } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CONSUMER_ACCOUNT, ENDPOINT_ID, OTHER_ENDPOINT_ID, PROVIDER_ACCOUNT, REGION, REST_API_ID, VPC_ID } from './fixtures';
import { evaluatePolicy } from '../src/private/evaluate-policy';
import { expandResources, invokeArn } from '../src/private/invoke-arn';
import { parsePolicy } from '../src/private/policy-document';

// Each app runs as its owner runs it: by the command in its cdk.json, in its folder, in its account.

const SAMPLES = join(__dirname, '..', 'samples');
const OUTSIDER_ACCOUNT = '333333333333';

const temporary = mkdtempSync(join(tmpdir(), 'samples-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const network = JSON.stringify({
  PetstoreNetwork: {
    HandOverConsumer: JSON.stringify({ version: 1, kind: 'consumer', account: CONSUMER_ACCOUNT, region: REGION, vpcEndpointId: ENDPOINT_ID, vpcId: VPC_ID }),
  },
});
const provider = JSON.stringify({
  PetstoreProvider: {
    HandOverPetStore: JSON.stringify({ version: 1, kind: 'api', account: PROVIDER_ACCOUNT, region: REGION, restApiId: REST_API_ID, stageName: 'v1' }),
  },
});

interface Synthesis {
  readonly error: string;
  readonly handOver: string;
  readonly stacks: string[];
  template(stack: string): any;
  errorsOf(stack: string): string[];
}

function synthesize(sample: string, account: string, files: Record<string, string>): Synthesis {
  const folder = join(SAMPLES, sample);
  const handOver = mkdtempSync(join(temporary, 'files-'));
  const outdir = mkdtempSync(join(temporary, 'out-'));
  Object.entries(files).forEach(([name, text]) => writeFileSync(join(handOver, name), text));

  const { app } = JSON.parse(readFileSync(join(folder, 'cdk.json'), 'utf8'));
  const { stderr } = spawnSync(app, {
    shell: true,
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      CDK_DEFAULT_ACCOUNT: account,
      CDK_DEFAULT_REGION: REGION,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ handOver }),
    },
  });
  const read = (file: string) => JSON.parse(readFileSync(join(outdir, file), 'utf8'));
  return {
    error: /^Error: (.*)$/m.exec(stderr)?.[1] ?? '',
    handOver,
    get stacks() { return readdirSync(outdir).flatMap((file) => /^(.*)\.template\.json$/.exec(file)?.[1] ?? []).sort(); },
    template: (stack) => read(`${stack}.template.json`),
    errorsOf: (stack) => Object.values<any[]>(read(`${stack}.metadata.json`)).flat()
      .filter(({ type }) => type === 'aws:cdk:error').map(({ data }) => data),
  };
}

/** Each takes seconds, so it is done once. */
const once = (make: () => any) => {
  let made: any;
  return () => made ??= make();
};
const providerTemplate = once(() => synthesize('petstore/provider', PROVIDER_ACCOUNT, { 'network.json': network }).template('PetstoreProvider'));
const outsiderTemplate = once(() => synthesize('petstore/outsider', OUTSIDER_ACCOUNT, { 'provider.json': provider }).template('PetstoreOutsider'));

const resources = (template: any, type: string) => Object.values<any>(template.Resources ?? {}).filter(({ Type }) => Type === type);

describe('the consumer before the provider exists', () => {
  const before = synthesize('petstore/consumer', CONSUMER_ACCOUNT, {});

  test('has a network that can be deployed, and hands it over', () => {
    const template = before.template('PetstoreNetwork');

    expect(before.errorsOf('PetstoreNetwork')).toEqual([]);
    expect(resources(template, 'AWS::EC2::VPCEndpoint')[0].Properties).toMatchObject({ PrivateDnsEnabled: false, SubnetIds: [{}, {}] });
    expect(resources(template, 'AWS::EC2::NatGateway')).toEqual([]);
    expect(template.Outputs).toHaveProperty('HandOverConsumer');
  });

  test('has a workload that cannot, and says what to do', () => {
    const file = join(before.handOver, 'provider.json');

    expect(before.errorsOf('PetstoreWorkload')).toEqual([
      `${file} does not exist yet: deploy the provider first, with cdk deploy --outputs-file ${file}`,
    ]);
  });
});

describe('the provider', () => {
  const template = providerTemplate();

  test('cannot exist before the consumer\'s network, and says what to do', () => {
    const { error, handOver } = synthesize('petstore/provider', PROVIDER_ACCOUNT, {});
    const file = JSON.stringify(join(handOver, 'network.json'));

    expect(error).toBe(`hand-over file ${file} must hold the consumer's "Consumer", but the file does not exist; `
      + `in the consumer's app call exportHandOver("Consumer"), then: cdk deploy --outputs-file ${file}`);
  });

  /** What the policy says of an unsigned call through an endpoint. */
  function decide(endpoint: string, method: string, path: string): string {
    const [{ Properties: { Policy } }] = resources(template, 'AWS::ApiGateway::RestApi');
    const api = { partition: 'aws', region: REGION, account: PROVIDER_ACCOUNT, apiId: REST_API_ID };
    const request = { principal: { kind: 'anonymous' as const }, action: 'execute-api:Invoke', keys: { 'aws:SourceVpce': endpoint } };
    return evaluatePolicy(expandResources(parsePolicy(Policy), api), { ...request, resource: invokeArn({ ...api, stage: 'v1', method, path }) }).effect;
  }

  test('lets the consumer\'s endpoint read, and no other', () => {
    expect(['/pets', '/pets/', '/pets/2'].map((path) => decide(ENDPOINT_ID, 'GET', path))).toEqual(['allow', 'allow', 'allow']);
    expect(decide(ENDPOINT_ID, 'POST', '/pets')).toBe('implicitDeny');
    expect(['GET', 'POST'].map((method) => decide(OTHER_ENDPOINT_ID, method, '/pets'))).toEqual(['explicitDeny', 'explicitDeny']);
  });

  test('has the three methods, of which one is for nobody yet', () => {
    expect(resources(template, 'AWS::ApiGateway::Method').map(({ Properties }) => Properties.HttpMethod).sort()).toEqual(['GET', 'GET', 'POST']);
    expect(template.Outputs).toHaveProperty('HandOverPetStore');
  });
});

test('the provider\'s account lets API Gateway write logs, in a stack of its own, which leaves role and setting behind', () => {
  const template = synthesize('petstore/provider-account', PROVIDER_ACCOUNT, {}).template('ApiGatewayLogging');
  const [account] = resources(template, 'AWS::ApiGateway::Account');
  const [role] = resources(template, 'AWS::IAM::Role');

  expect(account.Properties.CloudWatchRoleArn['Fn::GetAtt']).toEqual([expect.stringMatching(/Role/), 'Arn']);
  expect([account.DeletionPolicy, role.DeletionPolicy]).toEqual(['Retain', 'Retain']);
  expect(resources(providerTemplate(), 'AWS::ApiGateway::Account')).toEqual([]);
});

test('the consumer with the provider\'s file calls the API, and only the App may reach the endpoint', () => {
  const after = synthesize('petstore/consumer', CONSUMER_ACCOUNT, { 'provider.json': provider });
  const workload = after.template('PetstoreWorkload');

  expect(after.errorsOf('PetstoreWorkload')).toEqual([]);
  expect(resources(workload, 'AWS::Lambda::Function').map(({ Properties }) => Properties.Environment.Variables.PRIVATE_API_URL['Fn::Join'][1])).toEqual(
    Array(2).fill([`https://${REST_API_ID}.execute-api.${REGION}.`, { Ref: 'AWS::URLSuffix' }, '/v1']),
  );
  expect(resources(workload, 'AWS::Route53::HostedZone').map(({ Properties }) => Properties.Name['Fn::Join'][1])).toEqual([
    [`${REST_API_ID}.execute-api.${REGION}.`, { Ref: 'AWS::URLSuffix' }],
  ]);
  const ingress = resources(workload, 'AWS::EC2::SecurityGroupIngress');
  expect(ingress.map(({ Properties }) => Properties.SourceSecurityGroupId['Fn::GetAtt'][0])).toEqual([expect.stringMatching(/^AppSecurityGroup/)]);
  expect(Object.keys(workload.Outputs).sort()).toEqual(['AppFunctionName', 'NeighbourFunctionName', 'PetsUrl']);
  expect(JSON.stringify(resources(after.template('PetstoreNetwork'), 'AWS::EC2::VPCEndpoint')[0].Properties.PolicyDocument))
    .toContain(`:execute-api:${REGION}:${PROVIDER_ACCOUNT}:${REST_API_ID}/*`);
});

describe('the code of the functions', () => {
  type Handler = (event: object) => Promise<any>;

  interface Given {
    readonly environment?: object;
    readonly connect?: (settle: () => void) => object;
    readonly fetch?: (...args: any[]) => object;
  }

  /** The handler as Lambda would load it, with what the test gives it in place of the network. */
  function handlerOf(template: any, given: Given = {}): Handler {
    const exported: { handler?: Handler } = {};
    const [{ Properties: { Code } }] = resources(template, 'AWS::Lambda::Function');
    new Function('exports', 'require', 'process', 'fetch', Code.ZipFile)(
      exported, () => ({ connect: (_to: object, settle: () => void) => given.connect!(settle) }), { env: given.environment }, given.fetch,
    );
    return exported.handler!;
  }

  test('the PetStore has the pets of the reference experiment', async () => {
    const handler = handlerOf(providerTemplate());

    expect(await handler({ httpMethod: 'GET', pathParameters: null })).toMatchObject({
      statusCode: 200, body: '[{"id":1,"type":"dog","price":249.99},{"id":2,"type":"cat","price":124.99},{"id":3,"type":"fish","price":0.99}]',
    });
    expect(await handler({ httpMethod: 'GET', pathParameters: { petId: '2' } })).toMatchObject({ body: '{"id":2,"type":"cat","price":124.99}' });
    expect(await handler({ httpMethod: 'GET', pathParameters: { petId: '9' } })).toMatchObject({ statusCode: 404 });
    expect(await handler({ httpMethod: 'POST', body: '{"type":"bird"}' })).toMatchObject({ statusCode: 200, body: '{"pet":{"type":"bird"},"message":"success"}' });
  });

  describe('of a caller', () => {
    const template = outsiderTemplate();
    const environment = { PRIVATE_API_URL: 'https://api.example/v1' };
    const socket = { on: () => undefined, destroy: () => undefined };
    const connect = (settle: () => void) => {
      setImmediate(settle);
      return socket;
    };

    test('reports what the API answered', async () => {
      const fetch = jest.fn((_url: URL, _options: object) => new Response('pets', { status: 403, headers: { 'x-amzn-ErrorType': 'AccessDeniedException' } }));

      expect(await handlerOf(template, { environment, connect, fetch })({})).toEqual({ status: 403, errorType: 'AccessDeniedException', body: 'pets' });
      expect(String(fetch.mock.calls[0][0])).toBe('https://api.example/v1/pets');
    });

    test('sends the header that the environment asks for', async () => {
      const fetch = jest.fn((_url: URL, _options: object) => new Response('{}'));
      const withHeader = { ...environment, PRIVATE_API_HEADER_NAME: 'x-apigw-api-id', PRIVATE_API_HEADER_VALUE: 'abc' };
      await handlerOf(template, { environment: withHeader, connect, fetch })({ path: '/pets/2', method: 'POST', body: { a: 1 } });

      expect(String(fetch.mock.calls[0][0])).toBe('https://api.example/v1/pets/2');
      expect(fetch.mock.calls[0][1]).toEqual({ method: 'POST', headers: { 'x-apigw-api-id': 'abc' }, body: '{"a":1}' });
    });

    test('reports a name that does not resolve', async () => {
      const error = Object.assign(new Error('getaddrinfo ENOTFOUND api.example'), { code: 'ENOTFOUND' });
      const fail = () => ({ ...socket, on: (_event: string, listener: (error: Error) => void) => setImmediate(listener, error) });

      expect(await handlerOf(template, { environment, connect: fail })({})).toEqual({ error: 'ENOTFOUND: getaddrinfo ENOTFOUND api.example' });
    });

    test('reports an endpoint that does not answer, after two seconds', async () => {
      expect(await handlerOf(template, { environment, connect: () => socket })({})).toEqual({ error: 'ETIMEDOUT: no connection to api.example within 2 s' });
    });
  });
});

test('the outsider calls the same URL', () => {
  const template = outsiderTemplate();

  expect(JSON.stringify(resources(template, 'AWS::Lambda::Function')[0].Properties.Environment)).toContain(`https://${REST_API_ID}.execute-api.${REGION}.`);
  expect(Object.keys(template.Outputs).sort()).toEqual(['AppFunctionName', 'PetsUrl']);
});

describe('two teams', () => {
  /** What a team sends the other one, as `cdk deploy --outputs-file` would write it. */
  function sent(stack: string, template: any, ids: Record<string, string>): string {
    const outputs = Object.entries<any>(template.Outputs).filter(([name]) => name.startsWith('HandOver'));
    return JSON.stringify({
      [stack]: Object.fromEntries(outputs.map(([name, { Value }]) => [name, Value['Fn::Join'][1].map((part: any) => part.Ref === undefined ? part : ids[part.Ref]).join('')])),
    });
  }

  const idOf = (template: any, type: string) => Object.keys(template.Resources).find((id) => template.Resources[id].Type === type)!;

  const first = synthesize('two-teams/team-orders', CONSUMER_ACCOUNT, {});
  const ordersNetwork = first.template('OrdersNetwork');
  const [vpc, endpoint] = ['AWS::EC2::VPC', 'AWS::EC2::VPCEndpoint'].map((type) => idOf(ordersNetwork, type));
  const orders = sent('OrdersNetwork', ordersNetwork, { [endpoint]: ENDPOINT_ID, [vpc]: VPC_ID });
  const pets = synthesize('two-teams/team-pets', PROVIDER_ACCOUNT, { 'orders.json': orders }).template('Pets');

  test('Orders begins with its network', () => {
    expect(first.stacks).toEqual(['OrdersNetwork']);
    expect(first.errorsOf('OrdersNetwork')).toEqual([]);
  });

  test('Pets cannot begin, and says what to do', () => {
    const { error, handOver } = synthesize('two-teams/team-pets', PROVIDER_ACCOUNT, {});
    const file = JSON.stringify(join(handOver, 'orders.json'));

    expect(error).toBe(`hand-over file ${file} must hold the consumer's "Orders", but the file does not exist; `
      + `in the consumer's app call exportHandOver("Orders"), then: cdk deploy --outputs-file ${file}`);
  });

  test('Pets lets the endpoint of Orders in, which its file names', () => {
    const { Policy } = resources(pets, 'AWS::ApiGateway::RestApi')[0].Properties;

    expect(Policy.Statement[0]).toMatchObject({ Effect: 'Deny', Condition: { StringNotEquals: { 'aws:SourceVpce': ENDPOINT_ID } } });
  });

  test('Orders connects with the file of Pets, and hands over what it did before', () => {
    const file = sent('Pets', pets, { [idOf(pets, 'AWS::ApiGateway::RestApi')]: REST_API_ID });
    const again = synthesize('two-teams/team-orders', CONSUMER_ACCOUNT, { 'pets.json': file });

    expect(again.stacks).toEqual(['OrdersNetwork', 'OrdersWorkload']);
    expect(again.template('OrdersNetwork').Outputs.HandOverOrders).toEqual(ordersNetwork.Outputs.HandOverOrders);
    expect(JSON.stringify(again.template('OrdersWorkload'))).toContain(`https://${REST_API_ID}.execute-api.${REGION}.`);
  });
});
