import { Endpoint, LabState, RestApi } from '../state';
import { GatewayRequest, headerOf } from './request';

export type Route =
  | { readonly api: RestApi }
  /** No API: AWS answers `Forbidden` for all of these. */
  | { readonly forbidden: string; readonly apiId?: string }
  | { readonly unsupported: string };

const EXECUTE_API_HOST = /^(?<api>[a-z0-9]+)(-vpce-[0-9a-f]+)?\.execute-api\.(?<region>[a-z0-9-]+)\.amazonaws\.com$/;

/**
 * Which API a request is for: the header `x-apigw-api-id`, or a `Host` of the form `{api}` or `{api}-{endpoint}`. The endpoint
 * in the `Host` means nothing: the one that took the connection counts.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
 */
export function routeRequest(state: LabState, endpoint: Endpoint, request: GatewayRequest): Route {
  const host = hostOf(request);
  const named = EXECUTE_API_HOST.exec(host)?.groups;
  const header = headerOf(request, 'x-apigw-api-id');
  if (header !== undefined && named !== undefined && named.api !== header) {
    return { unsupported: `a Host for ${named.api} with an x-apigw-api-id for ${header}: AWS does not document which one wins` };
  }
  if (header === undefined && named === undefined) {
    return { forbidden: `the Host ${JSON.stringify(host)} names no API, and there is no x-apigw-api-id` };
  }
  if (named !== undefined && named.region !== endpoint.region) {
    return { forbidden: `the Host names ${named.region}, and ${endpoint.id} serves ${endpoint.region} only`, apiId: named.api };
  }
  return findPrivateApi(state, endpoint, header ?? named!.api);
}

/**
 * Why an API in the endpoint access mode STRICT refuses a request. AWS says that the host of the TLS handshake has to be that of
 * the `Host`, and that aliases and endpoint names with a header do not work; which answer they get is not documented.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
 */
export function whyNotStrict({ id, region }: RestApi, request: GatewayRequest): string | undefined {
  const [host, name] = [hostOf(request), `${id}.execute-api.${region}.amazonaws.com`];
  if (host !== name) {
    return `the endpoint access mode of ${id} is STRICT, which takes the Host ${name} only, got ${JSON.stringify(host)}`;
  }
  return request.serverName?.toLowerCase() === name
    ? undefined
    : `the endpoint access mode of ${id} is STRICT, and the name of the TLS handshake is ${request.serverName ?? 'missing'}, not that of the Host`;
}

function hostOf(request: GatewayRequest): string {
  return (headerOf(request, 'host') ?? '').toLowerCase().replace(/:\d+$/, '');
}

function findPrivateApi(state: LabState, endpoint: Endpoint, apiId: string): Route {
  const api = state.apis.find(({ id, region }) => id === apiId && region === endpoint.region);
  if (api === undefined) {
    return { forbidden: `there is no API ${apiId} in ${endpoint.region}`, apiId };
  }
  return api.endpointType === 'PRIVATE'
    ? { api }
    : { forbidden: `${apiId} is ${api.endpointType}, and through ${endpoint.id} only private APIs can be called`, apiId };
}
