import { APIGatewayClient, GetAccountCommand, GetStageCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { App, CfnOutput, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ApiGatewayAccountLogging, PrivateApiAccessLog } from '../../../src';
import { ACCOUNTS } from '../accounts';
import { clientConfig } from '../aws-environment';
import { Lab, LabAccess } from '../lab';
import { deployTemplate, StackResult } from './plain-stack';

const NO_ROLE = 'CloudWatch Logs role ARN must be set in account settings to enable logging';

let lab: Lab;
let access: LabAccess;

beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
});

afterAll(async () => { await lab.stop(); });

/** Synthesizes a stack and deploys it in the provider's account. No stack here has assets, so nothing has to be bootstrapped. */
async function deploy(stackName: string, define: (stack: Stack) => void): Promise<StackResult> {
  const app = new App({ analyticsReporting: false });
  define(new Stack(app, stackName, {
    env: { account: ACCOUNTS.provider, region: access.region },
    synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
  }));
  return deployTemplate(access, ACCOUNTS.provider, stackName, app.synth().getStackByName(stackName).template);
}

/** A private API as the L2 defines it, which logs as it is told. */
function privateApi(stack: Stack, log: PrivateApiAccessLog): void {
  const { destination, format } = log._bind(stack);
  const api = new apigateway.RestApi(stack, 'Api', {
    endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] },
    policy: new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: ['execute-api:/*'],
        conditions: { StringEquals: { 'aws:SourceVpce': 'vpce-03f6d2b1bb8d0f015' } },
      })],
    }),
    cloudWatchRole: false,
    deployOptions: { stageName: 'v1', accessLogDestination: destination, accessLogFormat: format },
  });
  api.root.addResource('pets').addMethod('GET', new apigateway.MockIntegration());
  new CfnOutput(stack, 'ApiId', { value: api.restApiId });
}

async function accessLogOf(restApiId: string) {
  const client = new APIGatewayClient(clientConfig(access, ACCOUNTS.provider));
  const { accessLogSettings } = await client.send(new GetStageCommand({ restApiId, stageName: 'v1' }));
  client.destroy();
  return accessLogSettings;
}

async function logGroups() {
  const client = new CloudWatchLogsClient(clientConfig(access, ACCOUNTS.provider));
  const { logGroups: found = [] } = await client.send(new DescribeLogGroupsCommand({}));
  client.destroy();
  return found;
}

async function accountRole(): Promise<string | undefined> {
  const client = new APIGatewayClient(clientConfig(access, ACCOUNTS.provider));
  const { cloudwatchRoleArn } = await client.send(new GetAccountCommand({}));
  client.destroy();
  return cloudwatchRoleArn;
}

/** Returns the status in which the deletion ends. */
async function deleteStack(stackName: string): Promise<string> {
  const client = new CloudFormationClient(clientConfig(access, ACCOUNTS.provider));
  // A deleted stack is known by its id only.
  const { StackId } = (await client.send(new DescribeStacksCommand({ StackName: stackName }))).Stacks![0];
  await client.send(new DeleteStackCommand({ StackName: StackId }));
  for (;;) {
    const { StackStatus } = (await client.send(new DescribeStacksCommand({ StackName: StackId }))).Stacks![0];
    if (StackStatus !== 'CREATE_COMPLETE' && StackStatus !== 'DELETE_IN_PROGRESS') {
      client.destroy();
      return StackStatus!;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('in an account that has no CloudWatch role for API Gateway', () => {
  test('an API that logs to CloudWatch is refused, with the text that the docs quote', async () => {
    const refused = await deploy('early', (stack) => privateApi(stack, PrivateApiAccessLog.cloudWatch()));

    expect(refused.status).toBe('ROLLBACK_COMPLETE');
    expect(refused.reasons.join('\n')).toContain(NO_ROLE);
    expect(await accountRole()).toBeUndefined();
    expect(await logGroups()).toEqual([]);
  });

  test('an API that logs nowhere deploys', async () => {
    const { status, outputs } = await deploy('silent', (stack) => privateApi(stack, PrivateApiAccessLog.none()));

    expect(status).toBe('CREATE_COMPLETE');
    expect((await accessLogOf(outputs.ApiId))?.destinationArn).toBeUndefined();
  });

  test('an API that logs to Firehose deploys', async () => {
    const { status, outputs, reasons } = await deploy('streamed', (stack) => {
      const stream = new firehose.DeliveryStream(stack, 'Stream', {
        deliveryStreamName: 'amazon-apigateway-pets',
        destination: new firehose.S3Bucket(new s3.Bucket(stack, 'Bucket')),
      });
      privateApi(stack, PrivateApiAccessLog.firehose(stream));
    });

    expect(reasons).toEqual([]);
    expect(status).toBe('CREATE_COMPLETE');
    expect((await accessLogOf(outputs.ApiId))?.destinationArn)
      .toBe(`arn:aws:firehose:${access.region}:${ACCOUNTS.provider}:deliverystream/amazon-apigateway-pets`);
    expect(await accountRole()).toBeUndefined();
  });
});

describe('once ApiGatewayAccountLogging is deployed', () => {
  let role: string;

  beforeAll(async () => {
    const { status, outputs } = await deploy('logging', (stack) => {
      new CfnOutput(stack, 'Role', { value: new ApiGatewayAccountLogging(stack, 'AccountLogging').role.roleArn });
    });
    expect(status).toBe('CREATE_COMPLETE');
    role = outputs.Role;
  });

  test('the account logs as that role', async () => {
    expect(await accountRole()).toBe(role);
  });

  test('the API that was refused deploys, and logs to its own group', async () => {
    const { status, outputs } = await deploy('logged', (stack) => privateApi(stack, PrivateApiAccessLog.cloudWatch()));
    expect(status).toBe('CREATE_COMPLETE');

    const settings = await accessLogOf(outputs.ApiId);
    expect((await logGroups()).filter(({ arn }) => arn === settings!.destinationArn)).toMatchObject([{ retentionInDays: 365 }]);
    expect(JSON.parse(settings!.format!)).toMatchObject({ vpceId: '$context.identity.vpceId', status: '$context.status' });
  });

  test('what was logged stays when the API\'s stack is deleted', async () => {
    const { outputs } = await deploy('short-lived', (stack) => privateApi(stack, PrivateApiAccessLog.cloudWatch()));
    const { destinationArn } = (await accessLogOf(outputs.ApiId))!;

    expect(await deleteStack('short-lived')).toBe('DELETE_COMPLETE');
    expect((await logGroups()).map(({ arn }) => arn)).toContain(destinationArn);
  });

  test('role and setting stay when the stack is deleted, so that the next API still deploys', async () => {
    expect(await deleteStack('logging')).toBe('DELETE_COMPLETE');
    const roles = new IAMClient(clientConfig(access, ACCOUNTS.provider));

    expect(await accountRole()).toBe(role);
    expect((await roles.send(new GetRoleCommand({ RoleName: role.split('/').at(-1) }))).Role?.Arn).toBe(role);
    roles.destroy();
    expect(await deploy('logged-later', (stack) => privateApi(stack, PrivateApiAccessLog.cloudWatch()))).toMatchObject({ status: 'CREATE_COMPLETE' });
  });
});
