import { Stack } from 'aws-cdk-lib';
import type { CfnRestApi, RestApi, RestApiBase } from 'aws-cdk-lib/aws-apigateway';
import { ApiMember, apiMembers, propertyOf } from './api-members';
import { MethodFacts, MethodReading, deployedMethods } from './deployed-methods';
import { isPlainObject } from './open-api-document';
import { readOpenApiMethods } from './open-api-methods';

/**
 * The methods that an API deploys, as the app has them now.
 *
 * Raw overrides are not seen, here as everywhere before the template is written.
 */
export function readApiMethods(restApi: RestApiBase, resource: CfnRestApi): MethodReading {
  const paths = pathsByElement(restApi);
  const facts = apiMembers(resource, 'AWS::ApiGateway::Method').map((member) => factsOf(member, paths));
  const { body, ...origin } = resolvedOrigin(resource);
  const reasons = originReasons(resource.node.path, origin);
  if (body === undefined) return withReasons(reasons, deployedMethods(facts));
  const beside = facts.length === 0 ? [] : reasonsOf(deployedMethods(facts), `${resource.node.path} has methods beside those of its document`);
  return withReasons([...reasons, ...beside], documentedMethods(resource.node.path, body));
}

function pathsByElement(restApi: RestApiBase): ReadonlyMap<unknown, string> {
  // A RestApi has the list. A SpecRestApi has none: what is added to it mixes with its document.
  const { methods = [] } = restApi as Partial<Pick<RestApi, 'methods'>>;
  return new Map(methods.map(({ node, resource }) => [node.defaultChild, resource.path]));
}

function factsOf({ element, membership }: ApiMember, paths: ReadonlyMap<unknown, string>): MethodFacts {
  return {
    construct: element.node.path,
    membership,
    path: paths.get(element),
    httpMethod: propertyOf(element, 'httpMethod'),
    authorizationType: propertyOf(element, 'authorizationType'),
  };
}

/** Where an API's methods may come from besides constructs. */
interface Origin {
  readonly bodyS3Location: unknown;
  readonly cloneFrom: unknown;
  readonly mode: unknown;
  readonly parameters: unknown;
}

function resolvedOrigin(resource: CfnRestApi): Origin & { readonly body: unknown } {
  const { body, bodyS3Location, cloneFrom, mode, parameters } = resource;
  return Stack.of(resource).resolve({ body, bodyS3Location, cloneFrom, mode, parameters });
}

function originReasons(path: string, { bodyS3Location, cloneFrom, mode, parameters = {} }: Origin): string[] {
  const isAsWritten = isPlainObject(parameters)
    && Object.entries(parameters).every(([name, value]) => name.toLowerCase() !== 'basepath' || value === 'ignore');
  return [
    ...(bodyS3Location === undefined ? [] : [`${path} has a document that is read at deployment only`]),
    ...(cloneFrom === undefined ? [] : [`${path} has the methods of the API that it is cloned from`]),
    ...(mode === undefined || mode === 'overwrite' ? [] : [`${path} keeps methods of earlier documents, because its mode is not "overwrite"`]),
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-basePath.html
    ...(isAsWritten ? [] : [`${path} may have other paths than its document, because of its parameter "basepath"`]),
  ];
}

function documentedMethods(path: string, document: unknown): MethodReading {
  const methods = readOpenApiMethods(document);
  return methods === undefined ? { unreadable: [`${path} has a document whose methods are not all understood at synthesis`] } : { methods };
}

function withReasons(reasons: readonly string[], reading: MethodReading): MethodReading {
  const unreadable = [...reasons, ...reasonsOf(reading)];
  return unreadable.length > 0 ? { unreadable } : reading;
}

function reasonsOf(reading: MethodReading, ...otherwise: readonly string[]): readonly string[] {
  return 'unreadable' in reading ? reading.unreadable : otherwise;
}
