import { ACCOUNTS } from '../accounts';
import { readDecisions } from '../decision-log';
import { invoke } from '../invoke';
import { Lab, LabAccess } from '../lab';
import { deployTemplate } from './plain-stack';
import { allowAndGuard, experimentPolicy, network, privateApi } from './plain-templates';

interface Seen {
  readonly status?: number;
  readonly errorType?: string | null;
  readonly body?: string;
  readonly error?: string;
}

let lab: Lab;
let access: LabAccess;
let consumer: Record<string, string>;
let outsider: Record<string, string>;

beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
  [consumer, outsider] = await Promise.all([
    deployTemplate(access, ACCOUNTS.consumer, 'network', network('10.1.0.0/16')).then(({ outputs }) => outputs),
    // The same range of addresses as the consumer's: two VPCs of two accounts know nothing of each other.
    deployTemplate(access, ACCOUNTS.outsider, 'network', network('10.1.0.0/16')).then(({ outputs }) => outputs),
  ]);
});

afterAll(async () => { await lab.stop(); });

function defaultUrl(api: string): string {
  return `https://${api}.execute-api.${access.region}.amazonaws.com/v1/pets`;
}

async function callFrom(account: string, fn: string, url: string): Promise<Seen> {
  return invoke<Seen>(access, account, fn, { url });
}

describe('the reference experiment’s own policy, in plain CloudFormation', () => {
  let api: string;

  beforeAll(async () => {
    // The policy names the API's full ARN, which is known only once the API is there: the experiment edited it afterwards, too.
    const first = await deployTemplate(access, ACCOUNTS.provider, 'experiment', privateApi({ policy: allowAndGuard('vpce-00000000000000000') }));
    api = first.outputs.Api;
    const arn = `arn:aws:execute-api:${access.region}:${ACCOUNTS.provider}:${api}/*`;
    const second = await deployTemplate(access, ACCOUNTS.provider, 'experiment',
      privateApi({ policy: experimentPolicy(arn, consumer.Endpoint), deployment: 'Redeployment' }), true);
    expect(second).toMatchObject({ status: 'UPDATE_COMPLETE' });
  });

  test('A gets the pets', async () => {
    expect(await callFrom(ACCOUNTS.consumer, consumer.App, defaultUrl(api)))
      .toEqual({ status: 200, errorType: null, body: '[{"id":1,"type":"dog","price":249.99}]' });
  });

  test('C gets the text of the experiment, with the ending of an implicit denial', async () => {
    const seen = await callFrom(ACCOUNTS.outsider, outsider.App, defaultUrl(api));

    expect(seen).toEqual({
      status: 403,
      errorType: 'AccessDeniedException',
      body: `{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:${access.region}:********2222:${api}/v1/GET/pets because no resource-based policy allows the execute-api:Invoke action"}`,
    });
    expect(readDecisions(access.folder).at(-1)).toMatchObject({ layer: 'resource-policy', allowed: false });
  });

  test('the path is authorized as it was sent, with its trailing slash', async () => {
    const { body } = await callFrom(ACCOUNTS.outsider, outsider.App, `${defaultUrl(api)}/`);

    expect(body).toContain(`:${api}/v1/GET/pets/ because`);
  });
});

describe('a policy change', () => {
  test('reaches callers with the next deployment, and not before', async () => {
    const { outputs: { Api: api } } = await deployTemplate(access, ACCOUNTS.provider, 'change', privateApi({ policy: allowAndGuard(outsider.Endpoint) }));
    expect(await callFrom(ACCOUNTS.consumer, consumer.App, defaultUrl(api))).toMatchObject({ status: 403 });

    await deployTemplate(access, ACCOUNTS.provider, 'change', privateApi({ policy: allowAndGuard(consumer.Endpoint) }), true);
    expect(await callFrom(ACCOUNTS.consumer, consumer.App, defaultUrl(api))).toMatchObject({ status: 403 });
    expect(await callFrom(ACCOUNTS.outsider, outsider.App, defaultUrl(api))).toMatchObject({ status: 200 });

    await deployTemplate(access, ACCOUNTS.provider, 'change', privateApi({ policy: allowAndGuard(consumer.Endpoint), deployment: 'Second' }), true);
    expect(await callFrom(ACCOUNTS.consumer, consumer.App, defaultUrl(api))).toMatchObject({ status: 200 });
    expect(await callFrom(ACCOUNTS.outsider, outsider.App, defaultUrl(api))).toMatchObject({ status: 403 });
  });
});

test('a gateway response reaches callers with the next deployment, and not before', async () => {
  const policy = allowAndGuard(outsider.Endpoint);
  const denial = { Type: 'AWS::ApiGateway::GatewayResponse', Properties: { RestApiId: { Ref: 'Api' }, ResponseType: 'ACCESS_DENIED', StatusCode: '404' } };
  const { outputs: { Api: api } } = await deployTemplate(access, ACCOUNTS.provider, 'worded', privateApi({ policy }));
  await deployTemplate(access, ACCOUNTS.provider, 'worded', privateApi({ policy, resources: { Denial: denial } }), true);
  expect(await callFrom(ACCOUNTS.consumer, consumer.App, defaultUrl(api))).toMatchObject({ status: 403 });

  await deployTemplate(access, ACCOUNTS.provider, 'worded', privateApi({ policy, resources: { Denial: denial }, deployment: 'Second' }), true);
  expect(await callFrom(ACCOUNTS.consumer, consumer.App, defaultUrl(api))).toMatchObject({ status: 404, errorType: 'AccessDeniedException' });
});

describe('what AWS refuses to deploy', () => {
  test('a private API without a policy', async () => {
    const result = await deployTemplate(access, ACCOUNTS.provider, 'no-policy', privateApi({}));

    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(result.reasons.join('\n')).toContain('Private REST API doesn\'t have a resource policy attached to it');
  });

  const logGroup = { LogGroup: { Type: 'AWS::Logs::LogGroup', Properties: {} } };
  const accessLog = { AccessLogSetting: { DestinationArn: { 'Fn::GetAtt': ['LogGroup', 'Arn'] }, Format: '$context.requestId' } };

  test('a stage with an access log where the account has no CloudWatch role; with one it deploys', async () => {
    const template = privateApi({ policy: allowAndGuard(consumer.Endpoint), stage: accessLog, resources: logGroup });

    const refused = await deployTemplate(access, ACCOUNTS.provider, 'logged', template);
    expect(refused.status).toBe('ROLLBACK_COMPLETE');
    expect(refused.reasons.join('\n')).toContain('CloudWatch Logs role ARN must be set in account settings to enable logging');

    const role = {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
      },
    };
    const account = { Type: 'AWS::ApiGateway::Account', Properties: { CloudWatchRoleArn: { 'Fn::GetAtt': ['LogRole', 'Arn'] } } };
    expect(await deployTemplate(access, ACCOUNTS.provider, 'logging', { Resources: { LogRole: role, Account: account } }))
      .toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(await deployTemplate(access, ACCOUNTS.provider, 'logged-again', template)).toMatchObject({ status: 'CREATE_COMPLETE' });
  });

  test('a second endpoint with private DNS in a VPC', async () => {
    const { Resources } = network('10.1.0.0/16') as { Resources: Record<string, { Properties: Record<string, unknown> }> };
    const second = { Type: 'AWS::EC2::VPCEndpoint', Properties: { ...Resources.Endpoint.Properties }, DependsOn: ['Endpoint'] };

    const result = await deployTemplate(access, ACCOUNTS.outsider, 'two-endpoints', { Resources: { ...Resources, Second: second } });

    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(result.reasons.join('\n')).toContain('private-dns-enabled cannot be set because there is already a conflicting DNS domain');
  });
});
