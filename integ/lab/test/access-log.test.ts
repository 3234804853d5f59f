import { API, api, experiment, HOST, method, PROVIDER, REGION } from './states';
import { isLogged, logEvent, renderFormat } from '../gateway/access-log';
import { accessDenied, FORBIDDEN, notSupported, REQUEST_TOO_LARGE } from '../gateway/outcomes';

const TIME = new Date('2026-11-03T12:00:01.250Z');
const STATE = experiment();
const GROUP = `arn:aws:logs:${REGION}:${PROVIDER}:log-group:access`;

function event(format: string, outcome?: ReturnType<typeof accessDenied>) {
  const stage = { ...api().stages[0], accessLog: { destinationArn: GROUP, format } };
  return logEvent({
    requestId: 'request-1', request: { method: 'GET', target: '/v1/pets?a=1', headers: { host: HOST }, arrived: TIME, time: new Date(0) },
    reached: { api: api(), stage, method: method() }, endpoint: STATE.endpoints[0], caller: STATE.callers[0].network!,
    status: outcome?.status ?? 200, outcome, latency: 7, ...outcome === undefined && { integrationLatency: 5 },
  });
}

test('goes to the destination in the API’s account, at the real time', () => {
  expect(event('$context.status')).toEqual({
    account: PROVIDER, region: REGION, destinationArn: GROUP, stream: expect.stringMatching(/^[0-9a-f]{32}$/), timestamp: TIME.getTime(), message: '200',
  });
});

test.each([
  ['$context.requestTime', '03/Nov/2026:12:00:01 +0000'],
  ['$context.domainName $context.domainPrefix', `${HOST} ${API}`],
  ['$context.path', '/v1/pets'],
  ['$context.resourceId $context.resourcePath', 'res001 /pets'],
  ['$context.integration.status $context.integrationLatency $context.responseLatency', '200 5 7'],
  ['$context.identity.caller $context.error.message $context.constructor $context', '- - - $context'],
])('%s is %s', (format, text) => {
  expect(event(format)?.message).toBe(text);
});

test('tells what was refused, in quotes if asked', () => {
  const refused = accessDenied('anonymous', 'arn', 'resource-policy', 'explicitDeny');
  const text = 'User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn with an explicit deny in a resource-based policy';
  expect(event('$context.error.responseType $context.error.message', refused)?.message).toBe(`ACCESS_DENIED ${text}`);
  expect(event('$context.error.messageString', refused)?.message).toBe(`"${text}"`);
  expect(event('$context.integrationStatus', refused)?.message).toBe('-');
});

test('a variable ends where its name ends', () => {
  expect(renderFormat('$context.stage.$context.stage, $context.stage/x', { stage: 'v1' })).toBe('v1.v1, v1/x');
});

test('what is not of API Gateway, and what it does not log', () => {
  expect([FORBIDDEN, REQUEST_TOO_LARGE, notSupported('x')].map(isLogged)).toEqual([true, false, false]);
});
