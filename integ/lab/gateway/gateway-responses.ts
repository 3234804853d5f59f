import { GatewayResponse } from '../state';
import { Answered, contextVariables, renderFormat } from './access-log';
import { Outcome } from './outcomes';
import { headerOf, queryOf } from './request';

const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';
const HEADER = /^gatewayresponse\.header\.(.+)$/;

/**
 * API Gateway's own answer as the API's deployment words it. What is not customised takes headers and templates, but not the status, from
 * `DEFAULT_4XX` or `DEFAULT_5XX`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function customised(answered: Answered & { readonly outcome: Outcome }): Outcome {
  const { outcome, reached: { stage: { deployment } } } = answered;
  const { responseType, status, notSupported } = outcome;
  if (responseType === undefined || notSupported !== undefined) return outcome;
  const own = deployment.gatewayResponses[responseType];
  const response = own ?? deployment.gatewayResponses[status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'];
  if (response === undefined) return outcome;
  return {
    ...outcome,
    status: own?.statusCode ?? status,
    headers: headersOf(response, answered),
    body: renderFormat(response.templates['application/json'] ?? DEFAULT_TEMPLATE, templateVariables(answered), ''),
  };
}

/** Here the message is `null` where there is none. */
function templateVariables(answered: Answered) {
  const variables = contextVariables(answered);
  return { ...variables, 'error.messageString': variables['error.messageString'] ?? 'null' };
}

function headersOf({ parameters }: GatewayResponse, answered: Answered): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).flatMap(([target, source]) => {
    const name = HEADER.exec(target)?.[1];
    const value = valueOf(source, answered);
    return name === undefined || value === undefined ? [] : [[name, value]];
  }));
}

/** A text in single quotes, or where in the request it is found. What is not there makes no header. */
function valueOf(source: string, answered: Answered): string | undefined {
  const { request, reached: { stage } } = answered;
  const [, literal] = /^'(.*)'$/s.exec(source) ?? [];
  if (literal !== undefined) return literal;
  const [, place, name] = /^(method\.request\.header|method\.request\.querystring|stageVariables|context)\.(.+)$/.exec(source) ?? [];
  switch (place) {
    case 'method.request.header': return headerOf(request, name);
    case 'method.request.querystring': return queryOf(request.target)[name]?.at(-1);
    case 'stageVariables': return stage.variables[name];
    case 'context': return contextVariables(answered)[name]?.toString();
    default: throw new Error(`the lab does not know the source ${source} of a gateway response's header`);
  }
}
