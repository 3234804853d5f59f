import { customised } from '../gateway/gateway-responses';
import { accessDenied, AUTHORIZER_FAILURE, FORBIDDEN, notSupported, Outcome, UNAUTHORIZED } from '../gateway/outcomes';
import { GatewayResponse } from '../state';
import { api, experiment, HOST, method } from './states';

const TIME = new Date('2026-11-03T12:00:01Z');
const STATE = experiment();
const DENIED = accessDenied('anonymous', 'arn', 'resource-policy', 'explicitDeny');
const TEXT = 'User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn with an explicit deny in a resource-based policy';

function respond(outcome: Outcome, gatewayResponses: Record<string, Partial<GatewayResponse>>): Outcome {
  const filled = Object.fromEntries(
    Object.entries(gatewayResponses).map(([kind, response]) => [kind, { parameters: {}, templates: {}, ...response }]));
  const [stage] = api({}, { gatewayResponses: filled }).stages;
  return customised({
    requestId: 'request-1', request: { method: 'GET', target: '/v1/pets?q=1', headers: { host: HOST, origin: 'https://shop' }, arrived: TIME, time: TIME },
    reached: { api: api(), stage, method: method() }, endpoint: STATE.endpoints[0], caller: STATE.callers[0].network!,
    status: outcome.status, outcome, latency: 1,
  });
}

test('without any, the answer is AWS’s own', () => {
  expect(respond(DENIED, { UNAUTHORIZED: { statusCode: 418 } })).toBe(DENIED);
});

test('one for the kind sets status, headers and body', () => {
  expect(respond(DENIED, {
    ACCESS_DENIED: {
      statusCode: 404,
      parameters: { 'gatewayresponse.header.X-Kind': "'denied'", 'gatewayresponse.header.X-Origin': 'method.request.header.Origin', 'gatewayresponse.header.X-None': 'method.request.header.None' },
      templates: { 'application/json': '{"kind":"$context.error.responseType","why":$context.error.messageString,"none":"$context.none"}' },
    },
  })).toEqual({
    status: 404, errorType: 'AccessDeniedException', responseType: 'ACCESS_DENIED', headers: { 'X-Kind': 'denied', 'X-Origin': 'https://shop' },
    body: JSON.stringify({ kind: 'ACCESS_DENIED', why: TEXT, none: '' }),
  });
});

test.each<[string, Outcome, string, string]>([
  ['DEFAULT_4XX', DENIED, JSON.stringify({ message: TEXT }), '403'], ['DEFAULT_4XX', UNAUTHORIZED, '{"message":"Unauthorized"}', '401'],
  ['DEFAULT_5XX', AUTHORIZER_FAILURE, '{"message":null}', '500'],
])('%s gives its headers to the other kinds, which keep their status', (kind, outcome, body, status) => {
  const parameters = { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" };
  expect(respond(outcome, { [kind]: { statusCode: 299, parameters } })).toMatchObject({ headers: { 'Access-Control-Allow-Origin': '*' }, status: Number(status), body });
});

test('what is no gateway response stays as it is', () => {
  const both = { DEFAULT_4XX: { statusCode: 299 }, DEFAULT_5XX: { statusCode: 299 } };
  expect(respond(FORBIDDEN, both)).toBe(FORBIDDEN);
  const unknown = notSupported('x');
  expect(respond(unknown, both)).toBe(unknown);
});

test('a source that the lab does not know is an error', () => {
  expect(() => respond(DENIED, { ACCESS_DENIED: { parameters: { 'gatewayresponse.header.A': 'integration.response.body' } } }))
    .toThrow('the lab does not know the source integration.response.body of a gateway response\'s header');
});
