import { API } from './allow-list-oracle';
import { authorizeCall } from '../../src/private/authorize-call';
import { ContextKeys, PolicyEffect, evaluatePolicy } from '../../src/private/evaluate-policy';
import { expandResources, invokeArn } from '../../src/private/invoke-arn';
import { parsePolicy } from '../../src/private/policy-document';

/** Policies that people met in public, with what AWS did for them or what they concluded. The ids are ours. */

const [ONE, TWO, THREE] = ['vpce-11111111111111111', 'vpce-22222222222222222', 'vpce-33333333333333333'];
const VPC = 'vpc-11111111111111111';

const everyone = (Effect: 'Allow' | 'Deny', Condition?: object, Resource = 'execute-api:/*') =>
  ({ Effect, Principal: '*', Action: 'execute-api:Invoke', Resource, ...(Condition && { Condition }) });
const allow = everyone('Allow');
const denyOthers = (...ids: string[]) => everyone('Deny', { StringNotEquals: { 'aws:SourceVpce': ids } });

/** What API Gateway tells of a call through an endpoint: never its source address, which is `aws:VpcSourceIp` there. */
const through = (endpoint: string, more: ContextKeys = {}): ContextKeys =>
  ({ 'aws:SourceVpce': endpoint, 'aws:SourceVpc': VPC, 'aws:VpcSourceIp': '10.0.1.5', ...more });

type Thread = readonly [what: string, url: string, statements: object[], calls: readonly (readonly [ContextKeys, PolicyEffect])[]];

const THREADS: readonly Thread[] = [
  [
    'a Deny for each of two endpoints denies both', 'https://github.com/aws/serverless-application-model/issues/1372',
    [allow, denyOthers(ONE), denyOthers(TWO)], [[through(ONE), 'explicitDeny'], [through(TWO), 'explicitDeny']],
  ],
  [
    'one Deny with a list admits both and nobody else, which the same thread asks for', 'https://github.com/aws/serverless-application-model/issues/1372',
    [allow, denyOthers(ONE, TWO)], [[through(ONE), 'allow'], [through(TWO), 'allow'], [through(THREE), 'explicitDeny']],
  ],
  [
    'an Allow without a condition is for every endpoint of the Region', 'https://github.com/aws-samples/serverless-patterns/issues/935',
    [allow], [[through(ONE), 'allow'], [through(THREE), 'allow']],
  ],
  [
    'a Deny for all others is what the thread adds', 'https://github.com/aws-samples/serverless-patterns/issues/935',
    [allow, everyone('Deny', { StringNotEquals: { 'aws:sourceVpce': ONE } }, 'execute-api:/*/*/*')], [[through(ONE), 'allow'], [through(THREE), 'explicitDeny']],
  ],
  [
    'the console warns that all VPCs can call without a condition', 'https://github.com/aquasecurity/tfsec/issues/1314',
    [allow], [[through(THREE, { 'aws:SourceVpc': 'vpc-33333333333333333' }), 'allow']],
  ],
  [
    'a Deny alone lets nobody in', 'https://github.com/aws/aws-cdk/pull/32719',
    [denyOthers(ONE)], [[through(ONE), 'implicitDeny'], [through(TWO), 'explicitDeny']],
  ],
  [
    'Deny and Allow together admit the endpoint', 'https://github.com/aws/aws-cdk/pull/32719',
    [denyOthers(ONE), allow], [[through(ONE), 'allow'], [through(TWO), 'explicitDeny']],
  ],
  [
    'aws:SourceIp is not the caller behind an endpoint', 'https://github.com/awsdocs/amazon-api-gateway-developer-guide/pull/51',
    [everyone('Allow', { IpAddress: { 'aws:SourceIp': '10.0.1.0/24' } })], [[through(ONE), 'implicitDeny']],
  ],
  [
    'aws:VpcSourceIp is', 'https://github.com/awsdocs/amazon-api-gateway-developer-guide/pull/51',
    [allow, everyone('Deny', { NotIpAddress: { 'aws:VpcSourceIp': ['10.0.1.0/24'] } })],
    [[through(ONE), 'allow'], [through(ONE, { 'aws:VpcSourceIp': '10.0.2.5' }), 'explicitDeny']],
  ],
  [
    'a path with a Deny for all but one address, and an Allow for the rest', 'https://github.com/localstack/localstack/issues/11432',
    [
      everyone('Deny', { NotIpAddress: { 'aws:SourceIp': '100.200.100.200/32' } }, 'execute-api:/v1/GET/pets'),
      everyone('Allow', { IpAddress: { 'aws:SourceIp': '100.200.100.200/32' } }, 'execute-api:/v1/GET/pets'), allow,
    ],
    [[{ 'aws:SourceIp': '100.200.100.200' }, 'allow'], [{ 'aws:SourceIp': '100.200.100.201' }, 'explicitDeny']],
  ],
  [
    'an AWS principal is nobody who does not sign', 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html',
    [{ ...allow, Principal: { AWS: ['arn:aws:iam::111111111111:role/developer', 'arn:aws:iam::111111111111:role/Admin'] } }], [[through(ONE), 'implicitDeny']],
  ],
];

test.each(THREADS)('%s (%s)', (_what, _thread, statements, calls) => {
  const policy = expandResources(parsePolicy({ Version: '2012-10-17', Statement: statements }), API);
  const resource = invokeArn({ ...API, stage: 'v1', method: 'GET', path: '/pets' });
  const decide = (keys: ContextKeys) => {
    const { effect } = evaluatePolicy(policy, { principal: { kind: 'anonymous' }, action: 'execute-api:Invoke', resource, keys });
    return authorizeCall(effect, { type: 'NONE' });
  };
  expect(calls.map(([keys]) => decide(keys))).toEqual(calls.map(([, expected]) => expected));
});
