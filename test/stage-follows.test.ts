import { App, CfnParameter, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { consumerStack, ENDPOINT_ID, logicalIdOf, only, petStore, providerStack, vpcOf } from './fixtures';
import { AllowedConsumer, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiConsumer, PrivateApiSource } from '../src';

// What the template must show, so that the stage enforces the policy with the values of now.

const DEPLOYMENT = 'AWS::ApiGateway::Deployment';
const REST_API = 'AWS::ApiGateway::RestApi';
const SELECTOR = 'Custom::PrivateApiDeployment';
const STAGE = 'AWS::ApiGateway::Stage';

const guardOf = (stack: Stack) => only(stack, REST_API).Policy.Statement[0];
const stageDeployment = (stack: Stack) => only(stack, STAGE).DeploymentId;

describe('a literal needs nothing but itself', () => {
  test.each<[string, (stack: Stack) => string]>([
    ['an id', () => ENDPOINT_ID],
    ['an SSM parameter with its version', (stack) => ssm.StringParameter.fromStringParameterAttributes(stack, 'P', { parameterName: '/x', version: 3 }).stringValue],
    ['a value that was looked up', (stack) => ssm.StringParameter.valueFromLookup(stack, '/x')],
  ])('%s', (_, make) => {
    const stack = providerStack();
    petStore(stack, { allowedVpcEndpointIds: [make(stack)] });

    expect(stageDeployment(stack)).toEqual({ Ref: logicalIdOf(stack, DEPLOYMENT) });
    expect(guardOf(stack)).not.toHaveProperty('Sid');
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('another version of an SSM parameter makes another deployment', () => {
    const deployment = (version: number) => {
      const stack = providerStack();
      petStore(stack, { allowedVpcEndpointIds: [ssm.StringParameter.fromStringParameterAttributes(stack, 'P', { parameterName: '/x', version }).stringValue] });
      return logicalIdOf(stack, DEPLOYMENT);
    };
    expect(deployment(4)).not.toBe(deployment(3));
  });
});

describe('an endpoint of the same app', () => {
  interface Setting { readonly cidr?: string; readonly policyRevision?: string; readonly privateDnsEnabled?: boolean }

  function both({ cidr = '10.0.0.0/16', policyRevision }: Setting = {}) {
    const app = new App();
    const network = consumerStack(app);
    const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network, { ipAddresses: ec2.IpAddresses.cidr(cidr) }) });
    const provider = providerStack(app);
    petStore(provider, { allowedConsumers: [AllowedConsumer.consumer(consumer, { name: 'orders' })], policyRevision });
    return { app, network, provider, consumer };
  }

  test('is allowed by what its own stack puts out, without a custom resource', () => {
    const { network, provider } = both();
    const id = guardOf(provider).Condition.StringNotEquals['aws:SourceVpce'];

    expect(id).toEqual({ 'Fn::GetStackOutput': expect.objectContaining({ StackName: 'Network' }) });
    expect(Template.fromStack(network).toJSON().Outputs[id['Fn::GetStackOutput'].OutputName].Value).toEqual({ Ref: logicalIdOf(network, 'AWS::EC2::VPCEndpoint') });
    Template.fromStack(provider).resourceCountIs(SELECTOR, 0);
  });

  test('is named in the query of the access log by the id that the policy has', () => {
    const { provider } = both();
    const [{ Value }] = Object.values(Template.fromStack(provider).findOutputs('*'));
    const [, parts] = Value['Fn::Join'] as [string, unknown[]];
    const at = parts.findIndex((part) => typeof part !== 'string');

    expect(parts[at]).toEqual(guardOf(provider).Condition.StringNotEquals['aws:SourceVpce']);
    expect(parts[at - 1]).toMatch(/vpceId = "$/);
    expect(parts[at + 1]).toMatch(/^", "orders"/);
  });

  test('that is replaced changes the policy of the API and its deployment', () => {
    const [before, after] = [both().provider, both({ cidr: '10.1.0.0/16' }).provider];

    expect(guardOf(after).Sid).not.toBe(guardOf(before).Sid);
    expect(logicalIdOf(after, DEPLOYMENT)).not.toBe(logicalIdOf(before, DEPLOYMENT));
  });

  test('that stays changes nothing', () => {
    expect(Template.fromStack(both().provider).toJSON()).toEqual(Template.fromStack(both().provider).toJSON());
  });

  test('is deployed before the API', () => {
    const { app } = both();

    expect(app.synth().getStackByName('Provider').dependencies.map(({ id }) => id)).toContain('Network');
  });

  test('cannot depend on the API too', () => {
    const { network, provider } = both();

    expect(() => network.addDependency(provider)).toThrow(/cyclic/);
  });

  test('may be in the API\'s own stack', () => {
    const stack = consumerStack();
    const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc: vpcOf(stack) });
    petStore(stack).allow(AllowedConsumer.vpcEndpoint(consumer));

    expect(guardOf(stack)).toMatchObject({
      Sid: expect.stringMatching(/^Revision/), Condition: { StringNotEquals: { 'aws:SourceVpce': { Ref: logicalIdOf(stack, 'AWS::EC2::VPCEndpoint') } } },
    });
  });

  test('a VPC is followed as well', () => {
    const app = new App();
    const network = consumerStack(app);
    const provider = providerStack(app);
    petStore(provider).allow(AllowedConsumer.vpc(vpcOf(network)));

    expect(guardOf(provider)).toMatchObject({ Sid: expect.stringMatching(/^Revision/), Condition: { StringNotEquals: { 'aws:SourceVpc': { 'Fn::GetStackOutput': expect.anything() } } } });
  });

  test('a role is followed as well', () => {
    const policyFor = (roleName: string) => {
      const stack = providerStack();
      const role = new iam.Role(stack, 'Role', { roleName, assumedBy: new iam.AccountRootPrincipal() });
      const api = new CrossAccountPrivateApi(stack, 'PetStore', { allowedConsumers: [AllowedConsumer.vpcEndpointId(ENDPOINT_ID, { principals: [role] })] });
      api.root.addMethod('GET', new apigateway.MockIntegration(), { authorizationType: apigateway.AuthorizationType.IAM });
      return only(stack, REST_API).Policy.Statement;
    };
    const [one, two] = [policyFor('one'), policyFor('two')];

    expect(one[1].Condition.ArnLike['aws:PrincipalArn']).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Role/), 'Arn'] });
    expect(two[0].Sid).not.toBe(one[0].Sid);
  });
});

describe('what changes outside of the template', () => {
  const parameter = (stack: Stack) => new CfnParameter(stack, 'Orders').valueAsString;
  const selectorOf = (stack: Stack) => Object.entries<any>(Template.fromStack(stack).findResources(SELECTOR));

  test.each<[string, (stack: Stack) => string]>([
    ['a parameter', parameter],
    ['an SSM parameter', (stack) => ssm.StringParameter.valueForStringParameter(stack, '/orders')],
  ])('%s: the stage is on what the selector answers, and the selector has the policy of the API', (_, make) => {
    const stack = providerStack();
    petStore(stack, { allowedVpcEndpointIds: [make(stack)] });
    const [[id, { Properties }]] = selectorOf(stack);

    expect(stageDeployment(stack)).toEqual({ Ref: id });
    expect(Properties.Policy).toEqual(only(stack, REST_API).Policy);
    expect(Properties.NativeDeploymentId).toEqual({ Ref: logicalIdOf(stack, DEPLOYMENT) });
  });

  test('is also followed when it is allowed later, by one selector for all', () => {
    const stack = providerStack();
    const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });
    expect(selectorOf(stack)).toHaveLength(0);

    const other = providerStack();
    const late = petStore(other, { allowedVpcEndpointIds: [ENDPOINT_ID] });
    late.allow(AllowedConsumer.vpcEndpointId(parameter(other)));
    late.allow(AllowedConsumer.vpcId(new CfnParameter(other, 'Vpc').valueAsString));
    expect(selectorOf(other)).toHaveLength(1);
    expect(stageDeployment(other)).toEqual({ Ref: selectorOf(other)[0][0] });
    expect(api.stageName).toBe(late.stageName);
  });

  test('turning it off makes a new deployment, because the last one is older than the values', () => {
    const deployment = (selected: boolean) => {
      const stack = providerStack();
      const id = parameter(stack);
      const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });
      if (selected) api.allow(AllowedConsumer.vpcEndpointId(id));
      return logicalIdOf(stack, DEPLOYMENT);
    };
    expect(deployment(true)).not.toBe(deployment(false));
  });

  test('in a nested stack', () => {
    const stack = providerStack();
    const nested = new NestedStack(stack, 'Nested');
    petStore(nested, { allowedVpcEndpointIds: [parameter(stack)] });

    expect(selectorOf(nested)).toHaveLength(1);
  });

  test('the association follows by the selector too', () => {
    const stack = providerStack();
    petStore(stack, { allowedVpcEndpointIds: [parameter(stack)], associateVpcEndpoints: true });

    expect(selectorOf(stack)[0][1].Properties.EndpointConfiguration).toMatchObject({ vpcEndpointIds: [{ Ref: 'Orders' }] });
  });

  const beta = (stack: Stack, deployment: apigateway.Deployment) => new apigateway.Stage(stack, 'Beta', { deployment, stageName: 'beta' });

  test.each(['before', 'after'])('is followed by each stage of the latest deployment, also one that is defined %s the selector', (when) => {
    const stack = providerStack();
    const id = parameter(stack);
    const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });
    if (when === 'before') beta(stack, api.restApi.latestDeployment!);
    api.allow(AllowedConsumer.vpcEndpointId(id));
    if (when === 'after') beta(stack, api.restApi.latestDeployment!);

    const stages = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Stage'));
    expect(stages.map(({ Properties }) => Properties.DeploymentId)).toEqual(Array(2).fill({ Ref: selectorOf(stack)[0][0] }));
  });

  test('fails for a stage of another deployment, which the selector does not move', () => {
    const app = new App();
    const stack = providerStack(app);
    const api = petStore(stack, { allowedVpcEndpointIds: [parameter(stack)] });
    beta(stack, new apigateway.Deployment(stack, 'Own', { api: api.restApi }));

    expect(() => app.synth()).toThrow('[Provider/PetStore] stage Provider/Beta/Resource must use a deployment that follows the policy, got Provider/Own/Resource, '
      + 'which does not follow the values of the allow-list that are known at deployment only; ');
  });

  test('fails for what cdk deploy would not see', () => {
    expect(() => petStore(providerStack(), { allowedVpcEndpointIds: [Fn.getStackOutput('Network', 'Endpoint').toString()] })).toThrow(
      /^\[Provider\/PetStore\] a value of \{known only at deploy: Fn::GetStackOutput:StackName:Network,OutputName:Endpoint\} must be a value that the stage can follow, got /,
    );
  });
});

describe('the policy revision', () => {
  const template = (policyRevision?: string) => {
    const stack = providerStack();
    petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID], policyRevision });
    return { deployment: logicalIdOf(stack, DEPLOYMENT), sid: guardOf(stack).Sid };
  };

  test('makes a new deployment when it changes', () => {
    const all = [template(), template('1'), template('2')];
    expect(new Set(all.map(({ deployment }) => deployment)).size).toBe(3);
    expect(all.map(({ sid }) => sid === undefined)).toEqual([true, false, false]);
  });
});

describe('other stages', () => {
  test('on the deployment of the API enforce the same policy', () => {
    const app = new App();
    const stack = providerStack(app);
    const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });
    new apigateway.Stage(stack, 'Beta', { deployment: api.restApi.latestDeployment!, stageName: 'beta' });

    expect(() => app.synth()).not.toThrow();
  });

  test('fail on a deployment that stays as it is', () => {
    const app = new App();
    const stack = providerStack(app);
    const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });
    new apigateway.CfnStage(stack, 'Old', { restApiId: api.restApiId, deploymentId: 'abc123', stageName: 'old' });

    expect(() => app.synth()).toThrow(/\[Provider\/PetStore\] .*Provider\/Old/);
  });
});

describe('an API from an OpenAPI document', () => {
  const definition = (get: object = {}) => apigateway.ApiDefinition.fromInline({
    openapi: '3.0.1', info: { title: 'Pets', version: '1' },
    paths: { '/pets': { get: { 'x-amazon-apigateway-integration': { type: 'mock' }, 'responses': {}, ...get } } },
  });

  test('is guarded, and its routes are compared', () => {
    const stack = providerStack();
    new CrossAccountPrivateApi(stack, 'PetStore', {
      api: PrivateApiSource.openApi(definition()), stageName: 'v1',
      allowedConsumers: [AllowedConsumer.vpcEndpointId(ENDPOINT_ID, { routes: ['GET /pets'] })],
    });

    expect(guardOf(stack)).toMatchObject({ Effect: 'Deny', Condition: { StringNotEquals: { 'aws:SourceVpce': ENDPOINT_ID } } });
    expect(only(stack, REST_API).Policy.Statement[1].Resource).toEqual(['execute-api:/v1/GET/pets', 'execute-api:/v1/GET/pets/']);
  });

  test('fails for a route that the document does not have', () => {
    const app = new App();
    new CrossAccountPrivateApi(providerStack(app), 'PetStore', {
      api: PrivateApiSource.openApi(definition()), allowedConsumers: [AllowedConsumer.vpcEndpointId(ENDPOINT_ID, { routes: ['GET /pet'] })],
    });

    expect(() => app.synth()).toThrow(`[Provider/PetStore] routes of ${ENDPOINT_ID} must match a method of the API, got "GET /pet"; the nearest one is "GET /pets"`);
  });

  test('fails for limits that need what AWS does not document, and takes them where that is accepted', () => {
    const define = (useUndocumentedNotResource?: boolean) => {
      const app = new App();
      new CrossAccountPrivateApi(providerStack(app), 'PetStore', {
        api: PrivateApiSource.openApi(definition({ 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } })), useUndocumentedNotResource,
        allowedConsumers: [AllowedConsumer.vpcEndpointId(ENDPOINT_ID, { routes: ['GET /pets'] })],
      });
      return app;
    };

    expect(() => define().synth()).toThrow('[Provider/PetStore] useUndocumentedNotResource must be true to limit the routes of');
    expect(() => define(true).synth()).not.toThrow();
  });

  test('fails where methods are added to its root', () => {
    const api = new CrossAccountPrivateApi(providerStack(), 'PetStore', { api: PrivateApiSource.openApi(definition()), allowedVpcEndpointIds: [ENDPOINT_ID] });

    expect(() => api.root).toThrow(/^\[Provider\/PetStore\] root /);
  });
});

describe('an API that was there before', () => {
  const existing = (stack: Stack) => {
    const restApi = new apigateway.RestApi(stack, 'Pets', {
      endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] }, deployOptions: { stageName: 'live' }, cloudWatchRole: false,
    });
    restApi.root.addMethod('GET', new apigateway.MockIntegration());
    return restApi;
  };

  test('is guarded, with its stage as it is', () => {
    const stack = providerStack();
    const restApi = existing(stack);
    const api = new CrossAccountPrivateApi(stack, 'Guard', { api: PrivateApiSource.existing(restApi), allowedVpcEndpointIds: [ENDPOINT_ID] });

    expect(guardOf(stack).Condition).toEqual({ StringNotEquals: { 'aws:SourceVpce': ENDPOINT_ID } });
    expect(api).toMatchObject({ restApi, stageName: 'live', accessLogGroup: undefined, root: restApi.root });
    expect(only(stack, STAGE)).toEqual({ DeploymentId: { Ref: logicalIdOf(stack, DEPLOYMENT) }, RestApiId: { Ref: logicalIdOf(stack, REST_API) }, StageName: 'live' });
  });

  test('takes associations if it has none', () => {
    const stack = providerStack();
    const api = new CrossAccountPrivateApi(stack, 'Guard', { api: PrivateApiSource.existing(existing(stack)), allowedVpcEndpointIds: [ENDPOINT_ID], associateVpcEndpoints: true });

    expect(only(stack, REST_API).EndpointConfiguration).toEqual({ Types: ['PRIVATE'], VpcEndpointIds: [ENDPOINT_ID] });
    expect(api.associatedVpcEndpointIds).toEqual([ENDPOINT_ID]);
  });

  test('fails where the construct is to name the stage or to log', () => {
    const stack = providerStack();
    const restApi = existing(stack);
    expect(() => new CrossAccountPrivateApi(stack, 'Guard', {
      api: PrivateApiSource.existing(restApi), allowedVpcEndpointIds: [ENDPOINT_ID], stageName: 'v1', accessLog: PrivateApiAccessLog.cloudWatch(),
    })).toThrow(/^\[Provider\/Guard\] stageName must .*\naccessLog must .*$/);
  });
});

test('a limited consumer is warned about where nobody knows the methods', () => {
  const app = new App();
  const stack = providerStack(app);
  const api = petStore(stack, { allowedConsumers: [AllowedConsumer.vpcEndpointId(ENDPOINT_ID, { name: 'orders', sourceCidrs: ['10.0.0.0/8'], routes: ['GET /pets'] })], useUndocumentedNotResource: true });
  new apigateway.CfnMethod(stack, 'Other', { restApiId: api.restApiId, resourceId: 'abc', httpMethod: 'GET' });

  const messages = app.synth().getStackByName('Provider').messages.map(({ entry }) => entry.data as string);
  expect(messages).toEqual([expect.stringMatching(
    /^the methods of the API should be known at synthesis, got some that are not: Provider\/Other is a method that was not added to the API's own construct; compare them yourself with what vpce-\w+ \(orders\) may call \[ack: cdk-cross-account-private-api:methodsUnreadable\]$/,
  )]);
});

test('a cache is warned about, because callers can renew it', () => {
  const messagesFor = (cacheClusterEnabled: boolean) => {
    const app = new App();
    petStore(providerStack(app), { allowedVpcEndpointIds: [ENDPOINT_ID], api: PrivateApiSource.code({ deployOptions: { cacheClusterEnabled } }) });
    return app.synth().getStackByName('Provider').messages.map(({ entry }) => entry.data);
  };

  expect(messagesFor(false)).toEqual([]);
  expect(messagesFor(true)).toEqual([
    'stage Provider/PetStore/Resource/DeploymentStage.prod/Resource should require authorization to renew its cache, got a cache without; every caller on the '
    + 'allow-list can renew entries by "Cache-Control: max-age=0" until you switch that on for the stage, in the console or by UpdateStage '
    + '[ack: cdk-cross-account-private-api:cacheCanBeRenewed]',
  ]);
});

describe('what is resolved before the API is complete does not stay', () => {
  const resolveEarly = (stack: Stack, api: CrossAccountPrivateApi) =>
    stack.resolve([(api.node.defaultChild as apigateway.CfnRestApi).policy, (api.node.defaultChild as apigateway.CfnRestApi).endpointConfiguration]);

  test('a consumer that is allowed later is on the list', () => {
    const stack = providerStack();
    const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID], associateVpcEndpoints: true });
    resolveEarly(stack, api);
    api.allow(AllowedConsumer.vpcEndpointId('vpce-0bbbbbbbbbbbbbbbb', { name: 'late' }));

    expect(guardOf(stack).Condition.StringNotEquals['aws:SourceVpce']).toEqual([ENDPOINT_ID, 'vpce-0bbbbbbbbbbbbbbbb']);
    expect(only(stack, REST_API).EndpointConfiguration.VpcEndpointIds).toEqual([ENDPOINT_ID, 'vpce-0bbbbbbbbbbbbbbbb']);
    expect(Object.values(Template.fromStack(stack).findOutputs('*')).map(({ Value }) => Value).join()).toContain('late');
  });

  test('a method that is added later has its limits', () => {
    const stack = providerStack();
    const api = petStore(stack, { allowedConsumers: [AllowedConsumer.vpcEndpointId(ENDPOINT_ID, { sourceCidrs: ['10.0.0.0/8'] })] });
    resolveEarly(stack, api);
    api.root.addMethod('POST', new apigateway.MockIntegration(), { authorizationType: apigateway.AuthorizationType.IAM });

    expect(only(stack, REST_API).Policy.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Deny')).toHaveLength(2);
  });

  test('a second synthesis has what came after the first', () => {
    const app = new App();
    const stack = providerStack(app);
    const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });
    const idsIn = () => {
      const { Resources } = app.synth({ force: true }).getStackByName('Provider').template;
      return Object.values<any>(Resources).find(({ Type }) => Type === REST_API).Properties.Policy.Statement[0].Condition.StringNotEquals['aws:SourceVpce'];
    };
    expect(idsIn()).toBe(ENDPOINT_ID);
    api.allow(AllowedConsumer.vpcEndpointId('vpce-0bbbbbbbbbbbbbbbb'));
    expect(idsIn()).toEqual([ENDPOINT_ID, 'vpce-0bbbbbbbbbbbbbbbb']);
  });
});
