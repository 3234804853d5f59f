/**
 * Where a stage's deployment comes from:
 * - `latest`: the RestApi's own, which is made anew with every change of the policy;
 * - `current`: another `Deployment` construct of the RestApi, which is so too;
 * - `selected`: the one that the deployment selector chose when values that only the deployment knows changed;
 * - `fixed`: a deployment of the app that is made once;
 * - `unknown`: an id that is no deployment of the app;
 * - `none`: no deployment at all.
 */
export type DeploymentOrigin = 'latest' | 'current' | 'selected' | 'fixed' | 'unknown' | 'none';

/** What a canary serves, beside what its stage does. */
export type CanaryDeployment = 'sameDeployment' | 'otherDeployment';

/** A stage of an API, as the app has it. */
export interface StageFacts {
  readonly construct: string;
  readonly origin: DeploymentOrigin;
  /** Path of the deployment's construct, or its id, as far as there is one. */
  readonly deployment?: string;
  /** What a canary of the stage serves, if it has one. */
  readonly canary?: CanaryDeployment;
}

/** A deployment of an API, as the app has it. */
export interface DeploymentFacts {
  readonly construct: string;
  /** Whether it makes or moves a stage by itself, by name. */
  readonly namesStage: boolean;
  readonly hasCanary: boolean;
}

/** The stages and deployments of an API in the whole app. */
export interface ApiStages {
  readonly stages: readonly StageFacts[];
  readonly deployments: readonly DeploymentFacts[];
}

/**
 * Stages that would enforce another policy than the template's, in the words of a validation at synthesis.
 *
 * A stage serves a copy of the API that its deployment took, policy included. Only a new deployment carries a new policy to callers.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
 */
export function stageProblems({ stages, deployments }: ApiStages, hasSelector: boolean): string[] {
  return [
    ...stages.filter(({ origin }) => !follows(origin, hasSelector)).map((stage) =>
      `stage ${stage.construct} must use a deployment that follows the policy, got ${describeDeployment(stage)}; `
      + 'define it with apigateway.Stage and the latestDeployment of the API, or remove it'),
    ...stages.filter(({ canary }) => canary === 'otherDeployment').map(({ construct }) =>
      `canary of stage ${construct} must serve the stage's own deployment, got another one, which keeps its policy; `
      + 'remove canarySetting, or give it the stage\'s deploymentId'),
    ...deployments.filter(({ namesStage }) => namesStage).map(({ construct }) =>
      `deployment ${construct} must not name a stage, got stageName; a stage that the template does not have keeps its policy when a deploy is rolled back, `
      + 'so leave the name out and define the stage with apigateway.Stage'),
    ...deployments.filter(({ hasCanary }) => hasCanary).map(({ construct }) =>
      `deployment ${construct} must not be a canary, got deploymentCanarySettings; the stage would enforce two policies, so leave them out`),
  ];
}

/** Something to be said that does not stop the synthesis. Ids are public: users acknowledge a warning by its id. */
export interface StageWarning {
  readonly id: string;
  readonly message: string;
}

/** What to say of stages that may be the API's, because only the deployment knows whose they are. */
export function stageWarnings(constructs: readonly string[]): StageWarning[] {
  return constructs.map((construct) => ({
    id: 'stageOfUnknownApi',
    message: `stage ${construct} should be of an API that is known when the app is synthesized, got an id that is not; if it is this API, then the stage keeps its policy `
      + 'when the allow-list changes: define it with apigateway.Stage and the latestDeployment of the API',
  }));
}

/**
 * Callers may renew a cache entry unless the stage asks for `execute-api:InvalidateCache`, which no property of CloudFormation switches on.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export function cacheWarnings(constructs: readonly string[]): StageWarning[] {
  return constructs.map((construct) => ({
    id: 'cacheCanBeRenewed',
    message: `stage ${construct} should require authorization to renew its cache, got a cache without; every caller on the allow-list can renew entries by `
      + '"Cache-Control: max-age=0" until you switch that on for the stage, in the console or by UpdateStage',
  }));
}

function follows(origin: DeploymentOrigin, hasSelector: boolean): boolean {
  return hasSelector ? origin === 'selected' : origin === 'latest' || origin === 'current';
}

function describeDeployment({ origin, deployment }: StageFacts): string {
  switch (origin) {
    case 'none': return 'none';
    case 'unknown': return `${deployment}, which is no deployment construct of this app`;
    case 'fixed': return `${deployment}, which is made once and keeps the policy of that time`;
    default: return `${deployment}, which does not follow the values of the allow-list that are known at deployment only`;
  }
}
