import { App, CfnElement, CfnParameter, Lazy, Resource, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesisfirehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ENDPOINT_ID, OTHER_ENDPOINT_ID, messagesOf, only, providerStack } from './fixtures';
import { PrivateApiSource } from '../src';
import type { ApiRequest, BoundApi } from '../src/private/bound-api';

const REST_API = 'AWS::ApiGateway::RestApi';
const DEPLOYMENT = 'AWS::ApiGateway::Deployment';
const STAGE = 'AWS::ApiGateway::Stage';
const MOCK = new apigateway.MockIntegration();
const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 'execute-api:*', Resource: 'execute-api:/*' }] };
const DOCUMENT = { openapi: '3.0.1', paths: { '/pets': { get: {} } } };

/** A construct that guards an API, as far as its source goes. */
class Guard extends Resource {
  public readonly bound: BoundApi;
  private readonly policy = Lazy.any({ produce: () => POLICY });

  constructor(scope: Stack, id: string, source: PrivateApiSource, request: Partial<ApiRequest> = {}) {
    super(scope, id);
    this.bound = source._bind(this, { id, ...request });
    this.bound.resource.policy = this.policy;
  }

  public problems(selectedDeploymentId?: string): string[] {
    return this.bound.problems(this.policy, selectedDeploymentId);
  }
}

function guard(source: PrivateApiSource, request: Partial<ApiRequest> = {}, stack = providerStack()): Guard {
  const made = new Guard(stack, 'PetStore', source, request);
  if ('resource' in made.bound.root) made.bound.root.resource.addMethod('GET', MOCK);
  return made;
}

const inline = (document: object) => apigateway.ApiDefinition.fromInline(document);

describe('an API of code', () => {
  test('is private, with its own stage, and nothing else', () => {
    const { stack } = guard(PrivateApiSource.code());

    expect(only(stack, REST_API)).toEqual({ Name: 'PetStore', EndpointConfiguration: { Types: ['PRIVATE'] }, Policy: POLICY });
    expect(only(stack, STAGE)).toEqual({ StageName: 'prod', RestApiId: expect.anything(), DeploymentId: expect.anything() });
    expect(Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type).sort())
      .toEqual([DEPLOYMENT, 'AWS::ApiGateway::Method', REST_API, STAGE]);
    expect(Template.fromStack(stack).findOutputs('*')).toEqual({});
  });

  test('has the options that it is given', () => {
    const { stack } = guard(PrivateApiSource.code({
      restApiName: 'pets',
      description: 'All pets',
      defaultIntegration: new apigateway.HttpIntegration('https://example.com'),
      defaultMethodOptions: { authorizationType: apigateway.AuthorizationType.IAM },
      defaultCorsPreflightOptions: { allowOrigins: ['https://example.com'] },
      deployOptions: { tracingEnabled: true, throttlingRateLimit: 10, variables: { color: 'blue' } },
      securityPolicy: apigateway.SecurityPolicy.TLS13_1_3_2025_09,
      endpointAccessMode: apigateway.EndpointAccessMode.BASIC,
      disableExecuteApiEndpoint: true,
    }), { stageName: 'v1' });

    expect(only(stack, REST_API)).toMatchObject({
      Name: 'pets', Description: 'All pets', SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09', EndpointAccessMode: 'BASIC', DisableExecuteApiEndpoint: true,
    });
    expect(only(stack, STAGE)).toMatchObject({
      StageName: 'v1', TracingEnabled: true, Variables: { color: 'blue' }, MethodSettings: [{ ThrottlingRateLimit: 10 }],
    });
    const methods = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Method')).map(({ Properties }) => Properties);
    expect(methods).toEqual(expect.arrayContaining([
      expect.objectContaining({ HttpMethod: 'OPTIONS', AuthorizationType: 'NONE' }),
      expect.objectContaining({ HttpMethod: 'GET', AuthorizationType: 'AWS_IAM' }),
    ]));
  });

  test('tells its construct what it is', () => {
    const { bound, stack } = guard(PrivateApiSource.code(), { stageName: 'v1' });

    expect(bound.restApi).toBeInstanceOf(apigateway.RestApi);
    expect(bound.root).toEqual({ resource: bound.restApi.root });
    expect(bound.stageName).toBe('v1');
    expect(bound.endpointAccessMode).toBeUndefined();
    expect(bound.vpcEndpointIds).toEqual([]);
    expect(bound.methods()).toEqual({ methods: [{ path: '/', httpMethod: 'GET', authorizationType: 'NONE' }] });
    expect(bound.addedStatements()).toEqual([]);
    expect(messagesOf(stack)).toEqual([]);
  });

  test('can be used for two constructs', () => {
    const stack = providerStack();
    const source = PrivateApiSource.code();
    const [one, other] = [new Guard(stack, 'One', source), new Guard(stack, 'Other', source)];

    expect(one.bound.resource).not.toBe(other.bound.resource);
    expect(source._isExisting).toBe(false);
  });

  test('takes the access log and the associations of its construct', () => {
    const stack = providerStack();
    const stream = new kinesisfirehose.CfnDeliveryStream(stack, 'Stream', { deliveryStreamName: 'amazon-apigateway-pets' });
    const { bound } = guard(PrivateApiSource.code(), {
      accessLogDestination: new apigateway.FirehoseLogDestination(stream),
      accessLogFormat: apigateway.AccessLogFormat.custom('$context.requestId'),
      vpcEndpointIds: [ENDPOINT_ID],
    }, stack);

    expect(only(stack, STAGE).AccessLogSetting).toEqual({ DestinationArn: { 'Fn::GetAtt': ['Stream', 'Arn'] }, Format: '$context.requestId' });
    expect(only(stack, REST_API).EndpointConfiguration).toEqual({ Types: ['PRIVATE'], VpcEndpointIds: [ENDPOINT_ID] });
    expect(bound.vpcEndpointIds).toEqual([ENDPOINT_ID]);
  });

  test('takes associations that only the deployment knows', () => {
    const stack = providerStack();
    guard(PrivateApiSource.code(), { vpcEndpointIds: new CfnParameter(stack, 'Ids', { type: 'CommaDelimitedList' }).valueAsList }, stack);

    expect(only(stack, REST_API).EndpointConfiguration.VpcEndpointIds).toEqual({ Ref: 'Ids' });
  });

  test('is refused with every problem of its options before anything is defined', () => {
    const stack = providerStack();

    expect(() => new Guard(stack, 'PetStore', PrivateApiSource.code({
      deployOptions: { stageName: 'v1' }, securityPolicy: apigateway.SecurityPolicy.TLS13_1_3_2025_09,
    }))).toThrow(new Error([
      '[Provider/PetStore] deployOptions must leave stageName to the construct, got "stageName"; set stageName of the construct instead',
      'endpointAccessMode must be given with securityPolicy "SecurityPolicy_TLS13_1_3_2025_09", got none; '
      + 'choose BASIC, which every address of the API works with, or STRICT',
    ].join('\n')));
    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });

  test('warns of the strict access mode and of the missing default endpoint', () => {
    const { stack, bound } = guard(PrivateApiSource.code({
      securityPolicy: apigateway.SecurityPolicy.TLS13_1_3_2025_09,
      endpointAccessMode: apigateway.EndpointAccessMode.STRICT,
      disableExecuteApiEndpoint: true,
    }));

    expect(bound.endpointAccessMode).toBe('STRICT');
    expect(messagesOf(stack)).toEqual([
      expect.stringMatching(/^warning: endpointAccessMode STRICT admits no request .*\[ack: cdk-cross-account-private-api:strictAccessMode\]$/),
      expect.stringMatching(/^warning: disableExecuteApiEndpoint makes the API answer 403 .*\[ack: cdk-cross-account-private-api:defaultEndpointDisabled\]$/),
    ]);
  });
});

describe('an API of a document', () => {
  test('is private, with its own stage, and nothing else', () => {
    const { stack } = guard(PrivateApiSource.openApi(inline(DOCUMENT)));

    expect(only(stack, REST_API)).toEqual({ Name: 'PetStore', EndpointConfiguration: { Types: ['PRIVATE'] }, Policy: POLICY, Body: DOCUMENT });
    expect(only(stack, STAGE)).toEqual({ StageName: 'prod', RestApiId: expect.anything(), DeploymentId: expect.anything() });
    expect(Object.keys(Template.fromStack(stack).toJSON().Resources as object)).toHaveLength(3);
    expect(Template.fromStack(stack).findOutputs('*')).toEqual({});
    expect(messagesOf(stack)).toEqual([]);
  });

  test('has the options that it is given', () => {
    const { stack } = guard(PrivateApiSource.openApi(inline(DOCUMENT), {
      restApiName: 'pets',
      deployOptions: { tracingEnabled: true },
      securityPolicy: apigateway.SecurityPolicy.TLS13_1_3_2025_09,
      endpointAccessMode: apigateway.EndpointAccessMode.BASIC,
      disableExecuteApiEndpoint: false,
    }), { stageName: 'v1', vpcEndpointIds: [ENDPOINT_ID] });

    expect(only(stack, REST_API)).toMatchObject({
      Name: 'pets',
      SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09',
      EndpointAccessMode: 'BASIC',
      DisableExecuteApiEndpoint: false,
      EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: [ENDPOINT_ID] },
    });
    expect(only(stack, STAGE)).toMatchObject({ StageName: 'v1', TracingEnabled: true });
  });

  test('tells its construct what it is', () => {
    const { bound } = guard(PrivateApiSource.openApi(inline({
      'swagger': '2.0', 'paths': DOCUMENT.paths, 'x-amazon-apigateway-endpoint-configuration': { vpcEndpointIds: [OTHER_ENDPOINT_ID] },
    })), { vpcEndpointIds: [ENDPOINT_ID] });

    expect(bound.restApi).toBeInstanceOf(apigateway.SpecRestApi);
    expect(bound.root).toEqual({
      reason: 'root must be of an API of constructs, got one of an OpenAPI document; add the method to the document, because that of a construct would mix with it',
    });
    expect(bound.methods()).toEqual({ methods: [{ path: '/pets', httpMethod: 'GET', authorizationType: 'NONE' }] });
    expect(bound.vpcEndpointIds).toEqual([ENDPOINT_ID, OTHER_ENDPOINT_ID]);
  });

  test('a changed policy makes a new deployment', () => {
    const deploymentOf = (policy: object) => {
      const made = guard(PrivateApiSource.openApi(inline(DOCUMENT)));
      made.bound.resource.policy = policy;
      return Object.keys(Template.fromStack(made.stack).findResources(DEPLOYMENT));
    };

    expect(deploymentOf({ Statement: ['a'] })).not.toEqual(deploymentOf({ Statement: ['b'] }));
  });

  test('is refused with every problem of its document and its options before anything is defined', () => {
    const stack = providerStack();
    const document = { ...DOCUMENT, 'x-amazon-apigateway-policy': POLICY, 'servers': [{ 'x-amazon-apigateway-endpoint-configuration': { types: ['EDGE'] } }] };

    expect(() => new Guard(stack, 'PetStore', PrivateApiSource.openApi(inline(document), { deployOptions: { stageName: 'v1' } }))).toThrow(new Error([
      '[Provider/PetStore] deployOptions must leave stageName to the construct, got "stageName"; set stageName of the construct instead',
      'definition must leave the policy to the allow-list, got "x-amazon-apigateway-policy"; put its callers on the allow-list and remove it',
      'definition must have the endpoint type PRIVATE, got x-amazon-apigateway-endpoint-configuration {"types":["EDGE"]}; '
      + 'leave it out: the construct makes the API private',
    ].join('\n')));
    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });

  test('is refused for a policy that a token hides', () => {
    const hidden = Lazy.any({ produce: () => POLICY });

    expect(() => guard(PrivateApiSource.openApi(inline({ ...DOCUMENT, 'x-amazon-apigateway-policy': hidden }))))
      .toThrow('definition must leave the policy to the allow-list');
  });

  test('is refused for a policy that a definition of another class holds', () => {
    class Own extends apigateway.ApiDefinition {
      public bind() {
        return { inlineDefinition: { ...DOCUMENT, 'x-amazon-apigateway-policy': POLICY } };
      }
    }

    expect(() => guard(PrivateApiSource.openApi(new Own()))).toThrow('definition must leave the policy to the allow-list');
  });

  test.each<[string, (stack: Stack) => apigateway.ApiDefinition]>([
    ['a file', () => apigateway.ApiDefinition.fromAsset('package.json')],
    ['a bucket', (stack) => apigateway.ApiDefinition.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'), 'key')],
    ['an include', () => inline({ 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/key' } } })],
  ])('is warned about if %s holds it', (_what, definition) => {
    const stack = providerStack();
    const { bound } = guard(PrivateApiSource.openApi(definition(stack)), {}, stack);

    expect(bound.methods()).toEqual({ unreadable: [expect.stringMatching(/^Provider\/PetStore\/Resource\/Resource has a document /)] });
    expect(messagesOf(stack)).toEqual([
      expect.stringMatching(/^warning: definition should be an inline OpenAPI document .*\[ack: cdk-cross-account-private-api:definitionNotRead\]$/),
    ]);
  });

  test('is warned about if its document switches the default endpoint off', () => {
    const { stack } = guard(PrivateApiSource.openApi(inline({ ...DOCUMENT, servers: [{ 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true } }] })));

    expect(messagesOf(stack)).toEqual([expect.stringContaining('defaultEndpointDisabled')]);
  });

  test('is warned about if its security is at the root only', () => {
    const { stack } = guard(PrivateApiSource.openApi(inline({ ...DOCUMENT, security: [{ token: [] }] })));

    expect(messagesOf(stack)).toEqual([expect.stringContaining('rootSecurityIgnored')]);
  });
});

const PRIVATE = { endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] }, cloudWatchRole: false };

const KINDS: [string, (stack: Stack) => apigateway.RestApiBase][] = [
  ['a RestApi', (stack) => {
    const api = new apigateway.RestApi(stack, 'Api', { ...PRIVATE, deployOptions: { stageName: 'v1' } });
    api.root.addResource('pets').addMethod('GET', MOCK);
    return api;
  }],
  ['a SpecRestApi', (stack) => new apigateway.SpecRestApi(stack, 'Api', {
    ...PRIVATE, apiDefinition: inline(DOCUMENT), deployOptions: { stageName: 'v1' },
  })],
  ['a LambdaRestApi', (stack) => new apigateway.LambdaRestApi(stack, 'Api', {
    ...PRIVATE, handler: lambda.Function.fromFunctionName(stack, 'Handler', 'pets'), deployOptions: { stageName: 'v1' },
  })],
  ['a StepFunctionsRestApi', (stack) => new apigateway.StepFunctionsRestApi(stack, 'Api', {
    ...PRIVATE, stateMachine: new sfn.StateMachine(stack, 'Machine', {
      definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')), stateMachineType: sfn.StateMachineType.EXPRESS,
    }), deployOptions: { stageName: 'v1' },
  })],
];

describe('an existing API', () => {
  const existing = (api: apigateway.RestApiBase, request: Partial<ApiRequest> = {}, stack = Stack.of(api)) =>
    new Guard(stack, 'Guard', PrivateApiSource.existing(api), request);

  /** The template with the deployment's id put in a fixed place. */
  function templateOf(stack: Stack): { deploymentId: string; template: Record<string, any> } {
    const template = Template.fromStack(stack);
    const [deploymentId, ...others] = Object.keys(template.findResources(DEPLOYMENT));
    expect(others).toEqual([]);
    return { deploymentId, template: JSON.parse(JSON.stringify(template.toJSON()).replaceAll(deploymentId, 'Deployment')) };
  }

  test.each(KINDS)('%s: nothing but the policy and the id of the deployment changes', (_what, define) => {
    const [before, after] = [providerStack(), providerStack()];
    define(before);
    const { bound } = existing(define(after));

    const was = templateOf(before);
    const is = templateOf(after);
    const apiId: string = after.resolve(bound.resource.logicalId);

    expect(is.template.Resources[apiId].Properties.Policy).toEqual(POLICY);
    delete is.template.Resources[apiId].Properties.Policy;
    expect(is.template).toEqual(was.template);
    expect(is.deploymentId).not.toBe(was.deploymentId);
    expect(is.deploymentId.slice(0, -32)).toBe(was.deploymentId.slice(0, -32));
  });

  test.each(KINDS)('%s tells its construct what it is', (what, define) => {
    const api = define(providerStack());
    const made = existing(api);
    const { bound, stack } = made;

    expect(bound.restApi).toBe(api);
    expect(bound.resource).toBe(api.node.defaultChild);
    expect(bound.stageName).toBe('v1');
    expect('resource' in bound.root).toBe(what !== 'a SpecRestApi');
    expect('methods' in bound.methods()).toBe(true);
    expect(messagesOf(stack)).toEqual([]);
    expect(made.problems()).toEqual([]);
  });

  test('says so', () => {
    expect(PrivateApiSource.existing(KINDS[0][1](providerStack()))._isExisting).toBe(true);
  });

  test('tells its access mode and its associations, and warns as if it were new', () => {
    const stack = providerStack();
    const api = new apigateway.RestApi(stack, 'Api', {
      endpointConfiguration: {
        types: [apigateway.EndpointType.PRIVATE],
        vpcEndpoints: [ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Endpoint', { vpcEndpointId: ENDPOINT_ID, port: 443 })],
      },
      disableExecuteApiEndpoint: true,
      cloudWatchRole: false,
    });
    (api.node.defaultChild as apigateway.CfnRestApi).endpointAccessMode = 'STRICT';
    api.root.addMethod('GET', MOCK);
    const { bound } = existing(api);

    expect(bound.endpointAccessMode).toBe('STRICT');
    expect(bound.vpcEndpointIds).toEqual([ENDPOINT_ID]);
    expect(messagesOf(stack).map((message) => /\[ack: .*:(\w+)\]/.exec(message)![1])).toEqual(['strictAccessMode', 'defaultEndpointDisabled']);
  });

  test('can be associated with endpoints', () => {
    const { stack } = existing(KINDS[0][1](providerStack()), { vpcEndpointIds: [ENDPOINT_ID] });

    expect(only(stack, REST_API).EndpointConfiguration).toEqual({ Types: ['PRIVATE'], VpcEndpointIds: [ENDPOINT_ID] });
  });

  const restApi = (props: apigateway.RestApiProps = {}) => (stack: Stack) => new apigateway.RestApi(stack, 'Api', { ...PRIVATE, ...props });
  const policy = new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['a:B'], resources: ['*'] })] });

  test.each<[string, (stack: Stack) => apigateway.RestApiBase, Partial<ApiRequest>, string]>([
    ['is imported by its id', (stack) => apigateway.RestApi.fromRestApiId(stack, 'Api', '6r6oaqtr37') as apigateway.RestApiBase, {},
      'api must be a RestApi or SpecRestApi that this app defines, got Provider/Api, which is imported or of another class; guard it in the app that defines it'],
    ['is imported by its attributes',
      (stack) => apigateway.RestApi.fromRestApiAttributes(stack, 'Api', { restApiId: '6r6oaqtr37', rootResourceId: 'r' }) as apigateway.RestApiBase, {},
      'api must be a RestApi or SpecRestApi that this app defines, got Provider/Api, which is imported or of another class; guard it in the app that defines it'],
    ['has another default child', (stack) => {
      const api = restApi()(stack);
      api.node.defaultChild = undefined;
      api.node.tryRemoveChild('Resource');
      return api;
    }, {}, 'api must be a RestApi or SpecRestApi that this app defines, got Provider/Api, which is imported or of another class; guard it in the app that defines it'],
    ['is regional', restApi({ endpointConfiguration: { types: [apigateway.EndpointType.REGIONAL] } }), {},
      'api must have the endpoint type PRIVATE, got ["REGIONAL"] of Provider/Api; set its endpointConfiguration, '
      + 'and expect that only callers behind an interface endpoint reach it then'],
    ['is edge-optimized', restApi({ endpointConfiguration: undefined }), {},
      'api must have the endpoint type PRIVATE, got none of Provider/Api; set its endpointConfiguration, '
      + 'and expect that only callers behind an interface endpoint reach it then'],
    ['has a policy', restApi({ policy }), {},
      'api must have no policy of its own, got one of Provider/Api; put its callers on the allow-list, and remove the policy in the same deploy'],
    ['got a statement', (stack) => {
      const api = restApi()(stack);
      api.addToResourcePolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['a:B'], resources: ['*'] }));
      return api;
    }, {}, 'api must have no policy of its own, got one of Provider/Api; put its callers on the allow-list, and remove the policy in the same deploy'],
    ['does not deploy', restApi({ deploy: false }), {},
      'api must make its own deployments, got Provider/Api with deploy: false; leave deploy out, because that deployment follows every change of the policy'],
    ['has a stage of another app', (stack) => {
      const api = restApi()(stack);
      api.deploymentStage = apigateway.Stage.fromStageAttributes(stack, 'Stage', { restApi: api, stageName: 'v1' }) as apigateway.Stage;
      return api;
    }, {}, 'api must have a stage of this app, got Provider/Api whose deploymentStage is none; leave deploymentStage as the RestApi sets it'],
    ['has a stage whose name is a token', restApi({ deployOptions: { stageName: Token.asString({ Ref: 'Name' }) } }), {},
      'api must have a stage whose name is known when the app is synthesized, got a token as the name of the stage of Provider/Api; write the name itself'],
    ['is given a stage name', restApi(), { stageName: 'prod' },
      'stageName must be left out for an existing API, got "prod"; the stage keeps its name, which deployOptions of Provider/Api set'],
    ['is given the destination of an access log', restApi(), { accessLogDestination: { bind: () => ({ destinationArn: 'arn' }) } },
      'accessLog must be left out for an existing API, got one; the stage keeps its own, which deployOptions of Provider/Api set'],
    ['is given the format of an access log', restApi(), { accessLogFormat: apigateway.AccessLogFormat.clf() },
      'accessLog must be left out for an existing API, got one; the stage keeps its own, which deployOptions of Provider/Api set'],
    ['has a policy in its document', (stack) => new apigateway.SpecRestApi(stack, 'Api', {
      ...PRIVATE, apiDefinition: inline({ ...DOCUMENT, 'x-amazon-apigateway-policy': POLICY }),
    }), {}, 'definition must leave the policy to the allow-list, got "x-amazon-apigateway-policy"; put its callers on the allow-list and remove it'],
  ])('that %s is refused', (_what, define, request, problem) => {
    const api = define(providerStack());

    expect(() => existing(api, request)).toThrow(new Error(`[Provider/Guard] ${problem}`));
  });

  test('that has associations is not given others', () => {
    const stack = providerStack();
    const api = restApi()(stack);
    (api.node.defaultChild as apigateway.CfnRestApi).endpointConfiguration = { types: ['PRIVATE'], vpcEndpointIds: [ENDPOINT_ID] };

    expect(() => existing(api, { vpcEndpointIds: [OTHER_ENDPOINT_ID] })).toThrow(
      'associateVpcEndpoints must be left out for an API that has associations, got some beside those of Provider/Api; add them to its endpointConfiguration');
  });

  test('whose endpoint configuration is lazy is read', () => {
    const stack = providerStack();
    const api = restApi()(stack);
    (api.node.defaultChild as apigateway.CfnRestApi).endpointConfiguration = Lazy.any({ produce: () => ({ types: ['PRIVATE'] }) });

    expect(existing(api).bound.vpcEndpointIds).toEqual([]);
  });

  test('of another stack is refused', () => {
    const app = new App();
    const api = restApi()(providerStack(app));

    expect(() => existing(api, {}, new Stack(app, 'Other'))).toThrow(new Error(
      '[Other/Guard] api must be in the stack of its guard, "Other", got Provider/Api in "Provider"; define the guard in the stack of the API'));
  });

  test('that has a guard is refused', () => {
    const stack = providerStack();
    const first = new Guard(stack, 'First', PrivateApiSource.code());
    const message = 'api must be guarded once, got Provider/First/Resource, which Provider/First guards; call allow() of that one';

    expect(() => existing(first.bound.restApi)).toThrow(message);

    const api = restApi()(stack);
    const source = PrivateApiSource.existing(api);
    new Guard(stack, 'Second', source);

    expect(() => new Guard(stack, 'Third', source)).toThrow(
      'api must be guarded once, got Provider/Api, which Provider/Second guards; call allow() of that one');
  });

  test('a refused API is as it was', () => {
    const stack = providerStack();
    const api = KINDS[0][1](stack);
    const ids = () => stack.node.findAll().filter(CfnElement.isCfnElement).map((element) => element.node.path);
    const before = ids();

    expect(() => existing(api, { stageName: 'v1' })).toThrow();
    expect(ids()).toEqual(before);
    expect(only(stack, REST_API).Policy).toBeUndefined();
  });
});

describe('what is found at synthesis', () => {
  const stray = (api: apigateway.RestApiBase) => new apigateway.CfnStage(Stack.of(api), 'Stray', { restApiId: api.restApiId, deploymentId: 'abc123' });
  const STRAY = 'stage Provider/Stray must use a deployment that follows the policy, got "abc123", which is no deployment construct of this app; '
    + 'define it with apigateway.Stage and the latestDeployment of the API, or remove it';

  test('nothing, if nobody did anything', () => {
    expect(guard(PrivateApiSource.code()).problems()).toEqual([]);
    expect(guard(PrivateApiSource.openApi(inline(DOCUMENT))).problems()).toEqual([]);
  });

  test('a changed policy, an added Allow, another type of endpoint and a stage that does not follow', () => {
    const made = guard(PrivateApiSource.code());
    made.bound.resource.policy = POLICY;
    made.bound.restApi.addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['a:B'], resources: ['*'] }));
    made.bound.resource.endpointConfiguration = { types: ['REGIONAL'] };
    stray(made.bound.restApi);

    expect(made.problems()).toEqual([
      expect.stringMatching(/^policy of Provider\/PetStore\/Resource\/Resource must be the one of the allow-list/),
      expect.stringMatching(/^statements that are added to Provider\/PetStore\/Resource\/Resource must deny/),
      expect.stringMatching(/^endpointConfiguration of Provider\/PetStore\/Resource\/Resource must have the type PRIVATE, got \["REGIONAL"\]/),
      STRAY,
    ]);
  });

  test('a policy that the document got later', () => {
    const made = guard(PrivateApiSource.openApi(inline(DOCUMENT)));
    made.bound.resource.body = { ...DOCUMENT, 'x-amazon-apigateway-policy': POLICY };

    expect(made.problems()).toEqual([
      'definition must leave the policy to the allow-list, got "x-amazon-apigateway-policy"; put its callers on the allow-list and remove it',
    ]);
  });

  test('a stage that may be of the API', () => {
    const made = guard(PrivateApiSource.code());

    expect(made.bound.warnings()).toEqual([]);

    new apigateway.CfnStage(made.stack, 'Stray', { restApiId: '6r6oaqtr37' });

    expect(made.bound.warnings()).toEqual([{ id: 'stageOfUnknownApi', message: expect.stringMatching(/^stage Provider\/Stray should be of an API/) }]);
    expect(made.problems()).toEqual([]);
  });

  test('a stage that does not have the selected deployment', () => {
    const made = guard(PrivateApiSource.code());
    const selected = Token.asString({ Ref: 'Selector' });

    expect(made.problems(selected)).toEqual([expect.stringMatching(/^stage Provider\/PetStore\/Resource\/DeploymentStage.prod\/Resource must use a deployment/)]);

    (made.bound.restApi.deploymentStage.node.defaultChild as apigateway.CfnStage).deploymentId = selected;

    expect(made.problems(selected)).toEqual([]);
  });

  test('a Deny that was added is told to the construct', () => {
    const made = guard(PrivateApiSource.code());
    made.bound.restApi.addToResourcePolicy(new iam.PolicyStatement({
      effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*'],
    }));

    expect(made.bound.addedStatements()).toEqual([
      { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
    ]);
    expect(made.problems()).toEqual([]);
  });
});
