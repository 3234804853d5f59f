import { OriginNetwork } from '../network/origin';
import { Authorizer, Endpoint, Method, RestApi, Stage } from '../state';
import { pathParameters } from './method-matching';
import { GatewayRequest, headerOf, queryOf, Target } from './request';

/** What a Lambda authorizer is asked about. */
export interface AuthorizedCall {
  readonly api: RestApi;
  readonly stage: Stage;
  readonly method: Method;
  readonly target: Target;
  readonly arn: string;
  readonly request: GatewayRequest;
  readonly endpoint: Endpoint;
  readonly caller: OriginNetwork;
}

type NotAsked = { readonly unauthorized: string } | { readonly unsupported: string };

/**
 * The event, or why the function is not even asked.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 */
export function authorizerEvent(authorizer: Authorizer, call: AuthorizedCall): object | NotAsked {
  return authorizer.type === 'TOKEN' ? tokenEvent(authorizer, call) : requestEvent(authorizer, call);
}

function tokenEvent({ identitySource, identityValidation }: Authorizer, { request, arn }: AuthorizedCall): object | NotAsked {
  const header = /^method\.request\.header\.(.+)$/.exec(identitySource)?.[1] ?? 'Authorization';
  const token = headerOf(request, header);
  if (token === undefined || token === '') return { unauthorized: `the header ${header} is missing` };
  if (identityValidation !== '' && !new RegExp(`^(?:${identityValidation})$`).test(token)) return { unauthorized: `the header ${header} does not match ${identityValidation}` };
  return { type: 'TOKEN', authorizationToken: token, methodArn: arn };
}

function requestEvent({ identitySource, ttl }: Authorizer, call: AuthorizedCall): object | NotAsked {
  const { api, stage, method, target, request, endpoint, caller, arn } = call;
  const query = queryOf(request.target);
  // Without a cache the sources are not asked for: the function is called whatever was sent.
  const sources = ttl === 0 ? [] : identitySource.split(',').map((each) => each.trim()).filter((each) => each !== '');
  for (const source of sources) {
    const value = sourceValue(source, call, query);
    if (typeof value === 'object') return value;
    if (value === undefined || value === '') return { unauthorized: `the identity source ${source} is missing` };
  }
  const headers = Object.entries(request.headers).flatMap(([name, value]) => value === undefined ? [] : [[name, [value].flat()] as const]);
  return {
    type: 'REQUEST',
    methodArn: arn,
    resource: method.path,
    path: target.path || '/',
    httpMethod: request.method,
    headers: Object.fromEntries(headers.map(([name, values]) => [name, values.at(-1)])),
    multiValueHeaders: Object.fromEntries(headers),
    queryStringParameters: Object.fromEntries(Object.entries(query).map(([name, values]) => [name, values.at(-1)])),
    multiValueQueryStringParameters: query,
    pathParameters: pathParameters(method.path, target.path),
    stageVariables: stage.variables,
    requestContext: {
      accountId: api.account,
      apiId: api.id,
      resourceId: method.resourceId,
      resourcePath: method.path,
      httpMethod: request.method,
      path: `/${stage.name}${target.path}`,
      protocol: 'HTTP/1.1',
      stage: stage.name,
      requestTimeEpoch: request.arrived.getTime(),
      domainName: headerOf(request, 'host'),
      identity: { sourceIp: caller.address, vpcId: endpoint.vpcId, vpceId: endpoint.id, userAgent: headerOf(request, 'user-agent') ?? null },
    },
  };
}

function sourceValue(
  source: string, { request, stage }: AuthorizedCall, query: Record<string, string[]>,
): string | undefined | { readonly unsupported: string } {
  const [, kind, name] = /^(method\.request\.header|method\.request\.querystring|stageVariables)\.(.+)$/.exec(source) ?? [];
  switch (kind) {
    case 'method.request.header': return headerOf(request, name);
    case 'method.request.querystring': return query[name]?.[0];
    case 'stageVariables': return stage.variables[name];
    default: return { unsupported: `the identity source ${source} of an authorizer` };
  }
}
