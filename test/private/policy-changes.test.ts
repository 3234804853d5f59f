import { Lazy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { addedStatements, endpointTypeProblems, policyProblems } from '../../src/private/policy-changes';
import { ENDPOINT_ID, providerStack } from '../fixtures';

const statement = (effect: iam.Effect) => new iam.PolicyStatement({
  effect, principals: [new iam.AnyPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*/GET/admin'],
});
const DENY = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'execute-api:Invoke', Resource: 'execute-api:/*/GET/admin' };

/** An API whose policy is the allow-list's. */
function guarded(api: apigateway.RestApiBase = new apigateway.RestApi(providerStack(), 'Api')) {
  const resource = api.node.defaultChild as apigateway.CfnRestApi;
  const ownPolicy: unknown = resource.policy;
  const assigned = Lazy.any({ produce: () => ({ Statement: [] }) });
  resource.policy = assigned;
  return { api, resource, problems: () => policyProblems(resource, assigned, ownPolicy), added: () => addedStatements(resource, ownPolicy) };
}

test('nothing was added, and the policy is the allow-list\'s', () => {
  const { problems, added } = guarded();

  expect(added()).toEqual([]);
  expect(problems()).toEqual([]);
});

test.each<[string, (stack: Stack) => apigateway.RestApiBase]>([
  ['a RestApi', (stack) => new apigateway.RestApi(stack, 'Api')],
  ['a RestApi with a document of its own', (stack) => new apigateway.RestApi(stack, 'Api', { policy: new iam.PolicyDocument() })],
  ['a SpecRestApi', (stack) => new apigateway.SpecRestApi(stack, 'Api', { apiDefinition: apigateway.ApiDefinition.fromInline({ openapi: '3.0.1' }) })],
])('a Deny that is added to %s is kept', (_what, define) => {
  const { api, problems, added } = guarded(define(providerStack()));
  api.addToResourcePolicy(statement(iam.Effect.DENY));

  expect(added()).toEqual([DENY]);
  expect(problems()).toEqual([]);
});

test('an added Allow is refused', () => {
  const { api, problems, added } = guarded();
  api.addToResourcePolicy(statement(iam.Effect.DENY));
  api.addToResourcePolicy(statement(iam.Effect.ALLOW));

  expect(added()).toHaveLength(2);
  expect(problems()).toEqual([
    'statements that are added to Provider/Api/Resource must deny, got {"Action":"execute-api:Invoke","Effect":"Allow","Principal":{"AWS":"*"},"Resource":"execute-api:/*/GET/admin"}; '
    + 'an added Allow could give a caller more than its routes, so remove it, and call allow() with its callers',
  ]);
});

test('so is the Allow of the L2\'s own grant', () => {
  const { api, resource, problems } = guarded();
  api.grantInvokeFromVpcEndpointsOnly([
    ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(resource.stack, 'Endpoint', { vpcEndpointId: ENDPOINT_ID, port: 443 }),
  ]);

  expect(problems()).toEqual([
    'statements that are added to Provider/Api/Resource must deny, got {"Action":"execute-api:Invoke","Effect":"Allow","Principal":{"AWS":"*"},"Resource":"execute-api:/*"}; '
    + 'an added Allow could give a caller more than its routes, so remove it, and call allow() with its callers',
  ]);
});

test.each<[string, unknown]>([
  ['another one', new iam.PolicyDocument()],
  ['an equal one', { Statement: [] }],
  ['none', undefined],
])('a policy that became %s is refused', (_what, policy) => {
  const { resource, problems } = guarded();
  resource.policy = policy;

  expect(problems()).toEqual([
    'policy of Provider/Api/Resource must be the one of the allow-list, got another one; remove what sets it, and call allow() with its callers',
  ]);
});

test('a single statement of a policy that was written by hand', () => {
  const { resource } = guarded();

  expect(addedStatements(resource, { Statement: DENY })).toEqual([DENY]);
  expect(addedStatements(resource, { Version: '2012-10-17' })).toEqual([]);
});

test.each(['resources', 'notResources'] as const)('an added Deny has %s', (property) => {
  const { api, problems } = guarded();
  api.addToResourcePolicy(new iam.PolicyStatement({
    effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['execute-api:Invoke'], [property]: ['execute-api:/*'],
  }));

  expect(problems()).toEqual([]);
});

test('Sids are compared in the whole policy, each that is repeated is told once', () => {
  const resource = new apigateway.CfnRestApi(providerStack(), 'Api');
  const assigned = { Statement: [DENY, DENY, ...['Deny1', 'Own', 'Deny1', 'Twice', 'Deny1', 'Twice'].map((Sid) => ({ ...DENY, Sid }))] };
  resource.policy = assigned;

  expect(policyProblems(resource, assigned, undefined)).toEqual(['Deny1', 'Twice'].map((sid) =>
    `statements that are added to Provider/Api must have a Sid that no other statement has, got "${sid}"; `
    + 'the allow-list names its own by the effect and the consumer, so leave the Sid out, or choose another one'));
});

describe('condition keys of an added Deny', () => {
  const problemsFor = (conditions: Record<string, Record<string, unknown>>) => {
    const { api, problems } = guarded();
    api.addToResourcePolicy(new iam.PolicyStatement({
      effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*'], conditions,
    }));
    return problems();
  };

  test('that execute-api supports are taken', () => {
    expect(problemsFor({ StringNotEquals: { 'aws:SourceVpc': 'vpc-0a1b2c3d4e5f60718' }, Bool: { 'AWS:SecureTransport': 'false' } })).toEqual([]);
  });

  test('are refused one by one if it does not, because the Deny would hold for nobody or for everybody', () => {
    expect(problemsFor({ StringNotEquals: { 'aws:VpceAccount': '111111111111', 'aws:SourceVpc': 'vpc-1' }, StringEquals: { 'aws:ResourceOrgID': 'o-1' } })).toEqual(
      ['aws:VpceAccount', 'aws:ResourceOrgID'].map((key) => `statements that are added to Provider/Api/Resource must have condition keys that execute-api supports, got "${key}"; `
        + 'API Gateway does not set it, so the Deny would hold for nobody or for everybody: use another key'));
  });
});

describe('the type of the endpoint', () => {
  const resource = (endpointConfiguration?: apigateway.CfnRestApi.EndpointConfigurationProperty) =>
    new apigateway.CfnRestApi(providerStack(), 'Api', { endpointConfiguration });

  test('is PRIVATE', () => {
    expect(endpointTypeProblems(resource({ types: ['PRIVATE'], vpcEndpointIds: [ENDPOINT_ID] }))).toEqual([]);
  });

  test.each([
    [resource({ types: ['REGIONAL'] }), '["REGIONAL"]'], [resource({ types: ['PRIVATE', 'EDGE'] }), '["PRIVATE","EDGE"]'], [resource({}), 'none'], [resource(), 'none'],
  ])('fails for another one: %#', (api, got) => {
    expect(endpointTypeProblems(api)).toEqual([
      `endpointConfiguration of Provider/Api must have the type PRIVATE, got ${got}; remove what changes it, because the allow-list is that of a private API`,
    ]);
  });
});
