import { readFileSync } from 'fs';
import { join } from 'path';
import { App, CfnParameter, NestedStack, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { defineDeploymentSelector } from '../../src/private/define-deployment-selector';
import { logicalIdOf, only, providerStack } from '../fixtures';

const SELECTOR = 'Custom::PrivateApiDeployment';
const API = 'AWS::ApiGateway::RestApi';
const DEPLOYMENT = 'AWS::ApiGateway::Deployment';

/** A private API that the endpoint in a parameter may call. */
function privateApi(scope: Construct, id = 'Api', vpcEndpointId = new CfnParameter(Stack.of(scope), `${id}Endpoint`).valueAsString): apigateway.RestApi {
  const api = new apigateway.RestApi(scope, id, {
    endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] },
    cloudWatchRole: false,
    policy: new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({
        principals: [new iam.StarPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: ['execute-api:/*'],
        conditions: { StringEquals: { 'aws:SourceVpce': vpcEndpointId } },
      })],
    }),
  });
  api.root.addMethod('GET', new apigateway.MockIntegration());
  return api;
}

function select(api: apigateway.RestApi): string {
  return defineDeploymentSelector(api, { restApi: api, deployment: api.latestDeployment! });
}

test('the stage can point to what the selector returns', () => {
  const stack = providerStack();
  const api = privateApi(stack);
  (api.deploymentStage.node.defaultChild as apigateway.CfnStage).deploymentId = select(api);

  expect(only(stack, 'AWS::ApiGateway::Stage').DeploymentId).toEqual({ Ref: logicalIdOf(stack, SELECTOR) });
});

describe('what CloudFormation compares', () => {
  const stack = providerStack();
  const api = privateApi(stack);
  const selected = select(api);
  // Both may be set after the selector has been defined.
  const resource = api.node.defaultChild as apigateway.CfnRestApi;
  resource.endpointConfiguration = { types: ['PRIVATE'], vpcEndpointIds: [new CfnParameter(stack, 'Associated').valueAsString] };
  api.addToResourcePolicy(new iam.PolicyStatement({
    effect: iam.Effect.DENY, principals: [new iam.StarPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*/DELETE/*'],
  }));

  test('is the API, the CDK\'s own deployment, the endpoints and the very policy of the API', () => {
    const restApi = { Ref: logicalIdOf(stack, API) };
    const { Policy } = only(stack, API);

    expect(Token.isUnresolved(selected)).toBe(true);
    expect(Policy.Statement).toHaveLength(2);
    expect(JSON.stringify(Policy)).toContain('{"Ref":"ApiEndpoint"}');
    expect(only(stack, SELECTOR)).toEqual({
      ServiceToken: { 'Fn::GetAtt': [logicalIdOf(stack, 'AWS::Lambda::Function'), 'Arn'] },
      ServiceTimeout: '900',
      RestApiId: restApi,
      NativeDeploymentId: { Ref: logicalIdOf(stack, DEPLOYMENT) },
      Policy,
      EndpointConfiguration: { types: ['PRIVATE'], vpcEndpointIds: [{ Ref: 'Associated' }] },
    });
  });

  test('the function says what it is for, and can answer before CloudFormation gives up', () => {
    const { Description, Timeout } = only(stack, 'AWS::Lambda::Function');

    expect(Description).toContain('deployment');
    expect(Timeout).toBeLessThan(900);
  });
});

describe('permissions', () => {
  test('the function may make, list and delete the deployments of this API, and write its log', () => {
    const stack = providerStack();
    select(privateApi(stack));
    const deployments = (suffix: string) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:ap-northeast-1::/restapis/', { Ref: logicalIdOf(stack, API) }, suffix]],
    });

    expect(only(stack, 'AWS::IAM::Policy')).toMatchObject({
      Roles: [{ Ref: logicalIdOf(stack, 'AWS::IAM::Role') }],
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: ['apigateway:POST', 'apigateway:GET'], Resource: deployments('/deployments') },
          { Effect: 'Allow', Action: 'apigateway:DELETE', Resource: deployments('/deployments/*') },
        ],
      },
    });
    const role = only(stack, 'AWS::IAM::Role');
    expect(role.Policies).toBeUndefined();
    expect(JSON.stringify(role.ManagedPolicyArns)).toContain('service-role/AWSLambdaBasicExecutionRole');
    expect(role.ManagedPolicyArns).toHaveLength(1);
  });

  test('the selector has them from before it is made until after it is deleted', () => {
    const stack = providerStack();
    select(privateApi(stack));

    Template.fromStack(stack).hasResource(SELECTOR, { DependsOn: [logicalIdOf(stack, 'AWS::IAM::Policy')] });
  });

  test('where the roles are made outside of the CDK, they are reported', () => {
    const stack = providerStack();
    iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Provider/PrivateApiDeploymentSelectorProvider/Role': 'selector-role' } });
    select(privateApi(stack));
    const template = Template.fromStack(stack);

    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.resourceCountIs('AWS::IAM::Role', 0);
    expect(JSON.stringify(only(stack, 'AWS::Lambda::Function').Role)).toContain(':role/selector-role');
    const { directory } = (stack.node.root as App).synth();
    const { roles } = JSON.parse(readFileSync(join(directory, 'iam-policy-report.json'), 'utf8'));
    expect(roles[0].identityPolicyStatements.map(({ Action, Resource }: any) => [Action, Resource])).toEqual([
      [['apigateway:POST', 'apigateway:GET'], 'arn:(PARTITION):apigateway:ap-northeast-1::/restapis/(Provider/Api/Resource.Ref)/deployments'],
      ['apigateway:DELETE', 'arn:(PARTITION):apigateway:ap-northeast-1::/restapis/(Provider/Api/Resource.Ref)/deployments/*'],
    ]);
  });
});

test('the name of the policy fits, however deep the API is', () => {
  const stack = providerStack();
  const deep = Array.from({ length: 8 }, (_, index) => `ScopeOfTheSelector${index}`).reduce<Construct>((scope, id) => new Construct(scope, id), stack);
  select(privateApi(deep));

  expect(only(stack, 'AWS::IAM::Policy').PolicyName.length).toBeLessThanOrEqual(128);
});

describe('several APIs', () => {
  test('of a stack share the function, and each has its own selector and permissions', () => {
    const stack = providerStack();
    select(privateApi(stack, 'One'));
    select(privateApi(stack, 'Two'));
    const template = Template.fromStack(stack);

    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs(SELECTOR, 2);
    const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties);
    expect(policies).toHaveLength(2);
    // One role, and in it the name tells them apart.
    expect(new Set(policies.map(({ PolicyName }) => PolicyName)).size).toBe(2);
    expect(policies.map((policy) => /"Ref":"(One|Two)/.exec(JSON.stringify(policy.PolicyDocument))![1])).toEqual(['One', 'Two']);
  });

  test('of nested stacks have a function in each', () => {
    const parent = providerStack();
    const nested = ['First', 'Second'].map((id) => new NestedStack(parent, id));
    nested.forEach((stack) => select(privateApi(stack, 'Api', 'vpce-03f6d2b1bb8d0f015')));

    nested.forEach((stack) => Template.fromStack(stack).hasResourceProperties(SELECTOR, {
      ServiceToken: { 'Fn::GetAtt': [Match.stringLikeRegexp('^PrivateApiDeploymentSelectorProvider'), 'Arn'] },
    }));
    Template.fromStack(parent).resourceCountIs('AWS::Lambda::Function', 0);
  });
});

test('turning it off makes a new deployment of the CDK\'s own', () => {
  const [without, withSelector] = [false, true].map((on) => {
    const stack = providerStack(new App());
    const api = privateApi(stack);
    if (on) {
      select(api);
    }
    return logicalIdOf(stack, DEPLOYMENT);
  });

  expect(withSelector).not.toBe(without);
});

test('it works in a stack that knows neither account nor Region', () => {
  const stack = new Stack(new App(), 'Agnostic');
  select(privateApi(stack));

  expect(only(stack, 'AWS::Lambda::Function').Runtime).toBe('nodejs22.x');
  expect(JSON.stringify(only(stack, 'AWS::IAM::Policy').PolicyDocument)).toContain('":apigateway:",{"Ref":"AWS::Region"},"::/restapis/"');
});
