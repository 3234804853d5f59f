import { Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { ownStage } from './api-stages';
import { associationsOf, bindApi, guardOf, inlineDocumentProblems } from './bind-api';
import type { ApiRequest, BoundApi } from './bound-api';
import { constructError } from './errors';
import { ExistingApiFacts, existingApiProblems, foreignApiProblem } from './existing-api-problems';

/** Guards an API where it is: of its template only the policy and the id of the deployment change. */
export function bindExistingApi(scope: IConstruct, request: ApiRequest, restApi: apigateway.RestApiBase): BoundApi {
  const resource = restApi.node.defaultChild;
  const isRenewed = restApi instanceof apigateway.RestApi || restApi instanceof apigateway.SpecRestApi;
  if (!isRenewed || !apigateway.CfnRestApi.isCfnRestApi(resource)) {
    throw constructError(scope, foreignApiProblem(restApi.node.path));
  }
  const stageName = ownStage(restApi)?.stageName;
  const problems = [...existingApiProblems(factsOf(scope, request, restApi, resource, stageName)), ...inlineDocumentProblems(resource)];
  if (problems.length > 0) {
    throw constructError(scope, problems.join('\n'));
  }
  return bindApi(scope, restApi, resource, stageName!, request);
}

function factsOf(
  scope: IConstruct, request: ApiRequest, restApi: apigateway.RestApiBase, resource: apigateway.CfnRestApi, stageName: string | undefined,
): ExistingApiFacts {
  const stack = Stack.of(restApi);
  return {
    construct: restApi.node.path,
    guardedBy: guardOf(resource),
    stack: stack.node.path,
    stackOfGuard: Stack.of(scope).node.path,
    endpointTypes: stack.resolve(resource.endpointConfiguration)?.types,
    hasPolicy: stack.resolve(resource.policy) !== undefined,
    hasDeployment: restApi.latestDeployment !== undefined,
    ...(stageName !== undefined && { stage: { isNamed: !Token.isUnresolved(stageName) } }),
    associations: associationsOf(resource),
    given: {
      stageName: request.stageName,
      accessLog: request.accessLogDestination !== undefined || request.accessLogFormat !== undefined,
      vpcEndpointIds: request.vpcEndpointIds !== undefined,
    },
  };
}
