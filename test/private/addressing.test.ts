import { addressOf, curlOf, defaultForm, environmentOf } from '../../src/private/addressing';

const facts = { restApiId: 'abc123', apiHostName: 'api.example', endpointHostName: 'endpoint.example' };

test.each([
  ['privateDns', { hostName: 'api.example', headers: {} }],
  ['hostHeader', { hostName: 'endpoint.example', headers: { Host: 'api.example' } }],
  ['apiIdHeader', { hostName: 'endpoint.example', headers: { 'x-apigw-api-id': 'abc123' } }],
] as const)('%s', (form, address) => {
  expect(addressOf(form, facts)).toEqual(address);
});

test('the default form needs nothing that the endpoint has not', () => {
  expect(defaultForm(true)).toBe('privateDns');
  expect(defaultForm(false)).toBe('apiIdHeader');
});

test('the environment has a header only where one is needed', () => {
  expect(environmentOf('https://x/v1', {})).toEqual({ PRIVATE_API_URL: 'https://x/v1' });
  expect(environmentOf('https://x/v1', { Host: 'y' })).toEqual({
    PRIVATE_API_URL: 'https://x/v1', PRIVATE_API_HEADER_NAME: 'Host', PRIVATE_API_HEADER_VALUE: 'y',
  });
});

test('the command ends with the URL', () => {
  expect(curlOf('https://x/v1', {})).toBe('curl --silent --show-error --include https://x/v1');
  expect(curlOf('https://x/v1', { Host: 'y' })).toBe("curl --silent --show-error --include --header 'Host: y' https://x/v1");
});
