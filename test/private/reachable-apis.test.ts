import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { AllowedConsumer, CrossAccountPrivateApi, PrivateApiConnection, PrivateApiConsumer } from '../../src';
import { CONSUMER_ACCOUNT, consumerStack, only, petStore, PROVIDER_ACCOUNT, providerStack, REGION, vpcOf } from '../fixtures';

const resourcesOf = (stack: Stack) => only(stack, 'AWS::EC2::VPCEndpoint').PolicyDocument.Statement[0].Resource as unknown[];
const arn = (...rest: unknown[]) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ...rest]] });

function consumerIn(stack: Stack): PrivateApiConsumer {
  return new PrivateApiConsumer(stack, 'Consumer', { vpc: vpcOf(stack) });
}

const remote = (scope: Stack, restApiId: string, id = 'Remote') => CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(scope, id, {
  restApiId, stageName: 'v1', account: PROVIDER_ACCOUNT, region: REGION,
});

test('three stacks of one app that need each other\'s ids have an order: network, provider, workload', () => {
  const app = new App();
  const network = consumerStack(app);
  const consumer = consumerIn(network);
  const provider = providerStack(app);
  const api = petStore(provider, { allowedConsumers: [AllowedConsumer.consumer(consumer)] });
  const workload = consumerStack(app, 'Workload');
  new PrivateApiConnection(workload, 'Pets', { consumer, api });
  app.synth();

  expect(resourcesOf(network)).toEqual([arn(`:execute-api:${REGION}:${PROVIDER_ACCOUNT}:*`)]);
  expect(network.dependencies).toEqual([]);
  expect(JSON.stringify(app.synth().getStackByName('Network').template)).not.toContain('Fn::GetStackOutput');
});

test('an API of the very stack of the endpoint is named by its account too, since the two need each other', () => {
  const stack = consumerStack();
  const consumer = consumerIn(stack);
  consumer.allowTo(petStore(stack, { allowedConsumers: [AllowedConsumer.consumer(consumer)] }));

  expect(resourcesOf(stack)).toEqual([arn(`:execute-api:${REGION}:${CONSUMER_ACCOUNT}:*`)]);
});

test('a parameter of the endpoint\'s stack names the API', () => {
  const stack = consumerStack();
  consumerIn(stack).allowTo(remote(stack, new CfnParameter(stack, 'ApiId').valueAsString));

  expect(resourcesOf(stack)).toEqual([arn(`:execute-api:${REGION}:${PROVIDER_ACCOUNT}:`, { Ref: 'ApiId' }, '/*')]);
});

test('a parameter of another stack is named by the account', () => {
  const app = new App();
  const network = consumerStack(app);
  const workload = consumerStack(app, 'Workload');
  consumerIn(network).allowTo(remote(workload, new CfnParameter(workload, 'ApiId').valueAsString));
  app.synth();

  expect(resourcesOf(network)).toEqual([arn(`:execute-api:${REGION}:${PROVIDER_ACCOUNT}:*`)]);
  expect(network.dependencies).toEqual([]);
});

test('a value that CloudFormation finds by itself names the API', () => {
  const stack = consumerStack();
  consumerIn(stack).allowTo(remote(stack, Fn.importValue('ApiId')));

  expect(JSON.stringify(resourcesOf(stack))).toContain('Fn::ImportValue');
});

test('without an environment both are of the account of the deployment', () => {
  const stack = new Stack(new App(), 'Anywhere');
  const consumer = consumerIn(stack);
  consumer.allowTo(petStore(stack, { allowedConsumers: [AllowedConsumer.consumer(consumer)] }));

  expect(resourcesOf(stack)).toEqual([arn(':execute-api:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':*')]);
});

test('the policy is sorted, whatever the order of the connections', () => {
  const policies = [['bbbbbbbbbb', 'aaaaaaaaaa'], ['aaaaaaaaaa', 'bbbbbbbbbb']].map((ids) => {
    const stack = consumerStack();
    const consumer = consumerIn(stack);
    ids.forEach((id) => consumer.allowTo(remote(stack, id, id)));
    return resourcesOf(stack);
  });

  expect(policies[0]).toEqual(policies[1]);
});

test('fails for one API too many, and keeps those before', () => {
  const stack = consumerStack();
  const consumer = consumerIn(stack);
  const id = (index: number) => String(index).padStart(10, '0');
  const connect = (index: number) => consumer.allowTo(remote(stack, id(index), id(index)));
  const fit = Array.from({ length: 400 }, (_, index) => index).findIndex((index) => {
    try {
      connect(index);
      return false;
    } catch (error) {
      expect((error as Error).message).toMatch(new RegExp('^\\[Network/Consumer\\] the endpoint\'s policy must have at most 20480 characters, got 20\\d{3} '
        + `with ${index + 1} APIs and 0 whole accounts; call the further APIs through another PrivateApiConsumer, whose endpoint has a policy of its own$`));
      return true;
    }
  });

  expect(fit).toBeGreaterThan(250);
  expect(resourcesOf(stack)).toHaveLength(fit);
});
