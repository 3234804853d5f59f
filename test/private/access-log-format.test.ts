import { readFileSync } from 'fs';
import { join } from 'path';
import { accessLogFormat } from '../../src/private/access-log-format';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html, typed in from there. */
const LISTED_BY_AWS = [
  'accountId', 'apiId', 'authorize.error', 'authorize.latency', 'authorize.status', 'authorizer.error', 'authorizer.integrationLatency',
  'authorizer.integrationStatus', 'authorizer.latency', 'authorizer.principalId', 'authorizer.requestId', 'authorizer.status',
  'authenticate.error', 'authenticate.latency', 'authenticate.status', 'awsEndpointRequestId', 'cipherSuite', 'customDomain.basePathMatched',
  'domainName', 'domainPrefix', 'error.message', 'error.messageString', 'error.responseType', 'error.validationErrorString',
  'extendedRequestId', 'httpMethod', 'identity.accountId', 'identity.apiKey', 'identity.apiKeyId', 'identity.caller',
  'identity.principalOrgId', 'identity.sourceIp', 'identity.user', 'identity.userAgent', 'identity.userArn', 'identity.vpcId',
  'identity.vpceId', 'integration.error', 'integration.integrationStatus', 'integration.latency', 'integration.requestId',
  'integration.status', 'integrationErrorMessage', 'integrationLatency', 'integrationStatus', 'isCanaryRequest', 'path', 'protocol',
  'requestId', 'requestTime', 'requestTimeEpoch', 'resourceId', 'resourcePath', 'responseLatency', 'responseLength', 'stage', 'status',
  'tlsVersion', 'waf.error', 'waf.latency', 'waf.status', 'webaclArn', 'xrayTraceId',
].map((name) => `$context.${name}`);

/** What only a header, a key or the query string tells, and the text that brings quotes of its own. */
const NOT_TO_BE_LOGGED = ['identity.userAgent', 'identity.apiKey', 'domainName', 'domainPrefix', 'error.messageString'].map((name) => `$context.${name}`);

const format = accessLogFormat();
const fields = JSON.parse(format) as Record<string, string>;

test('a line says who called what, how it ended and how long it took', () => {
  expect(format).toBe('{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId",'
    + '"requestTimeEpoch":"$context.requestTimeEpoch","apiId":"$context.apiId","stage":"$context.stage",'
    + '"vpceId":"$context.identity.vpceId","vpcId":"$context.identity.vpcId","sourceIp":"$context.identity.sourceIp",'
    + '"callerAccountId":"$context.identity.accountId","caller":"$context.identity.caller","callerArn":"$context.identity.userArn",'
    + '"principalId":"$context.authorizer.principalId","apiKeyId":"$context.identity.apiKeyId","httpMethod":"$context.httpMethod",'
    + '"path":"$context.path","resourcePath":"$context.resourcePath","status":"$context.status",'
    + '"errorResponseType":"$context.error.responseType","errorMessage":"$context.error.message",'
    + '"authorizeStatus":"$context.authorize.status","authorizerStatus":"$context.authorizer.status",'
    + '"authorizerLatency":"$context.authorizer.latency","integrationStatus":"$context.integration.status",'
    + '"integrationLatency":"$context.integration.latency","integrationError":"$context.integration.error",'
    + '"responseLatency":"$context.responseLatency","responseLength":"$context.responseLength","tlsVersion":"$context.tlsVersion"}');
});

test.each(Object.entries(fields))('%s is a variable that AWS lists: %s', (_name, variable) => {
  expect(LISTED_BY_AWS).toContain(variable);
});

test('nothing of a header, a key or the query string is logged', () => {
  expect(Object.values(fields).filter((variable) => NOT_TO_BE_LOGGED.includes(variable))).toEqual([]);
  expect(format).not.toMatch(/header|querystring|body|override/i);
});

test('a line that has no values is still one JSON object on one line', () => {
  const line = format.replace(/\$context\.[a-zA-Z.]+/g, '-');

  expect(new Set(Object.values(JSON.parse(line)))).toEqual(new Set(['-']));
  expect(line).not.toContain('\n');
});

test('the format is within the 3 KB that a stage takes', () => {
  expect(Buffer.byteLength(format)).toBeLessThanOrEqual(3 * 1024);
});

test('the docs explain every field, and no other', () => {
  const docs = readFileSync(join(__dirname, '..', '..', 'docs', 'logging.md'), 'utf8');
  const table = docs.slice(docs.indexOf('| Field | Says |'), docs.indexOf('The variables behind the fields'));
  const explained = [...table.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, names]) => names.replaceAll('`', '').split(', '));

  expect(explained.sort()).toEqual(Object.keys(fields).sort());
});
