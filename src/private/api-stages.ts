import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { apiMembers, propertyOf, referencedConstructs } from './api-members';
import { isObject } from './open-api-document';
import type { ApiStages, DeploymentFacts, DeploymentOrigin, StageFacts } from './stage-problems';

const STAGE = 'AWS::ApiGateway::Stage';
const DEPLOYMENT = 'AWS::ApiGateway::Deployment';

/**
 * The stages and deployments of an API in the whole app, also those of its imports in other stacks.
 *
 * One whose `restApiId` only the deployment knows is left out, because it cannot be told from that of another API.
 *
 * @param selectedDeploymentId What the deployment selector answers, if there is one.
 */
export function readApiStages(restApi: apigateway.RestApiBase, resource: apigateway.CfnRestApi, selectedDeploymentId?: string): ApiStages {
  return {
    stages: ownMembers(resource, STAGE).map((stage) => stageFacts(restApi, stage, selectedDeploymentId)),
    deployments: ownMembers(resource, DEPLOYMENT).map(deploymentFacts),
  };
}

/** The API's own stage, if this app defines it. */
export function ownStage({ deploymentStage }: { readonly deploymentStage?: apigateway.Stage }): apigateway.CfnStage | undefined {
  const stage = deploymentStage?.node.defaultChild;
  return apigateway.CfnStage.isCfnStage(stage) ? stage : undefined;
}

/** A stage of another name than that of the routes would be closed to limited consumers, and the URL of a connection would lead nowhere. */
export function renamedStageProblems(stage: apigateway.CfnStage | undefined, stageName: string): string[] {
  return stage === undefined || stage.stageName === stageName ? [] : [
    `stageName of ${stage.node.path} must be ${JSON.stringify(stageName)}, for which the allow-list is made, got ${JSON.stringify(Stack.of(stage).resolve(stage.stageName))}; `
    + 'remove what changes it, and set stageName of the construct, or that of an existing API before it is guarded',
  ];
}

/** Paths of stages that may be the API's, which only the deployment can tell. */
export function stagesOfUnknownApis(resource: apigateway.CfnRestApi): readonly string[] {
  return apiMembers(resource, STAGE).filter(({ membership }) => membership === 'unknown').map(({ element }) => element.node.path);
}

/** Paths of the API's stages that have a cache. */
export function cachedStages(resource: apigateway.CfnRestApi): readonly string[] {
  return ownMembers(resource, STAGE).filter((stage) => propertyOf(stage, 'cacheClusterEnabled') === true).map(({ node }) => node.path);
}

/** The stages that follow the API's own deployment, for a deployment selector to move. */
export function stagesOfLatestDeployment(restApi: apigateway.RestApiBase, resource: apigateway.CfnRestApi): readonly apigateway.CfnStage[] {
  // Not by isCfnStage(), which looks at the type alone: a resource without the L1 class has no property to set.
  return ownMembers(resource, STAGE).filter((stage) => stage instanceof apigateway.CfnStage)
    .filter((stage) => originOf(restApi, deploymentOf(stage)) === 'latest');
}

function ownMembers(resource: apigateway.CfnRestApi, type: string): CfnResource[] {
  return apiMembers(resource, type).filter(({ membership }) => membership === 'own').map(({ element }) => element);
}

function stageFacts(restApi: apigateway.RestApiBase, stage: CfnResource, selectedDeploymentId: string | undefined): StageFacts {
  const id = propertyOf(stage, 'deploymentId');
  const canary = resolvedIn(stage, propertyOf(stage, 'canarySetting'));
  return {
    construct: stage.node.path,
    ...deploymentFactsOf(restApi, stage, id, selectedDeploymentId),
    ...(canary !== undefined && { canary: isSame(stage, canaryDeployment(canary), id) ? 'sameDeployment' as const : 'otherDeployment' as const }),
  };
}

function deploymentFactsOf(
  restApi: apigateway.RestApiBase, stage: CfnResource, id: unknown, selectedDeploymentId: string | undefined,
): Pick<StageFacts, 'origin' | 'deployment'> {
  if (id === undefined) return { origin: 'none' };
  if (isSame(stage, id, selectedDeploymentId)) return { origin: 'selected' };
  const deployment = deploymentOf(stage);
  return {
    origin: originOf(restApi, deployment),
    deployment: deployment?.node.path ?? (Token.isUnresolved(id) ? 'an id that is known at deployment only' : JSON.stringify(id)),
  };
}

function deploymentOf(stage: CfnResource): CfnResource | undefined {
  return [...referencedConstructs(stage, propertyOf(stage, 'deploymentId'))].filter(CfnResource.isCfnResource)
    .find(({ cfnResourceType }) => cfnResourceType === DEPLOYMENT);
}

/** The L2 makes the id of a deployment from the text of the API, if it has the API itself and not an import of it. */
function originOf(restApi: apigateway.RestApiBase, deployment: CfnResource | undefined): DeploymentOrigin {
  const owner = deployment?.node.scope;
  if (owner === undefined) return 'unknown';
  if (!(owner instanceof apigateway.Deployment) || owner.api !== restApi) return 'fixed';
  return owner === restApi.latestDeployment ? 'latest' : 'current';
}

function deploymentFacts(deployment: CfnResource): DeploymentFacts {
  return {
    construct: deployment.node.path,
    namesStage: propertyOf(deployment, 'stageName') !== undefined,
    hasCanary: propertyOf(deployment, 'deploymentCanarySettings') !== undefined,
  };
}

/** Without one, a canary stays at the deployment that the stage had when the canary was made. */
function canaryDeployment(canary: unknown): unknown {
  return isObject(canary) ? canary.deploymentId ?? canary.DeploymentId : undefined;
}

function isSame(scope: CfnResource, one: unknown, other: unknown): boolean {
  return JSON.stringify(resolvedIn(scope, one)) === JSON.stringify(resolvedIn(scope, other));
}

function resolvedIn(scope: CfnResource, value: unknown): unknown {
  return Stack.of(scope).resolve(value);
}
