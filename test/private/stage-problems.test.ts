import { DeploymentFacts, StageFacts, stageProblems, stageWarnings } from '../../src/private/stage-problems';

const V1: StageFacts = { construct: 'Provider/V1', origin: 'latest', deployment: 'Provider/Api/Deployment/Resource' };
const D1: DeploymentFacts = { construct: 'Provider/D1', namesStage: false, hasCanary: false };

test.each<[string, StageFacts, boolean]>([
  ['on the latest deployment', V1, false],
  ['on another deployment that follows the policy', { ...V1, origin: 'current' }, false],
  ['on the selected deployment', { ...V1, origin: 'selected' }, true],
  ['with a canary of its own deployment', { ...V1, canary: 'sameDeployment' }, false],
])('a stage %s is well', (_what, stage, hasSelector) => {
  expect(stageProblems({ stages: [stage], deployments: [D1] }, hasSelector)).toEqual([]);
});

test.each<[string, StageFacts, boolean, string]>([
  ['on a deployment that is made once', { construct: 'Provider/V2', origin: 'fixed', deployment: 'Provider/Raw' }, false,
    'stage Provider/V2 must use a deployment that follows the policy, got Provider/Raw, which is made once and keeps the policy of that time; '
    + 'define it with apigateway.Stage and the latestDeployment of the API, or remove it'],
  ['on a literal id', { construct: 'Provider/V2', origin: 'unknown', deployment: '"abc123"' }, false,
    'stage Provider/V2 must use a deployment that follows the policy, got "abc123", which is no deployment construct of this app; '
    + 'define it with apigateway.Stage and the latestDeployment of the API, or remove it'],
  ['without a deployment', { construct: 'Provider/V2', origin: 'none' }, false,
    'stage Provider/V2 must use a deployment that follows the policy, got none; '
    + 'define it with apigateway.Stage and the latestDeployment of the API, or remove it'],
  ['on the latest deployment, beside a selector', V1, true,
    'stage Provider/V1 must use a deployment that follows the policy, got Provider/Api/Deployment/Resource, '
    + 'which does not follow the values of the allow-list that are known at deployment only; '
    + 'define it with apigateway.Stage and the latestDeployment of the API, or remove it'],
  ['on another deployment, beside a selector', { ...V1, origin: 'current' }, true,
    'stage Provider/V1 must use a deployment that follows the policy, got Provider/Api/Deployment/Resource, '
    + 'which does not follow the values of the allow-list that are known at deployment only; '
    + 'define it with apigateway.Stage and the latestDeployment of the API, or remove it'],
  ['on a deployment that is made once, beside a selector', { construct: 'Provider/V2', origin: 'fixed', deployment: 'Provider/Raw' }, true,
    'stage Provider/V2 must use a deployment that follows the policy, got Provider/Raw, which is made once and keeps the policy of that time; '
    + 'define it with apigateway.Stage and the latestDeployment of the API, or remove it'],
  ['with another canary', { ...V1, canary: 'otherDeployment' }, false,
    'canary of stage Provider/V1 must serve the stage\'s own deployment, got another one, which keeps its policy; '
    + 'remove canarySetting, or give it the stage\'s deploymentId'],
])('a stage %s is not', (_what, stage, hasSelector, problem) => {
  expect(stageProblems({ stages: [stage], deployments: [D1] }, hasSelector)).toEqual([problem]);
});

test.each([
  ['names a stage', { ...D1, namesStage: true },
    'deployment Provider/D1 must not name a stage, got stageName; a stage that the template does not have keeps its policy when a deploy is rolled back, '
    + 'so leave the name out and define the stage with apigateway.Stage'],
  ['is a canary', { ...D1, hasCanary: true },
    'deployment Provider/D1 must not be a canary, got deploymentCanarySettings; the stage would enforce two policies, so leave them out'],
])('a deployment that %s is refused', (_what, deployment, problem) => {
  expect(stageProblems({ stages: [V1], deployments: [D1, deployment] }, false)).toEqual([problem]);
});

test('everything is said at once', () => {
  expect(stageProblems({
    stages: [V1, { ...V1, origin: 'fixed', canary: 'otherDeployment' }],
    deployments: [{ ...D1, namesStage: true, hasCanary: true }],
  }, false)).toHaveLength(4);
});

test('a stage that may be the API\'s is warned about', () => {
  expect(stageWarnings([])).toEqual([]);
  expect(stageWarnings(['Provider/V2', 'Provider/V3'])).toEqual(['Provider/V2', 'Provider/V3'].map((construct) => ({
    id: 'stageOfUnknownApi',
    message: `stage ${construct} should be of an API that is known when the app is synthesized, got an id that is not; `
      + 'if it is this API, then the stage keeps its policy when the allow-list changes: define it with apigateway.Stage and the latestDeployment of the API',
  })));
});
