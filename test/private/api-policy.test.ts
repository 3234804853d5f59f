import { App, CfnParameter, Resource, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { readEntry } from '../../src/private/allow-list';
import { ApiPolicyInput, compileApiPolicy } from '../../src/private/api-policy';
import { RequestedConsumer } from '../../src/private/requested-consumer';
import { ENDPOINT_ID, consumerStack, providerStack } from '../fixtures';

class Api extends Resource {}

const NOW = '2026-11-25T00:00:00Z';
const endpoint = (id: string, terms: Partial<RequestedConsumer> = {}): RequestedConsumer => ({ source: { kind: 'vpcEndpoint', id }, ...terms });

function compile(requested: readonly RequestedConsumer[], input: Partial<ApiPolicyInput> = {}, stack = providerStack()) {
  const api = new Api(stack, 'Api');
  const entries = requested.map((each) => readEntry(api, each)).map((entry) => {
    if (Array.isArray(entry)) throw new Error(entry.join());
    return entry;
  });
  const { document, ...said } = compileApiPolicy({
    entries, stageName: 'v1', methods: [{ path: '/pets', httpMethod: 'GET', authorizationType: 'NONE' }], useUndocumentedNotResource: false,
    maximumLength: 8192, added: [], now: NOW, ...input,
  });
  return { ...said, policy: stack.resolve(document) };
}

const guardOf = (result: { policy: any }) => result.policy.Statement[0];

test('a list of literals has no revision, so that it stays as short as it was', () => {
  expect(guardOf(compile([endpoint(ENDPOINT_ID)]))).toEqual({
    Effect: 'Deny', Principal: '*', Action: 'execute-api:*', Resource: 'execute-api:/*', Condition: { StringNotEquals: { 'aws:SourceVpce': ENDPOINT_ID } },
  });
});

test('the revision that somebody writes changes the policy, and nothing but its id', () => {
  const [one, two] = ['1', '2'].map((policyRevision) => compile([endpoint(ENDPOINT_ID)], { policyRevision }));
  expect(guardOf(one).Sid).toMatch(/^Revision[0-9a-f]{8}$/);
  expect(guardOf(two).Sid).not.toBe(guardOf(one).Sid);
  expect({ ...guardOf(one), Sid: undefined }).toEqual({ ...guardOf(compile([endpoint(ENDPOINT_ID)])), Sid: undefined });
});

test('methods that cannot be read are told to whom it may matter', () => {
  const unread = { methods: undefined, unreadable: ['Provider/A has a document', 'Provider/B is cloned'], useUndocumentedNotResource: true };
  const role = 'arn:aws:iam::111111111111:role/app';
  const limited = [
    endpoint(ENDPOINT_ID, { routes: ['GET /pets'], name: 'orders' }), endpoint('vpce-0bbbbbbbbbbbbbbbb', { principals: { arns: [role] } }),
    { source: { kind: 'principal' as const, callers: { accounts: ['333333333333'] }, fromAnyEndpoint: true } },
  ];
  expect(compile([...limited, endpoint('vpce-0cccccccccccccccc')], unread).warnings).toEqual([{
    id: 'methodsUnreadable',
    message: 'the methods of the API should be known at synthesis, got some that are not: Provider/A has a document; Provider/B is cloned; '
      + `compare them yourself with what ${ENDPOINT_ID} (orders), vpce-0bbbbbbbbbbbbbbbb, callers fromAnyEndpoint 333333333333 may call`,
  }]);
  expect(compile([endpoint(ENDPOINT_ID)], unread).warnings).toEqual([]);
  expect(compile(limited.slice(0, 1)).warnings).toEqual([]);
});

test('what is known at deployment only is a token in the document', () => {
  const stack = providerStack();
  const parameter = new CfnParameter(stack, 'Orders').valueAsString;
  const { policy, errors } = compile([endpoint(parameter, { routes: ['GET /pets'] }), endpoint(ENDPOINT_ID)], {}, stack);
  expect(errors).toEqual([]);
  expect(policy.Statement[0].Condition.StringNotEquals['aws:SourceVpce']).toEqual([ENDPOINT_ID, { Ref: 'Orders' }]);
  expect(JSON.stringify(policy)).not.toContain('known only');
  expect(policy.Statement[0]).not.toHaveProperty('Sid');
});

test('an endpoint of the app gives the policy a revision, which follows what can replace the endpoint and what somebody writes', () => {
  const revisionFor = (cidrBlock: string, policyRevision?: string) => {
    const app = new App();
    const network = consumerStack(app);
    const vpc = new ec2.CfnVPC(network, 'Vpc', { cidrBlock });
    const { ref } = new ec2.CfnVPCEndpoint(network, 'Endpoint', { vpcId: vpc.ref, serviceName: 'com.amazonaws.ap-northeast-1.execute-api', vpcEndpointType: 'Interface' });
    return guardOf(compile([endpoint(ref)], { policyRevision }, providerStack(app))).Sid;
  };
  const revisions = [revisionFor('10.0.0.0/16'), revisionFor('10.1.0.0/16'), revisionFor('10.0.0.0/16', '1'), revisionFor('10.0.0.0/16', '2')];
  expect(revisions).toEqual(revisions.map(() => expect.stringMatching(/^Revision[0-9a-f]{8}$/)));
  expect(new Set(revisions).size).toBe(4);
  expect(revisionFor('10.0.0.0/16')).toBe(revisions[0]);
});

test('statements that were added stand behind, as they are, and count', () => {
  const added = [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: { 'Fn::Sub': 'x' }, Condition: { Bool: { 'aws:SecureTransport': false } } }];
  expect(compile([endpoint(ENDPOINT_ID)], { added }).policy.Statement.slice(2)).toEqual(added);

  const long = [{ ...added[0], Sid: 'A'.repeat(8192) }];
  expect(compile([endpoint(ENDPOINT_ID)], { added: long }).errors).toEqual([expect.stringMatching(/^resource policy must have at most 8192 characters, got 8[5-9]\d\d /)]);
});

test('statements that were added count with their resources in full, as API Gateway stores them', () => {
  const lengthWith = (resource: string) => {
    const added = [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: resource, Sid: 'A'.repeat(8192) }];
    const [error] = compile([endpoint(ENDPOINT_ID)], { added, partition: 'aws', region: 'ap-northeast-1' }).errors;
    return Number(/, got (\d+) with/.exec(error)![1]);
  };
  expect(lengthWith('execute-api:/v1/GET/a') - lengthWith('*')).toBe('arn:aws:execute-api:ap-northeast-1:222222222222:6r6oaqtr37/v1/GET/a'.length - '*'.length);
});

test('errors and warnings of the compiler are passed on, and then everything is denied', () => {
  const { policy, errors } = compile([endpoint(ENDPOINT_ID, { routes: ['GET /cats'] })]);
  expect(errors).toEqual([`routes of ${ENDPOINT_ID} must match a method of the API, got "GET /cats"; the nearest one is "GET /pets"`]);
  expect(policy.Statement).toEqual([{ Effect: 'Deny', Principal: '*', Action: 'execute-api:*', Resource: 'execute-api:/*' }]);
  expect(compile([endpoint(ENDPOINT_ID, { expires: '2026-11-24T00:00:00Z' })]).warnings.map(({ id }) => id)).toEqual(['accessExpired']);
});

test('the place of the API, where it is known, says how long its ARN is', () => {
  const ids = Array.from({ length: 313 }, (_, index) => endpoint(`vpce-${String(index).padStart(17, '0')}`));
  expect(compile(ids, { partition: 'aws', region: 'ap-northeast-1' }).errors).toEqual([]);
  expect(compile(ids, {}, new Stack(new App(), 'Anywhere')).errors).toHaveLength(1);
});
