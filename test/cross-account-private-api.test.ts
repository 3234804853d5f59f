import { App, Aspects, CfnParameter, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as fc from 'fast-check';
import {
  consumerStack, CONSUMER_ACCOUNT, decide, ENDPOINT_ID, logicalIdOf, only, OTHER_ENDPOINT_ID, OTHER_REGION, petStore, PROVIDER_ACCOUNT,
  providerStack, REGION, remotePetStore, REST_API_ID, VPC_ID,
} from './fixtures';
import { AllowedConsumer, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiSource } from '../src';

const REST_API = 'AWS::ApiGateway::RestApi';
const DEPLOYMENT = 'AWS::ApiGateway::Deployment';
const STAGE = 'AWS::ApiGateway::Stage';

const policyOf = (stack: Stack) => only(stack, REST_API).Policy;

describe('what it defines', () => {
  test('a private REST API with a policy, a deployment and a stage', () => {
    const stack = providerStack();
    petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID], stageName: 'v1' });

    expect(only(stack, REST_API)).toMatchObject({ Name: 'PetStore', EndpointConfiguration: { Types: ['PRIVATE'] } });
    Template.fromStack(stack).hasResourceProperties(STAGE, { StageName: 'v1', DeploymentId: { Ref: logicalIdOf(stack, DEPLOYMENT) } });
  });

  test('only the listed endpoint can call', () => {
    const stack = providerStack();
    petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });

    expect(decide(policyOf(stack), { 'aws:SourceVpce': ENDPOINT_ID })).toBe('allow');
    expect(decide(policyOf(stack), { 'aws:SourceVpce': OTHER_ENDPOINT_ID })).toBe('explicitDeny');
    expect(decide(policyOf(stack), {})).toBe('explicitDeny');
  });

  test('properties and allow() add up', () => {
    const stack = providerStack();
    const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID], allowedConsumers: [AllowedConsumer.vpcEndpointId(OTHER_ENDPOINT_ID)] });
    api.allow(AllowedConsumer.vpcId(VPC_ID));

    expect(policyOf(stack).Statement[0].Condition).toEqual({
      StringNotEquals: { 'aws:SourceVpc': VPC_ID, 'aws:SourceVpce': [ENDPOINT_ID, OTHER_ENDPOINT_ID] },
    });
  });

  test('the stage is called prod unless it has a name', () => {
    const stack = providerStack();
    const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });

    expect(api.stageName).toBe('prod');
    expect(only(stack, STAGE).StageName).toBe('prod');
  });

  test('the source says what the API is like', () => {
    const stack = providerStack();
    petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID], api: PrivateApiSource.code({ restApiName: 'pets', description: 'All pets' }) });

    expect(only(stack, REST_API)).toMatchObject({ Name: 'pets', Description: 'All pets' });
  });

  test('an access log of its own, and a query that shows consumers by name', () => {
    const stack = providerStack();
    const api = petStore(stack, { allowedConsumers: [AllowedConsumer.vpcEndpointId(ENDPOINT_ID, { name: 'orders' })] });

    expect(stack.resolve(api.accessLogGroup!.logGroupRef.logGroupArn)).toEqual({ 'Fn::GetAtt': [logicalIdOf(stack, 'AWS::Logs::LogGroup'), 'Arn'] });
    expect(only(stack, STAGE).AccessLogSetting.DestinationArn).toEqual({ 'Fn::GetAtt': [logicalIdOf(stack, 'AWS::Logs::LogGroup'), 'Arn'] });
    const [{ Value }] = Object.values(Template.fromStack(stack).findOutputs('*'));
    expect(Value).toContain(`"${ENDPOINT_ID}"`);
    expect(Value).toContain('orders');
  });

  test('the query knows consumers that are allowed later', () => {
    const stack = providerStack();
    petStore(stack).allow(AllowedConsumer.vpcId(VPC_ID, { name: 'late' }));

    expect(Object.values(Template.fromStack(stack).findOutputs('*'))[0].Value).toContain('late');
  });

  test('no access log, where that is asked for', () => {
    const stack = providerStack();
    const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID], accessLog: PrivateApiAccessLog.none() });

    expect(api.accessLogGroup).toBeUndefined();
    expect(only(stack, STAGE)).not.toHaveProperty('AccessLogSetting');
    Template.fromStack(stack).resourceCountIs('AWS::Logs::LogGroup', 0);
    expect(Template.fromStack(stack).findOutputs('*')).toEqual({});
  });

  test('the account\'s CloudWatch role is left alone', () => {
    const stack = providerStack();
    petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });

    Template.fromStack(stack).resourceCountIs('AWS::ApiGateway::Account', 0);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 0);
  });

  test('there is no output with a URL that cannot be resolved', () => {
    const stack = providerStack();
    petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });

    expect(JSON.stringify(Template.fromStack(stack).findOutputs('*'))).not.toContain('https://');
  });

  test('the identifiers are those of the REST API, and the environment is the provider\'s', () => {
    const stack = providerStack();
    const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });

    const ref = { Ref: logicalIdOf(stack, REST_API) };
    expect(stack.resolve(api.restApiId)).toEqual(ref);
    expect(stack.resolve(api.restApiRef.restApiId)).toEqual(ref);
    expect(api.env).toEqual({ account: PROVIDER_ACCOUNT, region: REGION });
    expect(api.root).toBe(api.restApi.root);
  });

  test('the REST API\'s resource is the default child, so that its removal policy can be set', () => {
    const stack = providerStack();
    petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] }).applyRemovalPolicy(RemovalPolicy.RETAIN);

    Template.fromStack(stack).hasResource(REST_API, { DeletionPolicy: 'Retain' });
  });
});

describe('the stage enforces what the template says', () => {
  const deploymentOf = (ids: string[], late: AllowedConsumer[] = []) => {
    const stack = providerStack();
    const api = petStore(stack, { allowedVpcEndpointIds: ids });
    late.forEach((consumer) => api.allow(consumer));
    return logicalIdOf(stack, DEPLOYMENT);
  };

  test('a changed list makes a new deployment', () => {
    const ids = [
      deploymentOf([ENDPOINT_ID]),
      deploymentOf([OTHER_ENDPOINT_ID]),
      deploymentOf([ENDPOINT_ID, OTHER_ENDPOINT_ID]),
      deploymentOf([ENDPOINT_ID], [AllowedConsumer.vpcId(VPC_ID)]),
    ];

    expect(new Set(ids).size).toBe(ids.length);
  });

  test('the same list in another order or said twice does not', () => {
    expect(deploymentOf([OTHER_ENDPOINT_ID, ENDPOINT_ID, ENDPOINT_ID])).toBe(deploymentOf([ENDPOINT_ID, OTHER_ENDPOINT_ID]));
  });

  test('a changed name of a consumer does not', () => {
    expect(deploymentOf([ENDPOINT_ID], [AllowedConsumer.vpcId(VPC_ID, { name: 'a' })]))
      .toBe(deploymentOf([ENDPOINT_ID], [AllowedConsumer.vpcId(VPC_ID, { name: 'b' })]));
  });

  test('a consumer that an aspect allows is in the policy and in the deployment', () => {
    const stack = providerStack();
    const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });
    Aspects.of(stack).add({ visit: (node) => { if (node === api) api.allow(AllowedConsumer.vpcId(VPC_ID)); } });

    expect(decide(policyOf(stack), { 'aws:SourceVpc': VPC_ID })).toBe('allow');
    expect(logicalIdOf(stack, DEPLOYMENT)).toBe(deploymentOf([ENDPOINT_ID], [AllowedConsumer.vpcId(VPC_ID)]));
  });

  test('the order of allow() never changes the template', () => {
    const id = fc.stringMatching(/^[0-9a-f]{8}$/);
    const consumers = fc.array(fc.oneof(
      id.map((digits) => AllowedConsumer.vpcEndpointId(`vpce-${digits}`)), id.map((digits) => AllowedConsumer.vpcId(`vpc-${digits}`)),
    ), { minLength: 1, maxLength: 5 });
    const templateOf = (list: AllowedConsumer[]) => {
      const stack = providerStack();
      const api = petStore(stack);
      list.forEach((consumer) => api.allow(consumer));
      return Template.fromStack(stack).toJSON();
    };

    fc.assert(fc.property(consumers.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([list, shuffled]) => expect(templateOf(shuffled)).toEqual(templateOf(list))), { numRuns: 10 });
  });
});

describe('statements that are added to the REST API itself', () => {
  test('are kept and make a new deployment', () => {
    const stack = providerStack();
    const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });
    api.restApi.addToResourcePolicy(new iam.PolicyStatement({
      effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*/DELETE/*'],
    }));
    const plain = providerStack();
    petStore(plain, { allowedVpcEndpointIds: [ENDPOINT_ID] });

    expect(policyOf(stack).Statement).toHaveLength(3);
    expect(policyOf(stack).Statement[2]).toMatchObject({ Effect: 'Deny', Resource: 'execute-api:/*/DELETE/*' });
    expect(logicalIdOf(stack, DEPLOYMENT)).not.toBe(logicalIdOf(plain, DEPLOYMENT));
  });

  test('fail where they allow, because they could widen what a consumer may call', () => {
    const app = new App();
    const api = petStore(providerStack(app), { allowedVpcEndpointIds: [ENDPOINT_ID] });
    api.restApi.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()], actions: ['execute-api:*'], resources: ['*'],
    }));

    expect(() => app.synth()).toThrow(
      '[Provider/PetStore] statements that are added to Provider/PetStore/Resource/Resource must deny, got '
      + '{"Action":"execute-api:*","Effect":"Allow","Principal":{"AWS":"*"},"Resource":"*"}; '
      + 'an added Allow could give a caller more than its routes, so remove it, and call allow() with its callers',
    );
  });

  test('fail where the L2 itself grants', () => {
    const app = new App();
    const stack = providerStack(app);
    const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });
    api.restApi.grantInvokeFromVpcEndpointsOnly([
      ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Endpoint', { vpcEndpointId: ENDPOINT_ID, port: 443 }),
    ]);

    expect(() => app.synth()).toThrow('statements that are added to Provider/PetStore/Resource/Resource must deny');
  });
});

test('fails where somebody replaces the policy by the escape hatch', () => {
  const app = new App();
  const api = petStore(providerStack(app), { allowedVpcEndpointIds: [ENDPOINT_ID] });
  (api.node.defaultChild as apigateway.CfnRestApi).policy = { Version: '2012-10-17', Statement: [] };

  expect(() => app.synth()).toThrow('[Provider/PetStore] policy of Provider/PetStore/Resource/Resource must be the one of the allow-list, got another one; '
    + 'remove what sets it, and call allow() with its callers');
});

describe('an association', () => {
  const configuration = (stack: Stack) => only(stack, REST_API).EndpointConfiguration;

  test('is not made unless it is asked for', () => {
    const stack = providerStack();
    const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });

    expect(configuration(stack)).toEqual({ Types: ['PRIVATE'] });
    expect(api.associatedVpcEndpointIds).toEqual([]);
  });

  test('is made for the endpoints of the list, once each and in an order of their own', () => {
    const stack = providerStack();
    const parameter = new CfnParameter(stack, 'Later').valueAsString;
    const api = petStore(stack, { allowedVpcEndpointIds: [OTHER_ENDPOINT_ID, ENDPOINT_ID], associateVpcEndpoints: true });
    api.allow(AllowedConsumer.vpcEndpointId(ENDPOINT_ID));
    api.allow(AllowedConsumer.vpcId(VPC_ID));
    api.allow(AllowedConsumer.vpcEndpointId(parameter));

    expect(configuration(stack)).toEqual({ Types: ['PRIVATE'], VpcEndpointIds: [ENDPOINT_ID, OTHER_ENDPOINT_ID, { Ref: 'Later' }] });
    expect(stack.resolve(api.associatedVpcEndpointIds)).toEqual([ENDPOINT_ID, OTHER_ENDPOINT_ID, { Ref: 'Later' }]);
  });

  test('makes a new deployment', () => {
    const deployment = (associateVpcEndpoints: boolean) => {
      const stack = providerStack();
      petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID], associateVpcEndpoints });
      return logicalIdOf(stack, DEPLOYMENT);
    };
    expect(deployment(true)).not.toBe(deployment(false));
  });
});

describe('an empty allow-list', () => {
  const later = 'leave it out if allow() names the consumers later';

  test.each([
    ['allowedVpcEndpointIds', { allowedVpcEndpointIds: [] }],
    ['allowedConsumers', { allowedConsumers: [] }],
    ['allowedVpcEndpointIds', { allowedVpcEndpointIds: [], allowedConsumers: [] }],
  ])('fails at once where it is written down: %s', (property, props) => {
    expect(() => petStore(providerStack(), props)).toThrow(new Error(`[Provider/PetStore] ${property} must name a consumer, got []; ${later}`));
  });

  test('may be written down beside one that is not', () => {
    expect(() => petStore(providerStack(), { allowedVpcEndpointIds: [], allowedConsumers: [AllowedConsumer.vpcId(VPC_ID)] })).not.toThrow();
  });

  test('fails at synthesis where nothing was ever allowed', () => {
    const app = new App();
    petStore(providerStack(app));

    expect(() => app.synth()).toThrow(
      '[Provider/PetStore] the allow-list must name a consumer, got an empty one; set allowedVpcEndpointIds or allowedConsumers, or call allow()',
    );
  });

  test('lets nobody in, even where validation is skipped', () => {
    const app = new App();
    const stack = providerStack(app);
    petStore(stack);

    const { Resources } = app.synth({ skipValidation: true }).getStackByName('Provider').template;
    const api = Object.values<any>(Resources).find(({ Type }) => Type === REST_API);
    expect(decide(api.Properties.Policy, { 'aws:SourceVpce': ENDPOINT_ID })).toBe('explicitDeny');
  });
});

describe('fails', () => {
  test('for every bad id at once, each by its place in the list', () => {
    expect(() => petStore(providerStack(), { allowedVpcEndpointIds: ['vpc-01234567', ENDPOINT_ID, 'vpce-1'] })).toThrow(new Error(
      '[Provider/PetStore] allowedVpcEndpointIds[0] must be a VPC endpoint id ("vpce-" and 8 or 17 hexadecimal digits in lower case), '
      + 'got "vpc-01234567"; that is a VPC; AllowedConsumer.vpcId() allows every execute-api endpoint of a VPC\n'
      + 'allowedVpcEndpointIds[2] must be a VPC endpoint id ("vpce-" and 8 or 17 hexadecimal digits in lower case), '
      + 'got "vpce-1"; what follows "vpce-" has the length 1; copy the whole id again',
    ));
  });

  test('for a stage name that API Gateway refuses', () => {
    expect(() => petStore(providerStack(), { stageName: 'v 1' })).toThrow(new Error(
      '[Provider/PetStore] stageName must have letters, digits, "_" and "-" only, 128 at most, got "v 1"; choose a name such as "v1"',
    ));
  });

  test('for a stage name that is a token', () => {
    expect(() => petStore(providerStack(), { stageName: Lazy.string({ produce: () => 'v1' }) })).toThrow(new Error(
      '[Provider/PetStore] stageName must be known when the app is synthesized, got a token; write the name itself',
    ));
  });

  test('for an API without methods, in the words of the CDK', () => {
    const app = new App();
    new CrossAccountPrivateApi(providerStack(app), 'PetStore', { allowedVpcEndpointIds: [ENDPOINT_ID] });

    expect(() => app.synth()).toThrow("[Provider/PetStore/Resource] The REST API doesn't contain any methods");
  });

  test('for a consumer whose endpoint is known to be in another Region', () => {
    const elsewhere = AllowedConsumer._of({ source: { kind: 'vpcEndpoint', id: ENDPOINT_ID }, name: 'Orders', region: OTHER_REGION });
    const message = '[Provider/PetStore] an allowed consumer\'s endpoint must be in the API\'s Region, "ap-northeast-1", '
      + `got ${ENDPOINT_ID} (Orders) in "eu-west-1"; an execute-api endpoint serves its own Region only, so create one in the API's Region`;

    expect(() => petStore(providerStack(), { allowedConsumers: [elsewhere] })).toThrow(new Error(message));
    const api = petStore(providerStack(), { allowedVpcEndpointIds: [ENDPOINT_ID] });
    expect(() => api.allow(elsewhere)).toThrow(new Error(message));
  });
});

test('in a stack without a Region, a consumer\'s Region is not compared', () => {
  const elsewhere = AllowedConsumer._of({ source: { kind: 'vpcEndpoint', id: ENDPOINT_ID }, region: OTHER_REGION });

  expect(() => petStore(new Stack(new App(), 'Anywhere'), { allowedConsumers: [elsewhere] })).not.toThrow();
});

test('in a stack without a Region, the policy is the same', () => {
  const [anywhere, here] = [new Stack(new App(), 'Anywhere'), providerStack()];
  for (const stack of [anywhere, here]) petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });

  expect(policyOf(anywhere)).toEqual(policyOf(here));
});

test('where the CDK tells the partition, there is room for one endpoint more', () => {
  const allowedVpcEndpointIds = Array.from({ length: 313 }, (_, index) => `vpce-${String(index).padStart(17, '0')}`);
  const synth = (context: object) => {
    const app = new App({ context: context as Record<string, unknown> });
    petStore(providerStack(app), { allowedVpcEndpointIds });
    return app.synth();
  };

  expect(() => synth({ '@aws-cdk/core:enablePartitionLiterals': true })).not.toThrow();
  expect(() => synth({})).toThrow('resource policy must have at most 8192 characters');
});

test('exportHandOver() is an output that says where and what the API is', () => {
  const stack = providerStack();
  const api = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID], stageName: 'v1' });
  api.exportHandOver('PetStore');

  Template.fromStack(stack).hasOutput('HandOverPetStore', {
    Value: {
      'Fn::Join': ['', [
        `{"version":1,"kind":"api","account":"${PROVIDER_ACCOUNT}","region":"${REGION}","restApiId":"`,
        { Ref: logicalIdOf(stack, REST_API) },
        '","stageName":"v1","endpointAccessMode":"BASIC","disableExecuteApiEndpoint":false,"associatedVpcEndpointIds":[]}',
      ]],
    },
    Export: Match.absent(),
  });
});

describe('an imported API', () => {
  test('keeps its owner\'s account and Region in a consumer\'s stack', () => {
    const api = remotePetStore(consumerStack());

    expect(api.env).toEqual({ account: PROVIDER_ACCOUNT, region: REGION });
    expect(api.env.account).not.toBe(CONSUMER_ACCOUNT);
    expect(api).toMatchObject({ restApiId: REST_API_ID, stageName: 'v1', restApiRef: { restApiId: REST_API_ID } });
  });

  test('fails for every bad attribute at once', () => {
    expect(() => CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(consumerStack(), 'Remote', {
      restApiId: 'ABC', stageName: 'v1', account: '1234', region: REGION, associatedVpcEndpointIds: [ENDPOINT_ID, 'orders'],
    })).toThrow(new Error(
      '[Network] restApiId must have lower-case letters and digits only, got "ABC"; it is the first label of the API\'s host name\n'
      + 'account must be an account id of 12 digits, got "1234"; give the account that owns the API\n'
      + 'associatedVpcEndpointIds[1] must be a VPC endpoint id ("vpce-" and 8 or 17 hexadecimal digits in lower case), got "orders"; '
      + 'copy it from the VPC console of the consumer\'s account',
    ));
  });

  test('knows what the provider told, and nothing else', () => {
    const attributes = { restApiId: REST_API_ID, stageName: 'v1', account: PROVIDER_ACCOUNT, region: REGION };
    const facts = {
      associatedVpcEndpointIds: [ENDPOINT_ID], endpointAccessMode: apigateway.EndpointAccessMode.STRICT, disableExecuteApiEndpoint: true,
    };
    const [silent, told] = [attributes, { ...attributes, ...facts }].map((attrs) =>
      CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(consumerStack(), 'Remote', attrs));

    expect(told).toMatchObject(facts);
    expect(silent).toMatchObject(Object.fromEntries(Object.keys(facts).map((fact) => [fact, undefined])));
  });

  test('fails where somebody wants to change the list from there', () => {
    expect(() => remotePetStore(consumerStack()).allow(AllowedConsumer.vpcEndpointId(ENDPOINT_ID, { name: 'orders' }))).toThrow(new Error(
      `[Network/Remote] allow() must be called on the API where it is defined, got "${REST_API_ID}", which is imported; `
      + `the provider, account ${PROVIDER_ACCOUNT}, has to allow ${ENDPOINT_ID} (orders)`,
    ));
  });

  test('takes tokens as they are', () => {
    const token = Lazy.string({ produce: () => 'later' });
    const api = CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(consumerStack(), 'Remote', {
      restApiId: token, stageName: token, account: PROVIDER_ACCOUNT, region: REGION, associatedVpcEndpointIds: [token],
    });
    const list = Lazy.list({ produce: () => ['later'] });
    const ofList = CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(consumerStack(), 'Remote', {
      restApiId: REST_API_ID, stageName: 'v1', account: PROVIDER_ACCOUNT, region: REGION, associatedVpcEndpointIds: list,
    });

    expect(api).toMatchObject({ restApiId: token, stageName: token, associatedVpcEndpointIds: [token] });
    expect(ofList.associatedVpcEndpointIds).toEqual(list);
  });
});
