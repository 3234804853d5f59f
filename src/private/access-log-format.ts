/**
 * What a line of the access log says: name in the log → variable of API Gateway.
 *
 * Nothing of a header, of the query string or of a body is here; `path` and `errorMessage` can repeat what a caller wrote into the path.
 * Clients can set `requestId`, and nobody can set `extendedRequestId`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export const ACCESS_LOG_FIELDS = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  // Milliseconds since 1970: it sorts and subtracts, which the other form ("10/Jul/2027:18:15:21 +0000") does not.
  requestTimeEpoch: '$context.requestTimeEpoch',
  apiId: '$context.apiId',
  stage: '$context.stage',
  vpceId: '$context.identity.vpceId',
  vpcId: '$context.identity.vpcId',
  sourceIp: '$context.identity.sourceIp',
  callerAccountId: '$context.identity.accountId',
  caller: '$context.identity.caller',
  callerArn: '$context.identity.userArn',
  principalId: '$context.authorizer.principalId',
  apiKeyId: '$context.identity.apiKeyId',
  httpMethod: '$context.httpMethod',
  path: '$context.path',
  resourcePath: '$context.resourcePath',
  status: '$context.status',
  errorResponseType: '$context.error.responseType',
  errorMessage: '$context.error.message',
  authorizeStatus: '$context.authorize.status',
  authorizerStatus: '$context.authorizer.status',
  authorizerLatency: '$context.authorizer.latency',
  integrationStatus: '$context.integration.status',
  integrationLatency: '$context.integration.latency',
  integrationError: '$context.integration.error',
  responseLatency: '$context.responseLatency',
  responseLength: '$context.responseLength',
  tlsVersion: '$context.tlsVersion',
} as const;

/**
 * The format of a line: one JSON object, every value as text, because a variable that has no value becomes `-`.
 *
 * Therefore `error.message` and not `error.messageString`: the latter brings its own quotes, but not around that `-`. API Gateway escapes
 * quotes and backslashes in the values of such a format; no AWS document says so, it was observed with a header of that kind
 * (https://github.com/DataBiosphere/azul/issues/4348).
 */
export function accessLogFormat(): string {
  return JSON.stringify(ACCESS_LOG_FIELDS);
}
