import { APIGatewayClient, GetDeploymentsCommand } from '@aws-sdk/client-api-gateway';
import { CloudWatchLogsClient, DescribeLogGroupsCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ACCOUNTS } from '../accounts';
import { clientConfig } from '../aws-environment';
import { invoke } from '../invoke';
import { Lab, LabAccess } from '../lab';
import { deployTemplate } from './plain-stack';
import { allowAndGuard, network, privateApi, Template } from './plain-templates';

let lab: Lab;
let access: LabAccess;
let consumer: Record<string, string>;

beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
  consumer = (await deployTemplate(access, ACCOUNTS.consumer, 'network', network('10.1.0.0/16'))).outputs;
});

afterAll(async () => { await lab.stop(); });

async function statusOf(api: string): Promise<number | undefined> {
  const url = `https://${api}.execute-api.${access.region}.amazonaws.com/v1/pets`;
  return (await invoke<{ status?: number }>(access, ACCOUNTS.consumer, consumer.App, { url })).status;
}

async function deployProvider(name: string, template: Template, update = false) {
  return deployTemplate(access, ACCOUNTS.provider, name, template, update);
}

const role = (service: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] },
  },
});

describe('Fn::GetStackOutput', () => {
  const output = (roleArn?: string) => ({ 'Fn::GetStackOutput': { StackName: 'network', OutputName: 'Endpoint', ...roleArn === undefined ? {} : { RoleArn: roleArn } } });

  test('of another account’s stack, by a role of that account: the policy lets its endpoint in, and an output tells it', async () => {
    const reader = await deployTemplate(access, ACCOUNTS.consumer, 'reader', {
      Resources: { Reader: role('cloudformation.amazonaws.com') }, Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Reader', 'Arn'] } } },
    });
    const { outputs, status } = await deployProvider('read', privateApi({ policy: allowAndGuard(output(reader.outputs.Arn)) }));

    expect(status).toBe('CREATE_COMPLETE');
    expect(await statusOf(outputs.Api)).toBe(200);
    expect(await deployProvider('told', {
      Resources: { Any: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'told', Type: 'String', Value: 'any' } } },
      Outputs: { Endpoint: { Value: output(reader.outputs.Arn) } },
    })).toMatchObject({ status: 'CREATE_COMPLETE', outputs: { Endpoint: consumer.Endpoint } });
  });

  test('without a role there is no such stack in this account', async () => {
    const { status, reasons } = await deployProvider('not-read', privateApi({ policy: allowAndGuard(output()) }));

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(reasons.join('\n')).toContain(`Stack 'network' not found in account ${ACCOUNTS.provider}`);
  });
});

describe('an export', () => {
  const exporting = (value?: string): Template => ({
    Resources: { Any: { Type: 'AWS::SSM::Parameter', Properties: { Name: `any-${value}`, Type: 'String', Value: 'any' } } },
    Outputs: value === undefined ? {} : { Value: { Value: value, Export: { Name: 'the-export' } } },
  });
  const importing = (value: string | object): Template => ({
    Resources: { Importer: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'importer', Type: 'String', Value: value } } },
    Outputs: { Imported: { Value: { 'Fn::GetAtt': ['Importer', 'Value'] } } },
  });

  beforeAll(async () => {
    await deployProvider('exporting', exporting('first'));
    expect((await deployProvider('importing', importing({ 'Fn::ImportValue': 'the-export' }))).outputs).toEqual({ Imported: 'first' });
  });

  test.each([['second', 'updated'], [undefined, 'deleted']])('that is imported stays: to %s', async (value, change) => {
    expect(await deployProvider('exporting', exporting(value), true)).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      outputs: { Value: 'first' },
      reasons: expect.arrayContaining([`Export the-export cannot be ${change} as it is in use by importing`]),
    });
  });

  test('that is imported no more can go, and is gone', async () => {
    await deployProvider('importing', importing('own'), true);
    expect(await deployProvider('exporting', exporting(), true)).toMatchObject({ status: 'UPDATE_COMPLETE', outputs: {} });
    const { reasons } = await deployProvider('importing-again', importing({ 'Fn::ImportValue': 'the-export' }));
    expect(reasons.join('\n')).toContain('the-export');
  });
});

describe('an update', () => {
  const NOBODY = 'vpce-00000000000000000';
  let api: string;

  beforeAll(async () => {
    api = (await deployProvider('updated', privateApi({ policy: allowAndGuard(consumer.Endpoint) }))).outputs.Api;
  });

  async function deployments(): Promise<number> {
    const client = new APIGatewayClient(clientConfig(access, ACCOUNTS.provider));
    const { items = [] } = await client.send(new GetDeploymentsCommand({ restApiId: api }));
    client.destroy();
    return items.length;
  }

  test('of the same template is none', async () => {
    await expect(deployProvider('updated', privateApi({ policy: allowAndGuard(consumer.Endpoint) }), true)).rejects.toThrow('No updates are to be performed.');
  });

  test('that fails is rolled back: the stage, the policy and the deployments are as before', async () => {
    const second = { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, DeploymentId: { Ref: 'Next' }, StageName: 'v1' }, DependsOn: ['Stage'] };
    const failing = privateApi({ policy: allowAndGuard(NOBODY), deployment: 'Next', resources: { Second: second } });
    const { status, reasons } = await deployProvider('updated', failing, true);

    expect([status, reasons.join('\n')]).toEqual(['UPDATE_ROLLBACK_COMPLETE', expect.stringContaining('Stage already exists')]);
    expect(await statusOf(api)).toBe(200);
    expect(await deployments()).toBe(1);
    // A new deployment of what the API is now, not what it was.
    await deployProvider('updated', privateApi({ policy: allowAndGuard(consumer.Endpoint), deployment: 'Again' }), true);
    expect(await statusOf(api)).toBe(200);
    expect(await deployments()).toBe(1);
  });
});

describe('a custom resource', () => {
  // Answers with an id made of its value; refuses the value `refused`, and says there what it was asked.
  const CODE = `
    exports.handler = async (event) => {
      const { Value } = event.ResourceProperties;
      const failed = event.RequestType === 'Update' && Value === 'refused';
      console.log(JSON.stringify(event));
      await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify({
        Status: failed ? 'FAILED' : 'SUCCESS',
        Reason: failed ? 'refused, with the id ' + event.PhysicalResourceId + ' and the old value ' + event.OldResourceProperties.Value : '',
        PhysicalResourceId: event.RequestType === 'Delete' || failed ? event.PhysicalResourceId : 'id-of-' + Value,
        StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId,
        Data: { Value },
      }) });
    };`;

  const template = (value: string, more: Record<string, unknown> = {}): Template => ({
    Resources: {
      Role: role('lambda.amazonaws.com'),
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { ZipFile: CODE } },
      },
      Custom: { Type: 'Custom::Thing', Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] }, Value: value } },
      // Follows what the custom resource answers.
      Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'follower', Type: 'String', Value: { 'Fn::GetAtt': ['Custom', 'Value'] } } },
      ...more,
    },
    Outputs: { Id: { Value: { Ref: 'Custom' } }, Value: { Value: { 'Fn::GetAtt': ['Custom', 'Value'] } } },
  });

  test('is created, and updated with a new id', async () => {
    expect((await deployProvider('custom', template('one'))).outputs).toEqual({ Id: 'id-of-one', Value: 'one' });
    expect((await deployProvider('custom', template('two'), true)).outputs).toEqual({ Id: 'id-of-two', Value: 'two' });
  });

  test('that refuses an update keeps its id', async () => {
    const { status, outputs, reasons } = await deployProvider('custom', template('refused'), true);

    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(reasons).toContain('refused, with the id id-of-two and the old value two');
    expect(outputs).toEqual({ Id: 'id-of-two', Value: 'two' });
  });

  /** What it was asked, oldest first. */
  async function asked(): Promise<string[]> {
    const client = new CloudWatchLogsClient(clientConfig(access, ACCOUNTS.provider));
    const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/custom-' }));
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: logGroups[0].logGroupName }));
    client.destroy();
    return events.flatMap(({ message = '' }) => message.split('\n')).filter((line) => line.startsWith('{"RequestType"')).map((line) => {
      const { RequestType, PhysicalResourceId, OldResourceProperties, ResourceProperties } = JSON.parse(line);
      return `${RequestType} ${PhysicalResourceId}: ${OldResourceProperties === undefined ? '' : `${OldResourceProperties.Value} -> `}${ResourceProperties.Value}`;
    });
  }

  test('is asked again when something else fails after it', async () => {
    const failing = { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: 'nothing' }, DependsOn: ['Parameter'] };
    const { status, outputs } = await deployProvider('custom', template('three', { Failing: failing }), true);

    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(outputs).toEqual({ Id: 'id-of-two', Value: 'two' });
    expect((await asked()).slice(-3)).toEqual(['Update id-of-two: two -> three', 'Update id-of-three: three -> two', 'Delete id-of-three: three']);
    expect((await deployProvider('custom', template('four'), true)).outputs).toEqual({ Id: 'id-of-four', Value: 'four' });
  });
});
