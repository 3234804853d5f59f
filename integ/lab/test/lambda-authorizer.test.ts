import { decideRequest } from '../gateway/decide-request';
import { FunctionAnswer } from '../gateway/lambda-authorizer';
import { Authorizer } from '../state';
import { API, api, experiment, HOST, method, policyOf, PROVIDER, REGION } from './states';

const TIME = new Date('2026-11-23T12:00:00Z');
const FUNCTION = `arn:aws:lambda:${REGION}:${PROVIDER}:function:Authorizer`;
const SOURCE = `arn:aws:execute-api:${REGION}:${PROVIDER}:${API}/authorizers/*`;

function permission(o: object = {}): string {
  return JSON.stringify({
    Version: '2012-10-17', Id: 'default', Statement: [{
      Sid: 's', Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'lambda:InvokeFunction', Resource: FUNCTION,
      Condition: { ArnLike: { 'AWS:SourceArn': SOURCE } }, ...o,
    }],
  });
}

const AUTHORIZER: Authorizer = {
  id: 'auth01', name: 'tokens', type: 'TOKEN', identitySource: 'method.request.header.X-Token', identityValidation: '', ttl: 300, usesRole: false,
  functionArn: FUNCTION, functionPolicy: permission(),
};

function ask(change: Partial<Authorizer> = {}, { policy = policyOf({ Effect: 'Allow' }), headers = { 'x-token': 'abc' } as Record<string, string>, target = '/v1/pets/7?a=1&a=2' } = {}) {
  const methods = [method({ path: '/pets/{petId}', authorizationType: 'CUSTOM', authorizer: { ...AUTHORIZER, ...change } })];
  const state = experiment({ apis: [api({}, { policy, methods })] });
  return decideRequest(state, state.callers[0].network!, state.endpoints[0], { method: 'GET', target, headers: { host: HOST, ...headers }, arrived: TIME, time: TIME });
}

function conclude(answer: FunctionAnswer, change?: Partial<Authorizer>, more?: Parameters<typeof ask>[1]) {
  const question = ask(change, more);
  if (!('conclude' in question)) throw new Error(`the function must be asked, got ${JSON.stringify(question)}`);
  return question.conclude(answer);
}

const answering = (statement: object) => ({ payload: JSON.stringify({ principalId: 'p', policyDocument: { Version: '2012-10-17', Statement: [statement] } }) });
const ALLOW = answering({ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' });

test('a token authorizer is asked about the token and the method', () => {
  expect(ask()).toMatchObject({
    functionArn: FUNCTION,
    event: { type: 'TOKEN', authorizationToken: 'abc', methodArn: `arn:aws:execute-api:${REGION}:${PROVIDER}:${API}/v1/GET/pets/7` },
  });
});

test('a request authorizer is asked about the whole request', () => {
  expect(ask({ type: 'REQUEST', identitySource: '' })).toMatchObject({
    event: {
      type: 'REQUEST', resource: '/pets/{petId}', path: '/pets/7', httpMethod: 'GET', headers: { 'x-token': 'abc' }, pathParameters: { petId: '7' },
      queryStringParameters: { a: '2' }, multiValueQueryStringParameters: { a: ['1', '2'] },
      requestContext: { stage: 'v1', apiId: API, identity: { vpceId: 'vpce-03f6d2b1bb8d0f015', vpcId: 'vpc-a', sourceIp: '10.1.0.17' } },
    },
  });
});

test.each<[string, Partial<Authorizer>, Record<string, string>]>([
  ['its token is missing', {}, {}],
  ['its token does not match', { identityValidation: '[0-9]+' }, { 'x-token': 'abc1' }],
  ['an identity source is missing', { type: 'REQUEST', identitySource: 'method.request.header.X-Token, method.request.querystring.b' }, { 'x-token': 'abc' }],
])('is not asked where %s: 401', (_, change, headers) => {
  expect(ask(change, { headers })).toMatchObject({ outcome: { status: 401, errorType: 'UnauthorizedException' }, layer: 'authorization' });
});

test('a request authorizer without a cache is asked whatever was sent', () => {
  expect(ask({ type: 'REQUEST', ttl: 0 }, { headers: {} })).toHaveProperty('event');
});

test.each<[string, Partial<Authorizer>]>([
  ['nothing lets API Gateway invoke it', { functionPolicy: permission({ Principal: { Service: 'events.amazonaws.com' } }) }],
  ['only another API may', { functionPolicy: permission({ Condition: { ArnLike: { 'AWS:SourceArn': SOURCE.replace(API, 'otherapi00') } } }) }],
  ['its function is gone', { functionPolicy: undefined }],
])('is not asked where %s: 500', (_, change) => {
  expect(ask(change)).toMatchObject({ outcome: { status: 500, errorType: 'AuthorizerConfigurationException' } });
});

test.each<[string, Partial<Authorizer>]>([
  ['stage variables in its URI', { functionArn: `${FUNCTION}\${stageVariables.suffix}` }],
  ['an identity source of the context', { type: 'REQUEST', identitySource: 'context.identity.sourceIp' }],
])('%s are not guessed', (_, change) => {
  expect(ask(change)).toMatchObject({ outcome: { status: 501 } });
});

test('its policy is about the called method only', () => {
  expect(conclude(ALLOW)).toHaveProperty('target');
  const elsewhere = answering({ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `arn:aws:execute-api:${REGION}:${PROVIDER}:${API}/v1/POST/*` });
  expect(conclude(elsewhere, {}, { policy: policyOf({ Effect: 'Allow', Resource: 'arn:aws:execute-api:*:*:other/*' }) })).toMatchObject({ outcome: { status: 403 } });
});

test('of another account is not guessed where AWS’s text and captions differ', () => {
  const other = { functionArn: FUNCTION.replace(PROVIDER, '333333333333'), functionPolicy: permission({ Resource: '*' }) };
  const silent = policyOf({ Effect: 'Allow', Resource: 'arn:aws:execute-api:*:*:other/*' });
  expect(conclude(ALLOW, other)).toHaveProperty('target');
  expect(conclude(ALLOW, other, { policy: silent })).toMatchObject({ outcome: { status: 501 } });
});

test.each<[string, FunctionAnswer]>([
  ['no JSON', { payload: 'x' }], ['null', { payload: 'null' }], ['no policy', { payload: '{}' }], ['an error', { error: 'boom' }],
])('an answer that is none is 500: %s', (_, answer) => {
  expect(conclude(answer)).toMatchObject({ outcome: { status: 500, body: '{"message":null}' } });
});
