import { App, CfnParameter, CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { ownStage, readApiStages, renamedStageProblems, stagesOfLatestDeployment, stagesOfUnknownApis } from '../../src/private/api-stages';
import { PROVIDER_ACCOUNT, REGION, providerStack } from '../fixtures';

function fixture() {
  const app = new App();
  const stack = providerStack(app);
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, deployOptions: { stageName: 'v1' } });
  api.root.addMethod('GET', new apigateway.MockIntegration());
  const other = new Stack(app, 'Other', { env: { account: PROVIDER_ACCOUNT, region: REGION } });
  return { api, stack, other };
}

const DEFAULT_STAGE = { construct: 'Provider/Api/DeploymentStage.v1/Resource', origin: 'latest', deployment: 'Provider/Api/Deployment/Resource' };
const resourceOf = (api: apigateway.RestApiBase) => api.node.defaultChild as apigateway.CfnRestApi;
const read = (api: apigateway.RestApiBase, selected?: string) => readApiStages(api, resourceOf(api), selected);
const addedTo = (api: apigateway.RestApiBase) => read(api).stages.slice(1);

const rawStage = (api: apigateway.RestApi, props: Partial<apigateway.CfnStageProps>, scope = Stack.of(api)) =>
  new apigateway.CfnStage(scope, 'V2', { restApiId: api.restApiId, stageName: 'v2', ...props });

test('an API has its own stage, on its latest deployment', () => {
  const { api } = fixture();

  expect(read(api)).toEqual({
    stages: [DEFAULT_STAGE],
    deployments: [{ construct: 'Provider/Api/Deployment/Resource', namesStage: false, hasCanary: false }],
  });
});

test('so has an API of a document', () => {
  const api = new apigateway.SpecRestApi(providerStack(), 'Api', { apiDefinition: apigateway.ApiDefinition.fromInline({ openapi: '3.0.1' }) });

  expect(read(api).stages).toEqual([{ ...DEFAULT_STAGE, construct: 'Provider/Api/DeploymentStage.prod/Resource' }]);
});

describe('another stage', () => {
  test('on the latest deployment, of another stack', () => {
    const { api, other } = fixture();
    new apigateway.Stage(other, 'V2', { deployment: api.latestDeployment!, stageName: 'v2' });

    expect(addedTo(api)).toEqual([{ ...DEFAULT_STAGE, construct: 'Other/V2/Resource' }]);
  });

  test('on the latest deployment, by the L1', () => {
    const { api } = fixture();
    rawStage(api, { deploymentId: api.latestDeployment!.deploymentId });

    expect(addedTo(api)).toEqual([{ ...DEFAULT_STAGE, construct: 'Provider/V2' }]);
  });

  test('on another deployment that follows the API', () => {
    const { api, stack } = fixture();
    new apigateway.Stage(stack, 'V2', { deployment: new apigateway.Deployment(stack, 'D2', { api }), stageName: 'v2' });

    expect(addedTo(api)).toEqual([{ construct: 'Provider/V2/Resource', origin: 'current', deployment: 'Provider/D2/Resource' }]);
  });

  test('on a deployment of the L1', () => {
    const { api, stack } = fixture();
    rawStage(api, { deploymentId: new apigateway.CfnDeployment(stack, 'D2', { restApiId: api.restApiId }).ref });

    expect(addedTo(api)).toEqual([{ construct: 'Provider/V2', origin: 'fixed', deployment: 'Provider/D2' }]);
  });

  test('on a deployment of an import in another stack', () => {
    const { api, other } = fixture();
    const imported = apigateway.RestApi.fromRestApiAttributes(other, 'Import', { restApiId: api.restApiId, rootResourceId: 'r' });
    new apigateway.Stage(other, 'V2', { deployment: new apigateway.Deployment(other, 'D2', { api: imported }), stageName: 'v2' });

    expect(addedTo(api)).toEqual([{ construct: 'Other/V2/Resource', origin: 'fixed', deployment: 'Other/D2/Resource' }]);
  });

  test('on a deployment of another API', () => {
    const { api, stack } = fixture();
    const another = new apigateway.RestApi(stack, 'Another', { cloudWatchRole: false });
    rawStage(api, { deploymentId: another.latestDeployment!.deploymentId });

    expect(addedTo(api)).toEqual([{ construct: 'Provider/V2', origin: 'fixed', deployment: 'Provider/Another/Deployment/Resource' }]);
  });

  test('on a deployment that some construct of its own makes', () => {
    const { api, stack } = fixture();
    const owner = new Stack(stack, 'Owner');
    const deployment = new CfnResource(owner, 'D2', { type: 'AWS::ApiGateway::Deployment', properties: { RestApiId: api.restApiId } });
    Object.assign(owner, { api });
    rawStage(api, { deploymentId: deployment.ref });

    expect(addedTo(api)).toEqual([{ construct: 'Provider/V2', origin: 'fixed', deployment: 'Provider/Owner/D2' }]);
  });

  test('on an old deployment by its id', () => {
    const { api } = fixture();
    rawStage(api, { deploymentId: 'abc123' });

    expect(addedTo(api)).toEqual([{ construct: 'Provider/V2', origin: 'unknown', deployment: '"abc123"' }]);
  });

  test('on a deployment that only the deployment knows', () => {
    const { api, stack } = fixture();
    rawStage(api, { deploymentId: new CfnParameter(stack, 'Id').valueAsString });

    expect(addedTo(api)).toEqual([{ construct: 'Provider/V2', origin: 'unknown', deployment: 'an id that is known at deployment only' }]);
  });

  test('without a deployment', () => {
    const { api } = fixture();
    rawStage(api, {});

    expect(addedTo(api)).toEqual([{ construct: 'Provider/V2', origin: 'none' }]);
  });

  test('of another API is left out', () => {
    const { api, stack } = fixture();
    new apigateway.CfnStage(stack, 'V2', { restApiId: new apigateway.CfnRestApi(stack, 'Another').ref });

    expect(addedTo(api)).toEqual([]);
    expect(stagesOfUnknownApis(resourceOf(api))).toEqual([]);
  });

  test('of an API that only the deployment knows is told apart', () => {
    const { api, stack } = fixture();
    new apigateway.CfnStage(stack, 'V2', { restApiId: '6r6oaqtr37' });

    expect(addedTo(api)).toEqual([]);
    expect(stagesOfUnknownApis(resourceOf(api))).toEqual(['Provider/V2']);
  });
});

test.each([
  ['the API of the app', (api: apigateway.RestApi) => api, true],
  ['an import of it', (api: apigateway.RestApi, scope: Stack) => apigateway.RestApi.fromRestApiId(scope, 'Import', api.restApiId), false],
])('a deployment of %s in another stack changes with the policy: what the origins rest on', (_what, apiOf, expected) => {
  const deploymentIdWith = (policy: object) => {
    const { api, other } = fixture();
    resourceOf(api).policy = policy;
    new apigateway.Deployment(other, 'D2', { api: apiOf(api, other) });
    return Object.keys(Template.fromStack(other).findResources('AWS::ApiGateway::Deployment'));
  };

  expect(deploymentIdWith({ Statement: ['a'] })[0] !== deploymentIdWith({ Statement: ['b'] })[0]).toBe(expected);
});

describe('a canary', () => {
  const canaryOf = (setting: (api: apigateway.RestApi) => apigateway.CfnStageProps['canarySetting']) => {
    const { api } = fixture();
    rawStage(api, { deploymentId: api.latestDeployment!.deploymentId, canarySetting: setting(api) });
    return addedTo(api).map(({ canary }) => canary);
  };

  test('of the same deployment', () => {
    expect(canaryOf((api) => ({ deploymentId: api.latestDeployment!.deploymentId, percentTraffic: 10 }))).toEqual(['sameDeployment']);
  });

  test('of another deployment', () => {
    expect(canaryOf((api) => ({ deploymentId: new apigateway.Deployment(api, 'D2', { api }).deploymentId }))).toEqual(['otherDeployment']);
  });

  test('that stays where it was', () => {
    expect(canaryOf(() => ({ percentTraffic: 0 }))).toEqual(['otherDeployment']);
  });

  test('that only the deployment knows', () => {
    expect(canaryOf(() => Lazy.any({ produce: () => 'canary' }))).toEqual(['otherDeployment']);
  });

  test('without an L1 class', () => {
    const { api, stack } = fixture();
    const id = api.latestDeployment!.deploymentId;
    new CfnResource(stack, 'V2', {
      type: 'AWS::ApiGateway::Stage', properties: { RestApiId: api.restApiId, DeploymentId: id, CanarySetting: { DeploymentId: id } },
    });

    expect(addedTo(api)).toEqual([{ ...DEFAULT_STAGE, construct: 'Provider/V2', canary: 'sameDeployment' }]);
  });
});

describe('a deployment', () => {
  test.each<[string, Partial<apigateway.CfnDeploymentProps>, object]>([
    ['that names a stage', { stageName: 'v2' }, { namesStage: true, hasCanary: false }],
    ['that is a canary', { deploymentCanarySettings: { percentTraffic: 10 } }, { namesStage: false, hasCanary: true }],
    ['that nothing uses', {}, { namesStage: false, hasCanary: false }],
  ])('%s', (_what, props, expected) => {
    const { api, stack } = fixture();
    new apigateway.CfnDeployment(stack, 'D2', { restApiId: api.restApiId, ...props });

    expect(read(api).deployments.slice(1)).toEqual([{ construct: 'Provider/D2', ...expected }]);
  });

  test('of the L2 that names a stage', () => {
    const { api, stack } = fixture();
    new apigateway.Deployment(stack, 'D2', { api, stageName: 'v2' });

    expect(read(api).deployments.slice(1)).toEqual([{ construct: 'Provider/D2/Resource', namesStage: true, hasCanary: false }]);
  });
});

describe('beside a deployment selector', () => {
  test('a stage has the selected deployment or not', () => {
    const { api, stack } = fixture();
    const selected = new CfnResource(stack, 'Selector', { type: 'Custom::Selector' }).ref;
    const stages = stagesOfLatestDeployment(api, resourceOf(api));
    rawStage(api, { deploymentId: new apigateway.CfnDeployment(stack, 'D2', { restApiId: api.restApiId }).ref });

    expect(stages.map(({ node }) => node.path)).toEqual([DEFAULT_STAGE.construct]);
    expect(read(api, selected).stages.map(({ origin }) => origin)).toEqual(['latest', 'fixed']);

    stages.forEach((stage) => { stage.deploymentId = selected; });

    expect(read(api, selected).stages.map(({ origin }) => origin)).toEqual(['selected', 'fixed']);
    expect(read(api).stages.map(({ origin }) => origin)).toEqual(['unknown', 'fixed']);
    expect(stagesOfLatestDeployment(api, resourceOf(api))).toEqual([]);
  });

  test('only stages of the latest deployment are moved', () => {
    const { api, stack } = fixture();
    new apigateway.Stage(stack, 'V2', { deployment: new apigateway.Deployment(stack, 'D2', { api }), stageName: 'v2' });
    new apigateway.Stage(stack, 'V3', { deployment: api.latestDeployment!, stageName: 'v3' });
    new CfnResource(stack, 'WithoutL1', {
      type: 'AWS::ApiGateway::Stage', properties: { RestApiId: api.restApiId, DeploymentId: api.latestDeployment!.deploymentId },
    });

    expect(stagesOfLatestDeployment(api, resourceOf(api)).map(({ node }) => node.path))
      .toEqual([DEFAULT_STAGE.construct, 'Provider/V3/Resource']);
  });
});

describe('the name of the API\'s own stage', () => {
  const problems = (change: (api: apigateway.RestApi, stage: apigateway.CfnStage) => void) => {
    const { api } = fixture();
    change(api, api.deploymentStage.node.defaultChild as apigateway.CfnStage);
    return renamedStageProblems(ownStage(api), 'v1');
  };
  const got = (name: string) => [
    `stageName of Provider/Api/DeploymentStage.v1/Resource must be "v1", for which the allow-list is made, got ${name}; `
    + 'remove what changes it, and set stageName of the construct, or that of an existing API before it is guarded',
  ];

  test('is that of the allow-list', () => {
    expect(problems(() => {})).toEqual([]);
    expect(problems((_api, stage) => { stage.stageName = 'V1'; })).toEqual(got('"V1"'));
    expect(problems((_api, stage) => { stage.stageName = undefined; })).toEqual(got('undefined'));
    expect(problems((api, stage) => { stage.stageName = new CfnParameter(Stack.of(api), 'Name').valueAsString; })).toEqual(got('{"Ref":"Name"}'));
  });

  test('is not known of a stage that the app does not define', () => {
    expect(problems((api) => {
      api.deploymentStage = apigateway.Stage.fromStageAttributes(api, 'Imported', { restApi: api, stageName: 'v2' }) as apigateway.Stage;
    })).toEqual([]);
  });
});
