import { CloudFormationClient, DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ACCOUNTS } from '../accounts';
import { assumeRole } from '../assume-role';
import { clientConfig } from '../aws-environment';
import { invoke } from '../invoke';
import { Lab, LabAccess } from '../lab';
import { deployTemplate } from './plain-stack';
import { allowAndGuard, network, privateApi } from './plain-templates';

/** What public samples rely on and the lab once did not have; see the table in its README. */

let lab: Lab;
let access: LabAccess;
let consumer: Record<string, string>;
let api: string;

const PYTHON = `
import boto3
def handler(event, context):
    return {"service": boto3.client("sts").meta.service_model.service_name}
`;

const method = (name: string, integration: object) => ({
  [`${name}Resource`]: { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' }, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: name } },
  [`${name}Method`]: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Api' }, ResourceId: { Ref: `${name}Resource` }, HttpMethod: 'GET', AuthorizationType: 'NONE', Integration: integration, MethodResponses: [{ StatusCode: '200' }],
    },
  },
});

const fn = (Runtime: string, ZipFile: string) => ({
  Type: 'AWS::Lambda::Function', Properties: { Runtime, Handler: 'index.handler', Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { ZipFile } },
});

const trusting = (Principal: object, Condition?: object) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...Condition && { Condition } }] } },
});

const STATUS_200 = { 'application/json': '{"statusCode": 200}' };

beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
  consumer = (await deployTemplate(access, ACCOUNTS.consumer, 'network', network('10.1.0.0/16'))).outputs;
  const resources = {
    Role: (network('10.9.0.0/16') as { Resources: Record<string, object> }).Resources.Role,
    Backend: fn('nodejs22.x', 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });'),
    Permission: {
      Type: 'AWS::Lambda::Permission', Properties: { Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'Backend' }, Principal: 'apigateway.amazonaws.com' },
    },
    Sdk: fn('python3.13', PYTHON),
    Trusting: trusting({ AWS: ACCOUNTS.consumer }),
    External: trusting({ AWS: ACCOUNTS.consumer }, { StringEquals: { 'sts:ExternalId': 'agreed' } }),
    Own: trusting({ AWS: { Ref: 'AWS::AccountId' } }),
    ...method('event', {
      Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST',
      Uri: { 'Fn::Sub': 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Backend.Arn}/invocations' },
    }),
    ...method('empty', { Type: 'MOCK', RequestTemplates: STATUS_200, IntegrationResponses: [{ StatusCode: '200' }] }),
    ...method('html', { Type: 'MOCK', RequestTemplates: STATUS_200, IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'text/html': '<p>' } }] }),
    ...method('none', { Type: 'MOCK', RequestTemplates: STATUS_200 }),
    ...method('other', { Type: 'MOCK', RequestTemplates: STATUS_200, IntegrationResponses: [{ StatusCode: '200', SelectionPattern: '5\\d{2}' }] }),
    Later: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' } }, DependsOn: ['event', 'empty', 'html', 'none', 'other'].map((name) => `${name}Method`) },
    Samples: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, DeploymentId: { Ref: 'Later' }, StageName: 'samples' } },
  };
  const { outputs, status, reasons } = await deployTemplate(access, ACCOUNTS.provider, 'samples', privateApi({
    policy: allowAndGuard(consumer.Endpoint), resources, outputs: {
      Sdk: { Value: { Ref: 'Sdk' } },
      Backend: { Value: { Ref: 'Backend' } },
      ...Object.fromEntries(['Trusting', 'External', 'Own'].map((role) => [role, { Value: { 'Fn::GetAtt': [role, 'Arn'] } }])),
    },
  }));
  expect([status, reasons]).toEqual(['CREATE_COMPLETE', []]);
  api = outputs.Api;
  consumer = { ...consumer, ...outputs };
});

afterAll(async () => { await lab.stop(); });

async function get(path: string): Promise<{ status: number; body: string }> {
  return invoke(access, ACCOUNTS.consumer, consumer.App, { url: `https://${api}.execute-api.${access.region}.amazonaws.com/samples/${path}` });
}

/** As it came, letter by letter. */
async function payloadOf(name: string, event: unknown): Promise<string> {
  const client = new LambdaClient(clientConfig(access, ACCOUNTS.provider));
  const { Payload } = await client.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }));
  client.destroy();
  return Payload!.transformToString();
}

test('a function behind a private API is told the endpoint, its VPC and the host that was called', async () => {
  const { status, body } = await get('event?a=1');
  const host = `${api}.execute-api.${access.region}.amazonaws.com`;
  const event = JSON.parse(body);

  expect(status).toBe(200);
  expect(event).not.toHaveProperty('version');
  expect(event.requestContext).toMatchObject({ domainName: host, domainPrefix: api, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(event.requestContext.identity).toEqual({
    accessKey: null, accountId: null, caller: null, cognitoAuthenticationProvider: null, cognitoAuthenticationType: null, cognitoIdentityId: null,
    cognitoIdentityPoolId: null, principalOrgId: null, user: null, userArn: null, userAgent: 'node', sourceIp: expect.stringMatching(/^10\.1\./),
    vpceId: consumer.Endpoint, vpcId: consumer.Vpc,
  });
  expect(event.multiValueHeaders['x-amzn-vpce-id']).toEqual([consumer.Endpoint]);
  expect(event.headers).toMatchObject({ 'x-amzn-vpc-id': consumer.Vpc, 'x-amzn-vpce-config': '1', 'X-Forwarded-Proto': 'https' });
  // The names are as the caller wrote them, which is why this one is small.
  expect(event.headers).toMatchObject({ host });
  expect(Object.keys(event.headers).filter((name) => name.startsWith('x-lab'))).toEqual([]);
});

test('what a Node function returns is handed on as Node writes it, and a Python function’s as Python does', async () => {
  expect(await payloadOf(consumer.Backend, { ä: [1, 'x'] })).toBe('{"statusCode":200,"body":"{\\"ä\\":[1,\\"x\\"]}"}');
  expect(await payloadOf(consumer.Sdk, {})).toBe('{"service": "sts"}');
});

test.each([
  ['without a template answers with an empty body', 'empty', 200, ''],
  ['with a template of another type answers with that', 'html', 200, '<p>'],
  ['without an integration response is a configuration error', 'none', 500, '{"message": "Internal server error"}'],
  ['without an integration response that fits is one, too', 'other', 500, '{"message": "Internal server error"}'],
])('a mock %s', async (_, path, status, body) => {
  expect(await get(path)).toMatchObject({ status, body });
});

describe('a role of another account', () => {
  const assume = async (role: string) => assumeRole(access, ACCOUNTS.consumer, consumer[role], 'sample');

  test('that trusts the caller’s is assumed', async () => {
    expect((await assume('Trusting')).accessKeyId).toMatch(/^ASIA/);
  });

  test.each(['Own', 'External'])('whose trust policy does not admit the call is not: %s', async (role) => {
    await expect(assume(role)).rejects.toThrow(
      `User: arn:aws:iam::${ACCOUNTS.consumer}:root is not authorized to perform: sts:AssumeRole on resource: ${consumer[role]}`);
  });

  test('is its own account’s to assume', async () => {
    expect((await assumeRole(access, ACCOUNTS.provider, consumer.Own, 'sample')).accessKeyId).toMatch(/^ASIA/);
  });
});

test('a stack whose deployment made a stage of its own, as SAM’s do, is deleted with it', async () => {
  const { Resources, Outputs } = privateApi({ policy: allowAndGuard(consumer.Endpoint) }) as {
    Resources: Record<string, { Properties: object }>; Outputs: object;
  };
  Object.assign(Resources.Deployment.Properties, { StageName: 'Stage' });
  expect(await deployTemplate(access, ACCOUNTS.provider, 'sam', { Resources, Outputs })).toMatchObject({ status: 'CREATE_COMPLETE' });

  const client = new CloudFormationClient(clientConfig(access, ACCOUNTS.provider));
  const { StackId: StackName } = (await client.send(new DescribeStacksCommand({ StackName: 'sam' }))).Stacks![0];
  await client.send(new DeleteStackCommand({ StackName }));
  const status = async () => (await client.send(new DescribeStacksCommand({ StackName }))).Stacks![0].StackStatus!;
  while (!/^DELETE_(?:COMPLETE|FAILED)$/.test(await status())) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await status()).toBe('DELETE_COMPLETE');
  client.destroy();
});
