import { openApiEndpoint, openApiProblems, openApiWarnings } from '../../src/private/open-api-problems';

const ENDPOINT = 'x-amazon-apigateway-endpoint-configuration';
const V2 = { swagger: '2.0', paths: {} };
const V3 = { openapi: '3.0.1', paths: {} };

test.each([
  ['a policy', { ...V3, 'x-amazon-apigateway-policy': { Version: '2012-10-17' } }, [
    'definition must leave the policy to the allow-list, got "x-amazon-apigateway-policy"; put its callers on the allow-list and remove it',
  ]],
  ['an empty policy', { ...V2, 'x-amazon-apigateway-policy': undefined }, [
    'definition must leave the policy to the allow-list, got "x-amazon-apigateway-policy"; put its callers on the allow-list and remove it',
  ]],
  ['another endpoint type', { ...V2, [ENDPOINT]: { types: ['REGIONAL'] } }, [
    'definition must have the endpoint type PRIVATE, got x-amazon-apigateway-endpoint-configuration {"types":["REGIONAL"]}; '
    + 'leave it out: the construct makes the API private',
  ]],
  ['two endpoint types, in a server', { ...V3, servers: [{ url: '/' }, { [ENDPOINT]: { types: ['PRIVATE', 'EDGE'] } }] }, [
    'definition must have the endpoint type PRIVATE, got x-amazon-apigateway-endpoint-configuration {"types":["PRIVATE","EDGE"]}; '
    + 'leave it out: the construct makes the API private',
  ]],
  ['an IPv4 endpoint', { ...V3, servers: [{ [ENDPOINT]: { ipAddressType: 'ipv4' } }] }, [
    'definition must have the IP address type "dualstack", which private APIs have, got x-amazon-apigateway-endpoint-configuration {"ipAddressType":"ipv4"}; '
    + 'leave it out: a consumer chooses the family with its endpoint',
  ]],
  ['an endpoint that is known at deployment only', { ...V3, servers: [{ [ENDPOINT]: { 'Fn::Transform': 'x' } }] }, [
    'definition must have an endpoint configuration that can be read at synthesis, got x-amazon-apigateway-endpoint-configuration {"Fn::Transform":"x"}; '
    + 'write it down, or leave it out: the construct makes the API private',
  ]],
  ['all of it', { ...V2, 'x-amazon-apigateway-policy': {}, [ENDPOINT]: { types: 'EDGE', ipAddressType: 'ipv4' } }, [
    'definition must leave the policy to the allow-list, got "x-amazon-apigateway-policy"; put its callers on the allow-list and remove it',
    'definition must have the endpoint type PRIVATE, got x-amazon-apigateway-endpoint-configuration {"types":"EDGE"}; '
    + 'leave it out: the construct makes the API private',
    'definition must have the IP address type "dualstack", which private APIs have, got x-amazon-apigateway-endpoint-configuration {"ipAddressType":"ipv4"}; '
    + 'leave it out: a consumer chooses the family with its endpoint',
  ]],
  ['a text', 'openapi: 3.0.1', ['definition must be an OpenAPI document, got "openapi: 3.0.1"; pass the parsed document']],
  ['nothing', undefined, ['definition must be an OpenAPI document, got nothing; pass the parsed document']],
])('refuses %s', (_what, document, expected) => {
  expect(openApiProblems(document)).toEqual(expected);
});

test.each([
  ['a plain document', V2],
  ['the private endpoint type', { ...V2, [ENDPOINT]: { types: ['PRIVATE'], ipAddressType: 'dualstack' } }],
  ['the private endpoint type as a text', { ...V3, servers: [{ [ENDPOINT]: { types: 'PRIVATE' } }] }],
  ['associated endpoints', { ...V3, servers: ['/', { [ENDPOINT]: { vpcEndpointIds: ['vpce-01234567'], disableExecuteApiEndpoint: true } }] }],
  ['servers that are included at deployment', { ...V3, servers: { 'Fn::Transform': 'x' } }],
])('takes %s', (_what, document) => {
  expect(openApiProblems(document)).toEqual([]);
});

const NOT_READ = {
  id: 'definitionNotRead',
  message: 'definition should be an inline OpenAPI document of version 2.0 or 3.0, got one that cannot be read at synthesis; '
    + 'check yourself that it has no x-amazon-apigateway-policy and no other endpoint type than PRIVATE in x-amazon-apigateway-endpoint-configuration, '
    + 'and that the routes of the allow-list are those of its methods',
};

test.each([
  ['is read at deployment only', undefined, [NOT_READ]],
  ['is included at deployment', { ...V2, 'Fn::Transform': 'x' }, [NOT_READ]],
  ['has another version', { openapi: '3.1.0' }, [NOT_READ]],
  ['has no security', { ...V3, paths: { '/pets': { get: {} } } }, []],
  ['has its security at the root', { ...V3, security: [{ token: [] }], paths: { '/pets': { get: {}, post: {}, put: { security: [] } } } }, [{
    id: 'rootSecurityIgnored',
    message: 'definition should name the security of each operation, got none for "GET /pets", "POST /pets"; '
      + 'API Gateway does not use the security at the root of the document, so these methods are deployed without authorization',
  }]],
])('warns of what may surprise where a document %s', (_what, document, expected) => {
  expect(openApiWarnings(document)).toEqual(expected);
});

test.each([
  ['nothing', V2, false, []],
  ['a default endpoint that stays', { ...V2, [ENDPOINT]: { disableExecuteApiEndpoint: false } }, false, []],
  ['a default endpoint that is switched off', { ...V2, [ENDPOINT]: { disableExecuteApiEndpoint: true } }, true, []],
  ['a default endpoint that may be switched off', { ...V3, servers: [{ [ENDPOINT]: { disableExecuteApiEndpoint: { Ref: 'X' } } }] }, true, []],
  ['associations', { ...V3, servers: [{ [ENDPOINT]: { vpcEndpointIds: ['vpce-1'] } }, { [ENDPOINT]: { vpcEndpointIds: ['vpce-2'] } }] }, false, ['vpce-1', 'vpce-2']],
  ['associations that cannot be read', { ...V2, [ENDPOINT]: { vpcEndpointIds: { Ref: 'X' } } }, false, []],
  ['what cannot be read', { ...V2, [ENDPOINT]: { Ref: 'X' } }, false, []],
  ['no endpoint configuration after all', { ...V2, [ENDPOINT]: null }, false, []],
  ['no document', undefined, false, []],
])('the endpoint of a document: %s', (_what, document, disableExecuteApiEndpoint, vpcEndpointIds) => {
  expect(openApiEndpoint(document)).toEqual({ disableExecuteApiEndpoint, vpcEndpointIds });
});
