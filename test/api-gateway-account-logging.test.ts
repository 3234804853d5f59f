import { App, CfnElement, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CONSUMER_ACCOUNT, OTHER_REGION, PROVIDER_ACCOUNT, REGION } from './fixtures';
import { ApiGatewayAccountLogging } from '../src';

function stackIn(app: App, id: string, account?: string, region?: string): Stack {
  return new Stack(app, id, { env: { account, region } });
}

function loggingStack(): Stack {
  return stackIn(new App(), 'Logging', PROVIDER_ACCOUNT, REGION);
}

test('it is a role that API Gateway assumes and the setting that names it, and both stay', () => {
  const stack = loggingStack();
  const logging = new ApiGatewayAccountLogging(stack, 'AccountLogging');
  const role = stack.getLogicalId(logging.role.node.defaultChild as CfnElement);

  expect(Template.fromStack(stack).toJSON().Resources).toEqual({
    [role]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        Description: expect.stringContaining('API Gateway'),
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'apigateway.amazonaws.com' } }],
        },
        ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs']] }],
      },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    },
    AccountLoggingB6481C32: {
      Type: 'AWS::ApiGateway::Account',
      Properties: { CloudWatchRoleArn: { 'Fn::GetAtt': [role, 'Arn'] } },
      DependsOn: [role],
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    },
  });
});

// The upgrade contract: another logical id of the role is another role, and another setting of the account for a moment.
test('the logical ids are these', () => {
  const stack = loggingStack();
  new ApiGatewayAccountLogging(stack, 'AccountLogging');

  expect(Object.keys(Template.fromStack(stack).toJSON().Resources)).toEqual(['AccountLoggingRole4892B62B', 'AccountLoggingB6481C32']);
});

test('a role that is there is used and left as it is', () => {
  const stack = loggingStack();
  const role = iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${PROVIDER_ACCOUNT}:role/api-gateway-logs`);
  const logging = new ApiGatewayAccountLogging(stack, 'AccountLogging', { role });

  expect(logging.role).toBe(role);
  expect(Object.values(Template.fromStack(stack).toJSON().Resources)).toEqual([
    expect.objectContaining({ Type: 'AWS::ApiGateway::Account', Properties: { CloudWatchRoleArn: role.roleArn } }),
  ]);
});

test('what a role of the app is allowed comes before the setting', () => {
  const stack = loggingStack();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('apigateway') });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['logs:*'], resources: ['*'] }));
  new ApiGatewayAccountLogging(stack, 'AccountLogging', { role });
  const template = Template.fromStack(stack);

  expect(Object.values(template.findResources('AWS::ApiGateway::Account'))[0].DependsOn)
    .toEqual(expect.arrayContaining(Object.keys(template.findResources('AWS::IAM::Policy'))));
});

describe('fails for a second one in the same account and Region', () => {
  const refusal = (first: string, second: string) => new Error(
    `[${second}] ApiGatewayAccountLogging must stand once per account and Region, got ["${first}","${second}"] for the same; keep one of them, in a stack of its own`,
  );

  test('in two stacks', () => {
    const app = new App();
    new ApiGatewayAccountLogging(stackIn(app, 'One', PROVIDER_ACCOUNT, REGION), 'Logging');
    const two = stackIn(app, 'Two', PROVIDER_ACCOUNT, REGION);

    expect(() => new ApiGatewayAccountLogging(two, 'Logging')).toThrow(refusal('One/Logging', 'Two/Logging'));
    expect(Template.fromStack(two).toJSON().Resources).toBeUndefined();
  });

  test('in one stack, wherever it is deployed', () => {
    const stack = new Stack(new App(), 'Anywhere');
    new ApiGatewayAccountLogging(stack, 'One');

    expect(() => new ApiGatewayAccountLogging(stack, 'Two')).toThrow(refusal('Anywhere/One', 'Anywhere/Two'));
  });
});

test.each([
  ['another Region', PROVIDER_ACCOUNT, OTHER_REGION],
  ['another account', CONSUMER_ACCOUNT, REGION],
  ['an account that is known only at deploy', undefined, REGION],
  ['a Region that is known only at deploy', PROVIDER_ACCOUNT, undefined],
])('a second one in %s is fine', (_what, account, region) => {
  const app = new App();
  new ApiGatewayAccountLogging(stackIn(app, 'One', PROVIDER_ACCOUNT, REGION), 'Logging');

  expect(new ApiGatewayAccountLogging(stackIn(app, 'Two', account, region), 'Logging').role).toBeDefined();
});

test('two in stacks without an account and a Region are fine: they may be deployed apart', () => {
  const app = new App();
  new ApiGatewayAccountLogging(new Stack(app, 'One'), 'Logging');

  expect(new ApiGatewayAccountLogging(new Stack(app, 'Two'), 'Logging').role).toBeDefined();
});
