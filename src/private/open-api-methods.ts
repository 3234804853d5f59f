import type { DeployedMethod } from './allow-terms';
import type { AuthorizationType } from './authorize-call';
import { JsonObject, isOpenApi, isOpenApi2, isPlainObject, operationsOf } from './open-api-document';
import { splitPath } from './route-patterns';

/**
 * The methods that API Gateway makes of an OpenAPI document; `undefined` if any part of it is not understood.
 *
 * Nothing is guessed: a method that is taken for an open one, and is not, would have limits that its authorizer lifts.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function readOpenApiMethods(document: unknown): readonly DeployedMethod[] | undefined {
  if (!isPlainObject(document) || !isOpenApi(document) || !isPlainObject(document.paths)) return undefined;
  const methods = Object.entries(document.paths)
    .filter(([path]) => !path.startsWith('x-'))
    .flatMap(([path, item]) => methodsOf(document, path, item));
  return methods.every((method) => method !== undefined) ? methods : undefined;
}

/**
 * The operations that the document's own `security` would protect by the OpenAPI specification, and does not by API Gateway.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function unprotectedOperations(document: unknown): readonly string[] {
  if (!isPlainObject(document) || !hasRootSecurity(document) || !isPlainObject(document.paths)) return [];
  return Object.entries(document.paths).flatMap(([path, item]) => (operationsOf(item) ?? [])
    .filter(([, operation]) => isPlainObject(operation) && saysNothing(operation))
    .map(([httpMethod]) => `${httpMethod} ${path}`));
}

function methodsOf(document: JsonObject, path: string, item: unknown): (DeployedMethod | undefined)[] {
  const operations = path.startsWith('/') && !splitPath(path).includes(undefined) ? operationsOf(item) : undefined;
  return operations?.map(([httpMethod, operation]) => {
    const authorizationType = isPlainObject(operation) ? authorizationOf(document, operation) : undefined;
    return authorizationType && { path, httpMethod, authorizationType };
  }) ?? [undefined];
}

function authorizationOf(document: JsonObject, operation: JsonObject): AuthorizationType | undefined {
  // By its documentation API Gateway has such a method without authorization. Its author meant something else, so nothing is built on either.
  if (saysNothing(operation)) return hasRootSecurity(document) ? undefined : 'NONE';
  const said = [
    ...('x-amazon-apigateway-auth' in operation ? [ofExtension(operation['x-amazon-apigateway-auth'])] : []),
    ...('security' in operation ? [ofRequirements(document, operation.security)] : []),
  ];
  return said.every((each) => each === said[0]) ? said[0] : undefined;
}

function saysNothing(operation: JsonObject): boolean {
  return !('x-amazon-apigateway-auth' in operation) && !('security' in operation);
}

function hasRootSecurity({ security = [] }: JsonObject): boolean {
  return !Array.isArray(security) || security.length > 0;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-auth.html */
function ofExtension(extension: unknown): AuthorizationType | undefined {
  const type = isPlainObject(extension) && typeof extension.type === 'string' ? extension.type.toUpperCase() : undefined;
  return type === 'NONE' || type === 'AWS_IAM' ? type : undefined;
}

/** The schemes that an operation names. A method has one authorizer at most, and beside it API keys, which authorize nothing. */
function ofRequirements(document: JsonObject, requirements: unknown): AuthorizationType | undefined {
  if (!Array.isArray(requirements) || !requirements.every(isNonEmpty)) return undefined;
  const types = requirements.flatMap((requirement) => Object.keys(requirement)).map((name) => ofScheme(schemeOf(document, name)));
  const authorizing = [...new Set(types.filter((type) => type !== 'NONE'))];
  return authorizing.length > 1 ? undefined : [...authorizing, 'NONE' as const][0];
}

/** An empty requirement makes the others optional, which no authorizer can be. */
function isNonEmpty(requirement: unknown): requirement is JsonObject {
  return isPlainObject(requirement) && Object.keys(requirement).length > 0;
}

function schemeOf(document: JsonObject, name: string): unknown {
  const schemes = isOpenApi2(document)
    ? document.securityDefinitions
    : isPlainObject(document.components) ? document.components.securitySchemes : undefined;
  return isPlainObject(schemes) ? schemes[name] : undefined;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html */
function ofScheme(scheme: unknown): AuthorizationType | undefined {
  if (!isPlainObject(scheme) || scheme.type !== 'apiKey') return undefined;
  const authType = scheme['x-amazon-apigateway-authtype'];
  const authorizer = scheme['x-amazon-apigateway-authorizer'];
  if (authorizer === undefined) {
    if (authType === 'awsSigv4') return 'AWS_IAM';
    // A method that names a type without its authorizer is not imported at all.
    return authType === undefined ? 'NONE' : undefined;
  }
  const type = isPlainObject(authorizer) ? ofAuthorizer(authorizer.type) : undefined;
  return isAgreeing(authType, type) ? type : undefined;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html */
function ofAuthorizer(type: unknown): AuthorizationType | undefined {
  if (type === 'cognito_user_pools') return 'COGNITO_USER_POOLS';
  return type === 'token' || type === 'request' ? 'CUSTOM' : undefined;
}

/** The type of a Lambda authorizer is free text, but for the words that are reserved. */
function isAgreeing(authType: unknown, type: AuthorizationType | undefined): boolean {
  if (authType === undefined) return true;
  if (typeof authType !== 'string' || authType.startsWith('aws')) return false;
  return (authType === 'cognito_user_pools') === (type === 'COGNITO_USER_POOLS');
}

