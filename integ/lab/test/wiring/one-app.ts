/** Both sides in one app, in two accounts: by stacks, by nested stacks, and by a Stage as a pipeline has them. */
import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { caller, vpcOf } from './workload';
import { AllowedConsumer, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiConnection, PrivateApiConsumer } from '../../../../src';
import { ACCOUNTS, DEFAULT_REGION } from '../../accounts';

/** The example of the README: network, provider, and the workload if there is one. */
function define(name: string, network: Construct, provider: Construct, workload?: Construct, vpc = vpcOf(network)): void {
  const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc });
  const api = new CrossAccountPrivateApi(provider, name, { stageName: 'v1', accessLog: PrivateApiAccessLog.none() });
  api.root.addResource('pets').addMethod('GET', new apigateway.MockIntegration({
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    integrationResponses: [{ statusCode: '200' }],
  }), { methodResponses: [{ statusCode: '200' }] });
  api.allow(AllowedConsumer.consumer(consumer));
  if (workload !== undefined) {
    caller(workload, consumer, new PrivateApiConnection(workload, 'Pets', { consumer, api }), name);
  }
}

function stackOf(scope: Construct, id: string, account: string): Stack {
  return new Stack(scope, id, { env: { account, region: DEFAULT_REGION } });
}

/** Named and defined so that nothing but their dependencies brings them into the order network, provider, workload. */
function threeStacks(scope: Construct, prefix = ''): [Stack, Stack, Stack] {
  const workload = stackOf(scope, `${prefix}AWorkload`, ACCOUNTS.consumer);
  const provider = stackOf(scope, `${prefix}BProvider`, ACCOUNTS.provider);
  return [stackOf(scope, `${prefix}CNetwork`, ACCOUNTS.consumer), provider, workload];
}

const app = new App();
define('plain', ...threeStacks(app));
const [network, provider, workload] = threeStacks(app, 'Nested');
define('nested', new NestedStack(network, 'Inner'), new NestedStack(provider, 'Inner'), new NestedStack(workload, 'Inner'));
define('staged', ...threeStacks(new Stage(app, 'Prod')));

// Two VPCs: an endpoint that moves to the other one is replaced.
const [moving, following] = threeStacks(app, 'Moving');
const inner = new NestedStack(moving, 'Inner');
const vpcs = ['First', 'Second'].map((id) => vpcOf(new Construct(inner, id)));
define('following', inner, new NestedStack(following, 'Inner'), undefined, vpcs[Number(app.node.tryGetContext('vpc') ?? 0)]);
