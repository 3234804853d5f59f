import { Annotations, Stack, Tokenization } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { readApiMethods } from './api-methods';
import { settingWarnings } from './api-settings';
import { cachedStages, ownStage, readApiStages, renamedStageProblems, stagesOfUnknownApis } from './api-stages';
import type { ApiRequest, BoundApi, RootOrReason } from './bound-api';
import { openApiEndpoint, openApiProblems, openApiWarnings } from './open-api-problems';
import { addedStatements, endpointTypeProblems, policyProblems } from './policy-changes';
import { cacheWarnings, stageProblems, stageWarnings } from './stage-problems';

/** Marks an API that has a guard, also for another copy of this library in the same app. */
const GUARDED_BY = Symbol.for('cdk-cross-account-private-api.guardedBy');

/** The path of the construct that guards an API already. */
export function guardOf(resource: apigateway.CfnRestApi): string | undefined {
  return (resource as Partial<Record<typeof GUARDED_BY, string>>)[GUARDED_BY];
}

/** An API in the hands of its construct, whatever source it has. */
export function bindApi(
  scope: IConstruct, restApi: apigateway.RestApiBase, resource: apigateway.CfnRestApi, stageName: string, { vpcEndpointIds }: ApiRequest,
): BoundApi {
  Object.defineProperty(resource, GUARDED_BY, { value: scope.node.path });
  // The L2 goes on adding to it after the resource has another one.
  const ownPolicy: unknown = resource.policy;
  const document = documentOf(resource);
  associate(resource, vpcEndpointIds);
  warn(scope, resource, document);
  return {
    restApi,
    resource,
    stageName,
    root: rootOf(restApi),
    endpointAccessMode: resource.endpointAccessMode,
    vpcEndpointIds: [...associationsOf(resource), ...openApiEndpoint(document).vpcEndpointIds],
    addedStatements: () => addedStatements(resource, ownPolicy),
    methods: () => readApiMethods(restApi, resource),
    problems: (policy, selectedDeploymentId) => [
      ...policyProblems(resource, policy, ownPolicy),
      ...endpointTypeProblems(resource),
      ...inlineDocumentProblems(resource),
      ...renamedStageProblems(ownStage(restApi), stageName),
      ...stageProblems(readApiStages(restApi, resource, selectedDeploymentId), selectedDeploymentId !== undefined),
    ],
    warnings: () => [...stageWarnings(stagesOfUnknownApis(resource)), ...cacheWarnings(cachedStages(resource))],
  };
}

/** What contradicts the guard in the document of an API, if that is in the template. */
export function inlineDocumentProblems(resource: apigateway.CfnRestApi): string[] {
  const document = documentOf(resource);
  return document === undefined ? [] : openApiProblems(document);
}

/** The endpoints that an API was associated with before it had a guard. */
export function associationsOf({ endpointConfiguration }: apigateway.CfnRestApi): readonly string[] {
  return endpointConfiguration === undefined || Tokenization.isResolvable(endpointConfiguration) ? [] : endpointConfiguration.vpcEndpointIds ?? [];
}

function documentOf(resource: apigateway.CfnRestApi): unknown {
  return Stack.of(resource).resolve(resource.body);
}

function associate(resource: apigateway.CfnRestApi, vpcEndpointIds: readonly string[] | undefined): void {
  if (vpcEndpointIds === undefined) return;
  const { types, ipAddressType } = Stack.of(resource).resolve(resource.endpointConfiguration) as apigateway.CfnRestApi.EndpointConfigurationProperty;
  resource.endpointConfiguration = { types, ipAddressType, vpcEndpointIds: [...vpcEndpointIds] };
}

function warn(scope: IConstruct, resource: apigateway.CfnRestApi, document: unknown): void {
  const { endpointAccessMode, disableExecuteApiEndpoint: disabled = false } = resource;
  const warnings = [
    ...settingWarnings({ endpointAccessMode, disableExecuteApiEndpoint: disabled !== false || openApiEndpoint(document).disableExecuteApiEndpoint }),
    ...(document === undefined && resource.bodyS3Location === undefined ? [] : openApiWarnings(document)),
  ];
  for (const { id, message } of warnings) Annotations.of(scope).addWarningV2(`cdk-cross-account-private-api:${id}`, message);
}

/** The construct of a document accepts methods. They mix with those of the document, which CloudFormation imports as a whole. */
function rootOf(restApi: apigateway.RestApiBase): RootOrReason {
  return restApi instanceof apigateway.RestApi ? { resource: restApi.root } : {
    reason: 'root must be of an API of constructs, got one of an OpenAPI document; add the method to the document, because that of a construct would mix with it',
  };
}
