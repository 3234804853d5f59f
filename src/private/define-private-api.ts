import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct, IConstruct } from 'constructs';
import { settingProblems } from './api-settings';
import { bindApi, inlineDocumentProblems } from './bind-api';
import type { ApiRequest, BoundApi } from './bound-api';
import { constructError } from './errors';
import { openApiProblems } from './open-api-problems';
import type { PrivateApiCodeOptions, PrivateApiOpenApiOptions } from '../private-api-source';

const DEFAULT_STAGE = 'prod';

/** Defines an API to which constructs add methods. */
export function defineCodeApi(scope: Construct, request: ApiRequest, options: PrivateApiCodeOptions): BoundApi {
  throwIfAny(scope, settingProblems(options));
  const { description, defaultIntegration, defaultMethodOptions, defaultCorsPreflightOptions } = options;
  const restApi = new apigateway.RestApi(scope, 'Resource', {
    ...commonProps(request, options), description, defaultIntegration, defaultMethodOptions, defaultCorsPreflightOptions,
  });
  return bindDefined(scope, restApi, request, options);
}

/** Defines an API by a document. */
export function defineOpenApi(
  scope: Construct, request: ApiRequest, apiDefinition: apigateway.ApiDefinition, options: PrivateApiOpenApiOptions,
): BoundApi {
  const inline = apiDefinition instanceof apigateway.InlineApiDefinition ? apiDefinition.bind(scope).inlineDefinition : undefined;
  throwIfAny(scope, [
    ...settingProblems(options),
    ...(inline === undefined ? [] : openApiProblems(Stack.of(scope).resolve(inline))),
  ]);
  const restApi = new apigateway.SpecRestApi(scope, 'Resource', { ...commonProps(request, options), apiDefinition });
  // A definition of another class tells only now whether it is inline.
  throwIfAny(scope, inlineDocumentProblems(resourceOf(restApi)));
  return bindDefined(scope, restApi, request, options);
}

function commonProps(request: ApiRequest, options: PrivateApiOpenApiOptions): apigateway.RestApiBaseProps {
  const { id, stageName = DEFAULT_STAGE, accessLogDestination, accessLogFormat } = request;
  return {
    restApiName: options.restApiName ?? id,
    endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] },
    disableExecuteApiEndpoint: options.disableExecuteApiEndpoint,
    deployOptions: { ...options.deployOptions, stageName, accessLogDestination, accessLogFormat },
    // One setting of the whole account and Region: an API must not overwrite it (aws/aws-cdk#10878).
    cloudWatchRole: false,
  };
}

function bindDefined(scope: Construct, restApi: apigateway.RestApiBase, request: ApiRequest, options: PrivateApiOpenApiOptions): BoundApi {
  // The L2 prints a URL that no one outside an endpoint with private DNS can resolve, and has no option to leave it out.
  restApi.node.tryRemoveChild('Endpoint');
  const resource = resourceOf(restApi);
  // The L2 has no properties for these.
  resource.endpointAccessMode = options.endpointAccessMode;
  resource.securityPolicy = options.securityPolicy;
  return bindApi(scope, restApi, resource, request.stageName ?? DEFAULT_STAGE, request);
}

function resourceOf(restApi: apigateway.RestApiBase): apigateway.CfnRestApi {
  return restApi.node.defaultChild as apigateway.CfnRestApi;
}

function throwIfAny(scope: IConstruct, problems: readonly string[]): void {
  if (problems.length > 0) throw constructError(scope, problems.join('\n'));
}
