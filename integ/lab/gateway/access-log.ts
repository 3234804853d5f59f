import { createHash } from 'node:crypto';
import { OriginNetwork } from '../network/origin';
import { Endpoint } from '../state';
import { Reached } from './call';
import { Outcome } from './outcomes';
import { GatewayRequest, headerOf, parseTarget } from './request';

/** One request that was answered at a stage. */
export interface Answered {
  readonly requestId: string;
  readonly request: GatewayRequest;
  readonly reached: Reached;
  readonly endpoint: Endpoint;
  readonly caller: OriginNetwork;
  readonly status: number;
  /** Where API Gateway itself answered. */
  readonly outcome?: Outcome;
  readonly responseLength?: number;
  /** Milliseconds. */
  readonly latency: number;
  /** Where the integration answered. */
  readonly integrationLatency?: number;
}

/** What goes to the emulator: one event of the log group or stream, in the API's account. */
export interface LogEvent {
  readonly account: string;
  readonly region: string;
  readonly destinationArn: string;
  readonly stream: string;
  readonly timestamp: number;
  readonly message: string;
}

type Values = Readonly<Record<string, string | number | undefined>>;

const VARIABLE = /\$context\.([A-Za-z]\w*(?:\.\w+)*)/g;
/** What API Gateway writes for a variable that has no value, or that it does not know. */
const NOTHING = '-';

/** Outcomes that do not come from API Gateway, or that it does not log: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
export function isLogged({ status, notSupported }: Pick<Outcome, 'status' | 'notSupported'>): boolean {
  return notSupported === undefined && status !== 413;
}

/** `undefined` where the stage has no access log. */
export function logEvent(answered: Answered): LogEvent | undefined {
  const { request, reached: { api, stage } } = answered;
  if (stage.accessLog === undefined) return undefined;
  const { destinationArn, format } = stage.accessLog;
  return {
    account: api.account, region: api.region, destinationArn,
    // AWS names its streams by hashes, too.
    stream: createHash('md5').update(`${api.id}/${stage.name}`).digest('hex'),
    timestamp: request.arrived.getTime(),
    message: renderFormat(format, contextVariables(answered)),
  };
}

export function renderFormat(format: string, values: Values, nothing = NOTHING): string {
  return format.replace(VARIABLE, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined || value === '' ? nothing : String(value);
  });
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
export function contextVariables(answered: Answered): Values {
  const { requestId, request, endpoint, status, outcome, latency, responseLength, integrationLatency } = answered;
  const { api, stage, method, authorizer } = answered.reached;
  const { path } = parseTarget(request.target);
  const host = headerOf(request, 'host');
  const message = outcome && messageOf(outcome);
  return {
    'accountId': api.account,
    'apiId': api.id,
    'deploymentId': stage.deploymentId,
    'domainName': host,
    'domainPrefix': host?.split('.', 1)[0],
    'extendedRequestId': extendedId(requestId),
    'httpMethod': request.method,
    'path': `/${stage.name}${path}`,
    'protocol': 'HTTP/1.1',
    requestId,
    'requestTime': requestTime(request.arrived),
    'requestTimeEpoch': request.arrived.getTime(),
    'resourceId': method?.resourceId,
    'resourcePath': method?.path,
    'responseLatency': latency,
    responseLength,
    'stage': stage.name,
    status,
    'error.message': message,
    'error.messageString': message === undefined ? undefined : JSON.stringify(message),
    'error.responseType': outcome?.responseType,
    'integration.latency': integrationLatency,
    'integration.status': integrationLatency === undefined ? undefined : status,
    integrationLatency,
    'integrationStatus': integrationLatency === undefined ? undefined : status,
    ...identityVariables(answered),
    'identity.vpceId': endpoint.id,
    'identity.vpcId': endpoint.vpcId,
    ...Object.fromEntries(Object.entries(authorizer ?? {}).map(([name, value]) => [`authorizer.${name}`, value])),
  };
}

function identityVariables({ request, caller, reached: { signed } }: Answered): Values {
  return {
    'identity.sourceIp': caller.address,
    'identity.userAgent': headerOf(request, 'user-agent'),
    'identity.accountId': signed?.principal.account,
    'identity.caller': signed?.credential.userId,
    'identity.user': signed?.credential.userId,
    'identity.userArn': signed?.principal.arn,
    'identity.principalOrgId': signed?.organizationId,
  };
}

function messageOf({ body }: Outcome): string | undefined {
  const { message, Message } = JSON.parse(body) as { message?: string | null; Message?: string };
  return message ?? Message;
}

/** Also the header `x-amz-apigw-id`. */
export function extendedId(requestId: string): string {
  return `${createHash('sha1').update(requestId).digest('base64').slice(0, 15).replaceAll('/', '_').replaceAll('+', '-')}=`;
}

/** `23/Nov/2026:12:00:00 +0000` */
function requestTime(time: Date): string {
  const [, day, month, year, clock] = /^\w+, (\d\d) (\w+) (\d+) ([\d:]+)/.exec(time.toUTCString())!;
  return `${day}/${month}/${year}:${clock} +0000`;
}
