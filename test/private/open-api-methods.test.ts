import { readOpenApiMethods, unprotectedOperations } from '../../src/private/open-api-methods';

const AUTHORIZER = { type: 'token', authorizerUri: 'arn' };
const key = (more: object = {}) => ({ type: 'apiKey', name: 'Authorization', in: 'header', ...more });
const SCHEMES = {
  sigv4: key({ 'x-amazon-apigateway-authtype': 'awsSigv4' }),
  pool: key({
    'x-amazon-apigateway-authtype': 'cognito_user_pools',
    'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: ['arn'] },
  }),
  unnamedPool: key({ 'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools' } }),
  token: key({ 'x-amazon-apigateway-authtype': 'custom', 'x-amazon-apigateway-authorizer': AUTHORIZER }),
  request: key({ 'x-amazon-apigateway-authtype': 'oauth2', 'x-amazon-apigateway-authorizer': { ...AUTHORIZER, type: 'request' } }),
  untyped: key({ 'x-amazon-apigateway-authorizer': AUTHORIZER }),
  apiKey: key({ name: 'x-api-key' }),
  bearer: { type: 'http', scheme: 'bearer' },
  noAuthorizer: key({ 'x-amazon-apigateway-authtype': 'custom' }),
  reserved: key({ 'x-amazon-apigateway-authtype': 'awsOther', 'x-amazon-apigateway-authorizer': AUTHORIZER }),
  notText: key({ 'x-amazon-apigateway-authtype': { Ref: 'Type' }, 'x-amazon-apigateway-authorizer': AUTHORIZER }),
  tokenCalledPool: key({ 'x-amazon-apigateway-authtype': 'cognito_user_pools', 'x-amazon-apigateway-authorizer': AUTHORIZER }),
  poolCalledToken: key({ 'x-amazon-apigateway-authtype': 'custom', 'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools' } }),
  jwt: key({ 'x-amazon-apigateway-authorizer': { type: 'jwt' } }),
  included: key({ 'x-amazon-apigateway-authorizer': { 'Fn::Transform': {} } }),
  reference: { $ref: '#/components/securitySchemes/token' },
};
const V2 = { swagger: '2.0', info: {}, securityDefinitions: SCHEMES };
const V3 = { openapi: '3.0.1', info: {}, components: { securitySchemes: SCHEMES } };
const AUTH = 'x-amazon-apigateway-auth';

const typeOf = (operation: unknown, document: object = V3) =>
  readOpenApiMethods({ ...document, paths: { '/pets': { get: operation } } })?.map(({ authorizationType }) => authorizationType);

describe('the authorization of an operation', () => {
  test.each([
    ['nothing', {}, 'NONE'],
    ['the extension, NONE', { [AUTH]: { type: 'NONE' } }, 'NONE'],
    ['the extension, IAM', { [AUTH]: { type: 'AWS_IAM' } }, 'AWS_IAM'],
    ['the extension in lower case', { [AUTH]: { type: 'aws_iam' } }, 'AWS_IAM'],
    ['an empty list', { security: [] }, 'NONE'],
    ['signatures', { security: [{ sigv4: [] }] }, 'AWS_IAM'],
    ['a user pool', { security: [{ pool: ['scope'] }] }, 'COGNITO_USER_POOLS'],
    ['a user pool without authtype', { security: [{ unnamedPool: [] }] }, 'COGNITO_USER_POOLS'],
    ['a Lambda authorizer by token', { security: [{ token: [] }] }, 'CUSTOM'],
    ['a Lambda authorizer by request', { security: [{ request: [] }] }, 'CUSTOM'],
    ['a Lambda authorizer without authtype', { security: [{ untyped: [] }] }, 'CUSTOM'],
    ['an API key', { security: [{ apiKey: [] }] }, 'NONE'],
    ['an API key and an authorizer', { security: [{ apiKey: [], token: [] }] }, 'CUSTOM'],
    ['an API key or an authorizer, which API Gateway demands both', { security: [{ apiKey: [] }, { token: [] }] }, 'CUSTOM'],
    ['two of the same kind', { security: [{ token: [] }, { request: [] }] }, 'CUSTOM'],
    ['the extension and the same by a scheme', { [AUTH]: { type: 'AWS_IAM' }, security: [{ sigv4: [] }] }, 'AWS_IAM'],
    ['the extension NONE and an API key', { [AUTH]: { type: 'NONE' }, security: [{ apiKey: [] }] }, 'NONE'],
  ])('%s', (_what, operation, expected) => {
    expect(typeOf(operation)).toEqual([expected]);
    expect(typeOf(operation, V2)).toEqual([expected]);
  });

  test.each([
    ['is not an object', 'get'],
    ['is a reference', { $ref: '#/x' }],
    ['is included at deployment', { 'Fn::Transform': { Name: 'AWS::Include' } }],
    ['has an extension with another type', { [AUTH]: { type: 'CUSTOM' } }],
    ['has an extension without type', { [AUTH]: {} }],
    ['has an extension with a type that is a reference', { [AUTH]: { type: { Ref: 'Type' } } }],
    ['has an extension that is no object', { [AUTH]: 'AWS_IAM' }],
    ['has a security that is no list', { security: { token: [] } }],
    ['has an optional requirement', { security: [{ token: [] }, {}] }],
    ['has a requirement that is no object', { security: ['token'] }],
    ['names an unknown scheme', { security: [{ other: [] }] }],
    ['names two kinds', { security: [{ token: [] }, { sigv4: [] }] }],
    ['names a kind and an unknown scheme', { security: [{ token: [], other: [] }] }],
    ['names a bearer token without an authorizer', { security: [{ bearer: [] }] }],
    ['names a type without its authorizer', { security: [{ noAuthorizer: [] }] }],
    ['names a type that AWS reserves', { security: [{ reserved: [] }] }],
    ['names a type that is known at deployment', { security: [{ notText: [] }] }],
    ['names a user pool whose authorizer is a function', { security: [{ tokenCalledPool: [] }] }],
    ['names a function whose authorizer is a user pool', { security: [{ poolCalledToken: [] }] }],
    ['names an authorizer of HTTP APIs', { security: [{ jwt: [] }] }],
    ['names an authorizer that is included at deployment', { security: [{ included: [] }] }],
    ['names a scheme that is a reference', { security: [{ reference: [] }] }],
    ['has an extension that its security contradicts', { [AUTH]: { type: 'AWS_IAM' }, security: [{ token: [] }] }],
    ['has an extension NONE that its security contradicts', { [AUTH]: { type: 'NONE' }, security: [{ token: [] }] }],
    ['has an extension that an empty list contradicts', { [AUTH]: { type: 'AWS_IAM' }, security: [] }],
  ])('is not guessed where an operation %s', (_what, operation) => {
    expect(typeOf(operation)).toBeUndefined();
  });

  test.each([
    ['there are no schemes', { openapi: '3.0.1' }],
    ['the components are included at deployment', { openapi: '3.0.1', components: { 'Fn::Transform': {} } }],
    ['the schemes are in the place of the other version', { openapi: '3.0.1', securityDefinitions: SCHEMES }],
    ['the definitions are in the place of the other version', { swagger: '2.0', components: { securitySchemes: SCHEMES } }],
  ])('is not guessed where %s', (_what, document) => {
    expect(typeOf({ security: [{ token: [] }] }, document)).toBeUndefined();
  });
});

describe('the security at the root, which API Gateway does not use', () => {
  const document = { ...V3, security: [{ token: [] }] };

  test('leaves an operation that says nothing unread', () => {
    expect(typeOf({}, document)).toBeUndefined();
  });

  test.each([
    [{ security: [{ sigv4: [] }] }, 'AWS_IAM'],
    [{ security: [] }, 'NONE'],
    [{ [AUTH]: { type: 'NONE' } }, 'NONE'],
  ])('gives way to what an operation says: %j', (operation, expected) => {
    expect(typeOf(operation, document)).toEqual([expected]);
  });

  test('does not matter if it is empty', () => {
    expect(typeOf({}, { ...V3, security: [] })).toEqual(['NONE']);
  });

  test('has the operations that look protected and are not', () => {
    const paths = {
      '/pets': { get: {}, post: { security: [] }, delete: { [AUTH]: { type: 'NONE' } }, head: 'unread' },
      '/': { 'x-amazon-apigateway-any-method': {} },
      '/unread': { trace: {} },
    };
    expect(unprotectedOperations({ ...document, paths })).toEqual(['GET /pets', 'ANY /']);
    expect(unprotectedOperations({ ...document, security: 'unread', paths })).toEqual(['GET /pets', 'ANY /']);
    expect(unprotectedOperations({ ...V3, paths })).toEqual([]);
    expect(unprotectedOperations({ ...document, paths: 'unread' })).toEqual([]);
    expect(unprotectedOperations('unread')).toEqual([]);
  });
});

describe('paths', () => {
  test('every method with its path, and nothing of what makes no method', () => {
    expect(readOpenApiMethods({
      ...V2,
      'x-amazon-apigateway-gateway-responses': {},
      'paths': {
        'x-note': {},
        '/': { get: {} },
        '/pets/{petId}': {
          'summary': '', 'description': '', 'parameters': [{ $ref: '#/parameters/petId' }], 'servers': [], 'x-note': {},
          'get': {}, 'put': {}, 'post': {}, 'delete': {}, 'options': {}, 'head': {}, 'patch': {},
        },
        '/{proxy+}': { 'x-amazon-apigateway-any-method': { [AUTH]: { type: 'AWS_IAM' } } },
        '/empty': {},
      },
    })?.map(({ path, httpMethod, authorizationType }) => `${httpMethod} ${path} ${authorizationType}`)).toEqual([
      'GET / NONE',
      ...['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'].map((verb) => `${verb} /pets/{petId} NONE`),
      'ANY /{proxy+} AWS_IAM',
    ]);
  });

  test.each([
    ['a path item by reference', { '/pets': { $ref: '#/x' } }],
    ['a path item beside a reference', { '/pets': { $ref: '#/x', get: {} } }],
    ['a path item that is included at deployment', { '/pets': { 'Fn::Transform': {} } }],
    ['a path item that is no object', { '/pets': [] }],
    ['paths that are included at deployment', { 'Fn::Transform': {} }],
    ['paths that are no object', 'paths'],
    ['a method that API Gateway does not have', { '/pets': { trace: {} } }],
    ['a method in capital letters', { '/pets': { GET: {} } }],
    ['a name that every object knows', { '/pets': { constructor: {} } }],
    ['a path without a slash', { pets: { get: {} } }],
    ['a path with a half parameter', { '/pets{petId}': { get: {} } }],
    ['one of many', { '/pets': { get: {} }, '/cats': { get: { security: 'token' } } }],
  ])('is not guessed: %s', (_what, paths) => {
    expect(readOpenApiMethods({ ...V3, paths })).toBeUndefined();
  });
});

describe('documents', () => {
  const paths = { '/pets': { get: {} } };

  test.each(['3.0.0', '3.0.3', '3.0.10'])('version %s', (openapi) => {
    expect(readOpenApiMethods({ openapi, paths })).toHaveLength(1);
  });

  test.each([
    ['version 3.1', { openapi: '3.1.0', paths }],
    ['version 13.0', { openapi: '13.0.1', paths }],
    ['version 3.0 with more behind', { openapi: '3.0.1-rc', paths }],
    ['version 1.2', { swagger: '1.2', paths }],
    ['a version that is a number', { swagger: 2, paths }],
    ['a version that is a list', { openapi: ['3.0.1'], paths }],
    ['a reference beside other parts', { ...V3, paths, Ref: 'Document' }],
    ['no version', { paths }],
    ['a part that is included at deployment', { ...V3, paths, 'Fn::Transform': {} }],
    ['a reference', { Ref: 'Document' }],
    ['no paths', { ...V3 }],
    ['a list', [V3]],
    ['nothing', undefined],
    ['null', null],
    ['a text', '{}'],
  ])('is not guessed: %s', (_what, document) => {
    expect(readOpenApiMethods(document)).toBeUndefined();
  });
});
