import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  consumerStack, CONSUMER_ACCOUNT, ENDPOINT_ID, only, petStore, PROVIDER_ACCOUNT, providerStack, REGION, remotePetStore, REST_API_ID, vpcOf,
} from './fixtures';
import { PrivateApiConnection, PrivateApiConsumer } from '../src';
import { evaluatePolicy } from '../src/private/evaluate-policy';
import { invokeArn } from '../src/private/invoke-arn';
import { parsePolicy } from '../src/private/policy-document';

function connection() {
  const stack = consumerStack(undefined, 'Workload');
  const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc: vpcOf(stack) });
  const pets = new PrivateApiConnection(stack, 'Pets', { consumer, api: remotePetStore(stack) });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  return { stack, pets, role };
}

/** What the role's policy, deployed in the partition `aws`, says about a call. */
function decide(routes: string[] | undefined, method: string, path: string, call: { apiId?: string; stage?: string; account?: string } = {}): string {
  const { stack, pets, role } = connection();
  pets.grants.invoke(role, routes);
  const { PolicyDocument } = JSON.parse(JSON.stringify(only(stack, 'AWS::IAM::Policy')), (_key, node) =>
    node?.['Fn::Join'] ? node['Fn::Join'][1].map((part: unknown) => typeof part === 'string' ? part : 'aws').join('') : node);
  return evaluatePolicy(parsePolicy({ ...PolicyDocument, Statement: PolicyDocument.Statement.map((each: object) => ({ Principal: '*', ...each })) }), {
    principal: { kind: 'anonymous' },
    action: 'execute-api:Invoke',
    resource: invokeArn({ partition: 'aws', region: REGION, account: PROVIDER_ACCOUNT, apiId: REST_API_ID, stage: 'v1', method, path, ...call }),
    keys: {},
  }).effect;
}

test('it writes one action on one API of the provider\'s account into the caller\'s policy', () => {
  const { stack, pets, role } = connection();
  const grant = pets.grants.invoke(role, ['GET /pets/{petId}', 'POST /']);

  expect(grant.success).toBe(true);
  expect(only(stack, 'AWS::IAM::Policy').PolicyDocument.Statement).toEqual([{
    Effect: 'Allow',
    Action: 'execute-api:Invoke',
    Resource: ['GET/pets/*', 'POST/'].map((route) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:execute-api:${REGION}:${PROVIDER_ACCOUNT}:${REST_API_ID}/v1/${route}`]],
    })),
  }]);
});

test.each([
  [undefined, 'GET', '/pets'], [undefined, 'DELETE', '/'], [undefined, 'PUT', '/pets/2'],
  [['GET /pets'], 'GET', '/pets'], [['GET /pets'], 'GET', '/pets/'], [['GET /pets/{petId}'], 'GET', '/pets/2'],
  [['ANY /pets/*'], 'PATCH', '/pets/2/owner'],
])('routes %j allow %s %s', (routes, method, path) => {
  expect(decide(routes, method, path)).toBe('allow');
});

test.each([
  [['GET /pets'], 'POST', '/pets', {}], [['GET /pets'], 'GET', '/pets/2', {}], [['GET /pets'], 'POST', '/a/GET/pets', {}],
  [undefined, 'GET', '/pets', { stage: 'v2' }], [undefined, 'GET', '/pets', { apiId: 'abc123' }],
  [undefined, 'GET', '/pets', { account: CONSUMER_ACCOUNT }], [undefined, 'OPTIONS', '/pets', {}],
])('routes %j do not allow %s %s of %j', (routes, method, path, call) => {
  expect(decide(routes, method, path, call)).toBe('implicitDeny');
});

test('an API of the same app is named by reference', () => {
  const app = new App();
  const stack = consumerStack(app, 'Workload');
  const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc: vpcOf(stack) });
  const pets = new PrivateApiConnection(stack, 'Pets', { consumer, api: petStore(providerStack(app), { allowedVpcEndpointIds: [ENDPOINT_ID] }) });
  pets.grants.invoke(new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }), ['GET /']);

  expect(only(stack, 'AWS::IAM::Policy').PolicyDocument.Statement[0].Resource['Fn::Join'][1].slice(2)).toEqual([
    `:execute-api:${REGION}:${PROVIDER_ACCOUNT}:`, { 'Fn::GetStackOutput': expect.objectContaining({ StackName: 'Provider' }) }, '/prod/GET/',
  ]);
});

test('a caller that cannot be changed here is left as it is, and the grant says so', () => {
  const { pets } = connection();

  expect(pets.grants.invoke(new iam.ArnPrincipal('arn:aws:iam::111111111111:role/app')).success).toBe(false);
});

describe('fails', () => {
  const policies = (stack: Stack) => stack.node.findAll().filter((each) => each instanceof iam.Policy);

  test('for no routes', () => {
    const given = connection();

    expect(() => given.pets.grants.invoke(given.role, [])).toThrow(new Error(
      '[Workload/Pets] routes must name at least one, got []; leave it out to allow every route of the stage',
    ));
    expect(policies(given.stack)).toEqual([]);
  });

  test('for malformed routes, all at once', () => {
    const given = connection();

    expect(() => given.pets.grants.invoke(given.role, ['pets', 'GET /pets', 'GET /*/a'])).toThrow(new Error(
      '[Workload/Pets] routes must have a method in capital letters, a space and a path that begins with a slash, got "pets"; '
      + 'write it like "GET /pets/{petId}", or like "ANY /pets/*" for whatever lies below a path\n'
      + 'routes must have a path of plain segments and {parameters}, with "*" or {proxy+} at most as its last segment, got "GET /*/a"; '
      + 'write it like "GET /pets/{petId}", or like "ANY /pets/*" for whatever lies below a path',
    ));
    expect(policies(given.stack)).toEqual([]);
  });
});
