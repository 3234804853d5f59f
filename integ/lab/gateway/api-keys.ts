import { LabState, Method, RestApi, Stage } from '../state';
import { GatewayRequest, headerOf } from './request';

/**
 * Whether a method's demand for an API key is met: one that is enabled, of a usage plan that covers the stage. A key is no
 * identity; it is looked at last.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-setup-api-key-with-console.html
 */
export function checkApiKey(state: LabState, api: RestApi, stage: Stage, method: Method, request: GatewayRequest): 'ok' | { readonly missing: string } | { readonly unsupported: string } {
  if (!method.apiKeyRequired) return 'ok';
  const needs = `${method.httpMethod} ${method.path} of ${api.id} needs an API key`;
  if (api.apiKeySource !== 'HEADER') return { unsupported: `${needs} from its ${api.apiKeySource.toLowerCase()}` };
  const sent = headerOf(request, 'x-api-key');
  const key = state.apiKeys.find(({ value, enabled, account }) => value === sent && enabled && account === api.account);
  if (key === undefined) return { missing: `${needs}, and x-api-key holds none that is enabled` };
  return key.stages.some(({ apiId, stage: name }) => apiId === api.id && name === stage.name)
    ? 'ok'
    : { missing: `${needs}, and no usage plan of the key ${key.id} covers stage ${stage.name}` };
}
