import { App, CfnOutput, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ram from 'aws-cdk-lib/aws-ram';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import * as ts from 'typescript';
import {
  consumerStack, CONSUMER_ACCOUNT, ENDPOINT_ID, only, OTHER_REGION, petStore, PROVIDER_ACCOUNT, REGION, remotePetStore, vpcOf,
} from './fixtures';
import { examplesIn, read } from './markdown-examples';
import * as library from '../src';
import {
  AllowedConsumer, ConsumerEndpoint, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiAddressing, PrivateApiConnection, PrivateApiConsumer,
} from '../src';

// Both sides in one app: what must be deployed in which order, and what is refused because there is no order.

const WAY_OUT = 'a connection, and whatever else needs the API\'s id, belongs in the stack of the workload that calls, not in the endpoint\'s';

interface Places {
  readonly scope?: Construct;
  readonly providerAccount?: string;
  readonly region?: string;
}

/** Network, provider, workload, with nothing in them; the ids of the stacks, if they are not in the App, begin with that of the Stage. */
function threeStacks({ scope = new App(), providerAccount = PROVIDER_ACCOUNT, region = REGION }: Places = {}) {
  const stack = (id: string, account: string) => new ZonedStack(scope, id, { env: { account, region } });
  return { network: stack('Network', CONSUMER_ACCOUNT), provider: stack('Provider', providerAccount), workload: stack('Workload', CONSUMER_ACCOUNT) };
}

class ZonedStack extends Stack {
  public get availabilityZones(): string[] {
    return [`${this.region}a`, `${this.region}c`];
  }
}

class ZonedNestedStack extends NestedStack {
  public get availabilityZones(): string[] {
    return [`${REGION}a`, `${REGION}c`];
  }
}

function consumerIn(scope: Construct): PrivateApiConsumer {
  return new PrivateApiConsumer(scope, 'Consumer', { vpc: vpcOf(scope) });
}

/** As the README shows it: network → provider → workload. */
function wire(network: Construct, provider: Construct, workload: Construct) {
  const consumer = consumerIn(network);
  const api = petStore(provider, { stageName: 'v1', accessLog: PrivateApiAccessLog.none() });
  api.allow(AllowedConsumer.consumer(consumer));
  const pets = new PrivateApiConnection(workload, 'Pets', { consumer, api });
  new CfnOutput(workload, 'Url', { value: pets.url });
  return { consumer, api, pets };
}

function dependencies(scope: App | Stage): Record<string, string[]> {
  return Object.fromEntries(scope.synth().stacks.map((stack) => [
    stack.stackName, stack.dependencies.map(({ id }) => id.replace(/[0-9A-F]{8}$/, '')).filter((id) => !id.includes('assets')).sort(),
  ]));
}

const IN_ORDER = { Network: [], Provider: ['Network'], Workload: ['Network', 'Provider'] };

test.each<[string, Places]>([
  ['two accounts', {}],
  ['one account', { providerAccount: CONSUMER_ACCOUNT }],
])('in %s the stacks are deployed in order, and nothing waits for itself', (_case, places) => {
  const app = new App();
  const { network, provider, workload } = threeStacks({ ...places, scope: app });
  wire(network, provider, workload);

  expect(dependencies(app)).toEqual(IN_ORDER);
});

test('in one account, one stack holds it all, also by nested stacks', () => {
  const [app, nested] = [new App(), new App()];
  const { network } = threeStacks({ scope: app });
  wire(network, network, network);
  const { network: outer } = threeStacks({ scope: nested });
  wire(new ZonedNestedStack(outer, 'A'), new ZonedNestedStack(outer, 'B'), new ZonedNestedStack(outer, 'C'));

  expect(dependencies(app).Network).toEqual([]);
  expect(dependencies(nested).Network).toEqual([]);
});

test('in one account, a nested stack with the API may allow the endpoint of the stack that it is in', () => {
  const app = new App();
  const { network } = threeStacks({ scope: app });
  const consumer = consumerIn(network);
  petStore(new NestedStack(network, 'Apis')).allow(AllowedConsumer.consumer(consumer));

  expect(dependencies(app).Network).toEqual([]);
});

test('in two Regions, two pairs do not meet', () => {
  const app = new App();
  for (const region of [REGION, OTHER_REGION]) {
    const stack = (id: string) => new ZonedStack(app, `${id}-${region}`, { env: { account: CONSUMER_ACCOUNT, region } });
    wire(stack('Network'), stack('Provider'), stack('Workload'));
  }

  expect(dependencies(app)).toEqual(Object.fromEntries([REGION, OTHER_REGION].flatMap((region) => Object.entries({
    [`Network-${region}`]: [],
    [`Provider-${region}`]: [`Network-${region}`],
    [`Workload-${region}`]: [`Network-${region}`, `Provider-${region}`],
  }))));
});

describe('across Regions, in one account', () => {
  const { network } = threeStacks();
  const abroad = new Stack(network.node.root, 'Abroad', { env: { account: CONSUMER_ACCOUNT, region: OTHER_REGION } });
  const consumer = consumerIn(network);

  test('an endpoint cannot be allowed', () => {
    expect(() => petStore(abroad, { allowedConsumers: [AllowedConsumer.consumer(consumer)] })).toThrow(new Error(
      '[Abroad/PetStore] an allowed consumer\'s endpoint must be in the API\'s Region, "eu-west-1", got '
      + '{known only at deploy: Ref Network/Consumer/Resource/Resource} in "ap-northeast-1"; '
      + 'an execute-api endpoint serves its own Region only, so create one in the API\'s Region',
    ));
  });

  test('an API cannot be connected', () => {
    const api = petStore(abroad, { allowedVpcEndpointIds: [ENDPOINT_ID] }, 'Other');

    expect(() => new PrivateApiConnection(network, 'Pets', { consumer, api })).toThrow(
      '[Network/Pets] api must be in the Region of the consumer\'s endpoint, "ap-northeast-1", got "eu-west-1"',
    );
  });
});

describe('through nested stacks of two accounts', () => {
  const app = new App();
  const { network, provider, workload } = threeStacks({ scope: app });
  const inner = new ZonedNestedStack(new NestedStack(network, 'Outer'), 'Network');
  const apis = new NestedStack(provider, 'Apis');
  const { pets, api, consumer } = wire(inner, apis, new NestedStack(new NestedStack(workload, 'Outer'), 'Workload'));
  const other = new PrivateApiConnection(Stack.of(pets), 'Other', { consumer, api });
  api.allow(AllowedConsumer.vpc(consumer.vpc));
  const assembly = app.synth();
  const templates = (stack: Stack) => JSON.stringify(assembly.getStackByName(stack.stackName).template);

  test('the stacks that are deployed are in order', () => {
    expect(dependencies(app)).toEqual(IN_ORDER);
  });

  test('the stacks that are deployed read the outputs of stacks that are deployed', () => {
    const names = (stack: Stack) => [...new Set([...templates(stack).matchAll(/"Fn::GetStackOutput":\{"StackName":([^,]*)/g)].map(([, name]) => name))];

    expect([provider, workload].map(names)).toEqual([['"Network"'], ['"Provider"']]);
  });

  test('the nested ones get the values by parameters, the same value by the same one', () => {
    const parameters = (stack: Stack) => stack.node.findAll().filter((child) => child.node.id.startsWith('HandedDown')).map(({ node }) => node.path.replace(/\w{8}$/, ''));

    expect(parameters(provider)).toEqual(['Provider/Apis/HandedDown', 'Provider/Apis/HandedDown']); // the endpoint, the VPC
    expect(parameters(workload)).toEqual(['Workload/Outer/Workload/HandedDown', 'Workload/Outer/HandedDown']); // the API, down two stacks
    expect(JSON.stringify(apis.resolve((api.node.defaultChild as apigateway.CfnRestApi).policy))).toMatch(/"aws:SourceVpce":\{"Ref":"HandedDown/);
    expect(JSON.stringify(Stack.of(other).resolve(other.hostName))).toMatch(/^\{"Fn::Join":\["",\[\{"Ref":"HandedDown/);
  });

  test('the policy still follows the endpoint by what can replace it', () => {
    expect(JSON.stringify(apis.resolve((api.node.defaultChild as apigateway.CfnRestApi).policy))).toMatch(/"Sid":"Revision[0-9a-f]{8}"/);
  });
});

test('the grant of a connection in a nested stack names the API by the same parameter', () => {
  const { network, provider, workload } = threeStacks();
  const { pets } = wire(network, provider, new NestedStack(workload, 'Nested'));
  const role = new iam.Role(Stack.of(pets), 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  pets.grants.invoke(role, ['GET /pets']);
  const policy = role.node.findChild('DefaultPolicy').node.defaultChild as iam.CfnPolicy;

  expect(JSON.stringify(Stack.of(pets).resolve(policy.policyDocument))).toMatch(/:222222222222:",\{"Ref":"HandedDown\w+"\},"\/v1\/GET\/pets"/);
});

describe('endpointAlias() between nested stacks of two accounts', () => {
  test('sees the association', () => {
    const app = new App();
    const { network, provider, workload } = threeStacks({ scope: app });
    const consumer = consumerIn(new ZonedNestedStack(network, 'Nested'));
    const api = petStore(new NestedStack(provider, 'Nested'), { associateVpcEndpoints: true, allowedConsumers: [AllowedConsumer.consumer(consumer)] });
    const connection = new PrivateApiConnection(workload, 'Pets', { consumer, api, addressing: PrivateApiAddressing.endpointAlias() });

    app.synth();
    expect(connection.node.metadata.map(({ type }) => type)).toEqual([]);
  });
});

describe('with Stages', () => {
  test('each holds all the stacks of an environment, and is in order', () => {
    const app = new App();
    const [beta, prod] = ['Beta', 'Prod'].map((id) => new Stage(app, id));
    for (const scope of [beta, prod]) {
      const { network, provider, workload } = threeStacks({ scope });
      wire(network, provider, workload);
    }

    expect(dependencies(beta)).toEqual({ 'Beta-Network': [], 'Beta-Provider': ['BetaNetwork'], 'Beta-Workload': ['BetaNetwork', 'BetaProvider'] });
    expect(dependencies(prod)).toEqual({ 'Prod-Network': [], 'Prod-Provider': ['ProdNetwork'], 'Prod-Workload': ['ProdNetwork', 'ProdProvider'] });
  });

  const elsewhere = (property: string, own: string, got: string, other: string) => `${property} must be of ${own} like this construct, got ${got} of ${other}; `
    + 'each Stage is deployed by itself, so define both in one Stage, or hand the ids over: exportHandOver() and HandOver.fromFile()';

  function twoStages() {
    const app = new App();
    return { app, one: threeStacks({ scope: new Stage(app, 'One') }), two: threeStacks({ scope: new Stage(app, 'Two') }) };
  }

  test('an endpoint of another one cannot be allowed', () => {
    const { app, one, two } = twoStages();
    const consumer = consumerIn(one.network);
    const loose = consumerIn(consumerStack(app, 'Loose'));

    expect(() => petStore(two.provider).allow(AllowedConsumer.consumer(consumer))).toThrow(new Error(
      `[Two/Provider/PetStore] ${elsewhere('allowedConsumers', 'Stage "Two"', '"One/Network/Consumer/Resource/Resource"', 'Stage "One"')}`,
    ));
    expect(() => petStore(two.provider, { allowedConsumers: [AllowedConsumer.consumer(loose)] }, 'Other')).toThrow(new Error(
      `[Two/Provider/Other] ${elsewhere('allowedConsumers', 'Stage "Two"', '"Loose/Consumer/Resource/Resource"', 'the App itself')}`,
    ));
  });

  test('an API of another one cannot be connected', () => {
    const { one, two } = twoStages();
    const api = petStore(two.provider, { allowedVpcEndpointIds: [ENDPOINT_ID] });

    expect(() => new PrivateApiConnection(one.workload, 'Pets', { consumer: consumerIn(one.network), api })).toThrow(new Error(
      `[One/Workload/Pets] ${elsewhere('api', 'Stage "One"', '"Two/Provider/PetStore/Resource/Resource"', 'Stage "Two"')}`,
    ));
  });

  test('an endpoint of another one can be called only by a name that does not need it', () => {
    const { app, one, two } = twoStages();
    const consumer = new PrivateApiConsumer(one.network, 'Consumer', {
      vpc: vpcOf(one.network), endpoint: ConsumerEndpoint.create({ privateDnsEnabled: true }),
    });
    const api = remotePetStore(two.workload);
    new CfnOutput(two.workload, 'Url', { value: new PrivateApiConnection(two.workload, 'Pets', { consumer, api }).url });

    expect(() => new PrivateApiConnection(two.workload, 'Other', { consumer, api, addressing: PrivateApiAddressing.apiIdHeader() })).toThrow(new Error(
      `[Two/Workload/Other] ${elsewhere('consumer', 'Stage "Two"', '"One/Network/Consumer/Resource/Resource"', 'Stage "One"')}`,
    ));
    expect(app.synth().nestedAssemblies.map(({ nestedAssembly }) => nestedAssembly.stacks.length)).toEqual([3, 3]);
  });
});

describe('a circle of stacks fails, and each of its edges is named,', () => {
  const circle = (path: string, property: string, edges: string[], wayOut = WAY_OUT) =>
    `[${path}] ${property} must not close a circle of stacks, of which none could be deployed first, got ${edges.map((edge) => `"${edge}"`).join(' and ')}; ${wayOut}`;
  const ALLOWS = 'Provider/PetStore allows Network/Consumer/Resource/Resource';

  test('by a connection that other stacks of the app lead back to', () => {
    const { network, provider, workload } = threeStacks();
    const consumer = consumerIn(network);
    const api = petStore(provider);
    provider.addDependency(workload);
    workload.addDependency(network);

    expect(() => new PrivateApiConnection(new NestedStack(network, 'Nested'), 'Pets', { consumer, api })).toThrow(new Error(circle(
      'Network/Nested/Pets', 'api', ['Network/Nested/Pets calls Provider/PetStore', 'Provider depends on Workload', 'Workload depends on Network'],
    )));
  });

  test('by a dependency of the app\'s own', () => {
    const { network, provider } = threeStacks();
    const consumer = consumerIn(network);
    network.addDependency(provider);

    expect(() => petStore(provider, { allowedConsumers: [AllowedConsumer.consumer(consumer)] })).toThrow(new Error(circle(
      'Provider/PetStore', 'allowedConsumers', [ALLOWS, 'Network depends on Provider'],
    )));
  });

  test('by a caller that is defined with the connection, in one account', () => {
    const { network, provider, workload } = threeStacks({ providerAccount: CONSUMER_ACCOUNT });
    const api = new CrossAccountPrivateApi(provider, 'PetStore', { allowedVpcEndpointIds: [ENDPOINT_ID] });
    api.root.addMethod('GET', new apigateway.MockIntegration(), { authorizationType: apigateway.AuthorizationType.IAM });
    new PrivateApiConnection(workload, 'Pets', { consumer: consumerIn(network), api });
    const role = new iam.Role(workload, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

    expect(() => api.allow(AllowedConsumer.principal(role, { fromAnyEndpoint: true }))).toThrow(new Error(circle(
      'Provider/PetStore', 'allowedConsumers', ['Provider/PetStore allows Workload/Role/Resource', 'Workload/Pets calls Provider/PetStore'],
      'define the caller in a stack of its own, which the stacks of the API and of the connection both wait for',
    )));
  });

  test('by an output that plain CDK code takes from the other account', () => {
    const app = new App();
    const { network, provider, workload } = threeStacks({ scope: app });
    const { api } = wire(network, provider, workload);
    new CfnOutput(network, 'ApiId', { value: api.restApiId });

    expect(() => app.synth()).toThrow(circle('Provider/PetStore', 'allowedConsumers', [ALLOWS, 'Network/ApiId reads an output of Provider']));
  });

  test('by one that a stack takes that the endpoint\'s waits for, to a stack that waits for the API\'s, by an intrinsic function', () => {
    const app = new App();
    const { network, provider, workload } = threeStacks({ scope: app });
    const { consumer } = wire(network, provider, workload);
    petStore(provider, { allowedConsumers: [AllowedConsumer.consumer(consumer)] }, 'Second');
    const base = new Stack(app, 'Base', { env: network });
    const late = new Stack(app, 'Late', { env: provider });
    network.addDependency(base);
    late.addDependency(provider);
    new CfnOutput(base, 'Late', {
      value: Fn.getStackOutput('Late', 'Value', REGION, `arn:aws:iam::${PROVIDER_ACCOUNT}:role/reader`),
    });
    const edges = ['Network depends on Base', 'Base/Late reads an output of Late', 'Late depends on Provider'];

    expect(() => app.synth()).toThrow([
      circle('Provider/PetStore', 'allowedConsumers', [ALLOWS, ...edges]),
      circle('Provider/PetStore', 'allowedConsumers', [ALLOWS.replace('PetStore', 'Second'), ...edges]),
    ].map((each) => `  ${each}`).join('\n'));
  });

  test('also in a Stage', () => {
    const app = new App();
    const { network, provider, workload } = threeStacks({ scope: new Stage(app, 'Prod') });
    const { api } = wire(network, provider, workload);
    new CfnOutput(network, 'ApiId', { value: api.restApiId });

    expect(() => app.synth()).toThrow('Prod/Network/ApiId reads an output of Prod/Provider');
  });
});

test('a value that the workload takes with plain CDK code closes no circle', () => {
  const app = new App();
  const { network, provider, workload } = threeStacks({ scope: app });
  const { api } = wire(network, provider, workload);
  new CfnOutput(workload, 'ApiId', { value: api.restApiId });

  expect(dependencies(app)).toEqual(IN_ORDER);
});

test('the example of docs/wiring.md is deployed in order, as it stands there', () => {
  const [{ text }] = examplesIn('docs/wiring.md', read('docs/wiring.md')).filter(({ fixture }) => fixture === 'none');
  const { outputText } = ts.transpileModule(`${text}\nexport default app;`, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const exported: { default?: App } = {};
  new Function('exports', 'require', outputText)(exported, (module: string) => module === 'cdk-cross-account-private-api' ? library : jest.requireActual(module));

  expect(dependencies(exported.default!)).toEqual(IN_ORDER);
});

describe('a parameter that the consumer shares by RAM', () => {
  const app = new App();
  const { network, provider } = threeStacks({ scope: app });
  const parameterName = '/orders/vpc-endpoint-id';
  const endpoint = new ssm.StringParameter(network, 'Endpoint', {
    parameterName, stringValue: consumerIn(network).vpcEndpointId, tier: ssm.ParameterTier.ADVANCED,
  });
  new ram.CfnResourceShare(network, 'Share', { name: 'orders', resourceArns: [endpoint.parameterArn], principals: [PROVIDER_ACCOUNT] });
  const arn = `arn:aws:ssm:${REGION}:${CONSUMER_ACCOUNT}:parameter${parameterName}`;
  const shared = ssm.StringParameter.fromStringParameterArn(provider, 'Shared', arn);
  petStore(provider, { allowedConsumers: [AllowedConsumer.vpcEndpointId(shared.stringValue)] });

  test('is advanced, and shared with the provider\'s account', () => {
    expect(only(network, 'AWS::SSM::Parameter')).toMatchObject({ Tier: 'Advanced', Name: parameterName });
    expect(only(network, 'AWS::RAM::ResourceShare').Principals).toEqual([PROVIDER_ACCOUNT]);
  });

  test('is read by the provider\'s template itself, and its stage follows it', () => {
    const [[name]] = Object.entries(Template.fromStack(provider).findParameters('*', { Type: 'AWS::SSM::Parameter::Value<String>', Default: arn }));

    expect(only(provider, 'AWS::ApiGateway::RestApi').Policy.Statement[0].Condition.StringNotEquals).toEqual({ 'aws:SourceVpce': { Ref: name } });
    expect(Object.keys(Template.fromStack(provider).findResources('Custom::PrivateApiDeployment'))).toHaveLength(1);
  });

  test('ties the two stacks in no way', () => {
    expect([network, provider].map((stack) => stack.dependencies)).toEqual([[], []]);
  });
});

test('a stack whose account is not known cannot be wired with one of another account, as the CDK says', () => {
  const app = new App();
  const network = new Stack(app, 'Loose');
  const { provider } = threeStacks({ scope: app });
  petStore(provider, { allowedConsumers: [AllowedConsumer.consumer(consumerIn(network))] });

  expect(() => app.synth()).toThrow('Cross stack/region references are only supported for stacks with an explicit region defined.');
});
