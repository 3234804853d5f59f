import { ProbeDefaults, readProbeEvent } from '../../src/private/probe-request';

const CONNECTION: ProbeDefaults = { url: 'https://api.test/v1', headers: { 'x-apigw-api-id': '6r6oaqtr37' }, timeoutMs: 5000 };
const NO_CONNECTION: ProbeDefaults = { headers: {}, timeoutMs: 5000 };
const read = (event: unknown, defaults = CONNECTION) => {
  const { url, ...request } = readProbeEvent(event, defaults);
  return { url: url.href, ...request };
};

test('an empty event calls what the connection is for', () => {
  expect(read({})).toEqual({
    url: 'https://api.test/v1', method: 'GET', headers: { 'host': 'api.test', 'x-apigw-api-id': '6r6oaqtr37' }, body: undefined, sign: false,
    timeoutMs: 5000, maxBodyBytes: 1024,
  });
});

test('an event says each thing otherwise', () => {
  expect(read({
    url: 'https://other.test:8443/v2/', path: '/pets?x=1', method: 'POST', headers: { 'X-Api-Key': 'key' }, body: '{}', sign: true, timeoutMs: 4999, maxBodyBytes: 0,
  })).toEqual({
    url: 'https://other.test:8443/v2/pets?x=1', method: 'POST', headers: { 'host': 'other.test:8443', 'x-api-key': 'key' }, body: '{}', sign: true,
    timeoutMs: 4999, maxBodyBytes: 0,
  });
});

test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s is a method', (method) => {
  expect(read({ method })).toMatchObject({ method });
});

describe('headers', () => {
  test('those of the connection belong to its URL, and a path does not change that', () => {
    expect(read({ path: '/pets' }).headers).toEqual({ 'host': 'api.test', 'x-apigw-api-id': '6r6oaqtr37' });
    expect(read({ url: 'https://other.test/' }).headers).toEqual({ host: 'other.test' });
  });

  test('an event’s take their place, in whatever case, also that of the host', () => {
    expect(read({ headers: { 'X-APIGW-API-ID': 'other' } }).headers).toEqual({ 'host': 'api.test', 'x-apigw-api-id': 'other' });
    expect(read({ headers: { HOST: 'other.test' } }).headers).toEqual({ 'host': 'other.test', 'x-apigw-api-id': '6r6oaqtr37' });
    expect(read({}, { ...CONNECTION, headers: { Host: 'of.connection' } }).headers).toEqual({ host: 'of.connection' });
  });
});

test.each([
  ['https://api.test/v1', '/pets', 'https://api.test/v1/pets'],
  ['https://api.test/v1/', '/pets', 'https://api.test/v1/pets'],
  ['https://api.test', '/', 'https://api.test/'],
  ['https://api.test/v1', '/a b', 'https://api.test/v1/a%20b'],
  ['https://api.test/v1', '/pets/', 'https://api.test/v1/pets/'],
  ['https://api.test/v1?x=1', undefined, 'https://api.test/v1?x=1'],
])('%s and the path %s', (url, path, expected) => {
  expect(read({ url, path }).url).toBe(expected);
});

test.each<[unknown, string]>([
  [null, 'event must be an object, got null; write it as a JSON object'],
  ['{}', 'event must be an object, got "{}"; write it as a JSON object'],
  [[], 'event must be an object, got []; write it as a JSON object'],
  [undefined, 'event must be an object, got none; write it as a JSON object'],
  [{ timeout: 5, paths: '/' }, 'event must have the keys url, path, method, headers, body, sign, timeoutMs, maxBodyBytes only, got ["timeout","paths"]; correct the name'],
  [{ method: 'get' }, 'method must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, got "get"; leave it out for GET'],
  [{ body: { name: 'Rex' } }, 'body must be a string, got {"name":"Rex"}; write an object as JSON'],
  [{ sign: 'true' }, 'sign must be true or false, got "true"; leave it out for an unsigned call'],
  ...[0, 5001, 1.5, '100'].map((timeoutMs): [unknown, string] => [{ timeoutMs },
    `timeoutMs must be a whole number of milliseconds from 1 to 5000, got ${JSON.stringify(timeoutMs)}; leave it out for 5000, or give the probe a longer timeout`]),
  ...[-1, 1048577, 0.5, null].map((maxBodyBytes): [unknown, string] => [{ maxBodyBytes },
    `maxBodyBytes must be a whole number of bytes from 0 to 1048576, got ${maxBodyBytes}; leave it out for 1024`]),
  ...['http://api.test/', 'api.test', 7, 'https://user@api.test/', 'https://:secret@api.test/', 'https://api.test/#pets'].map((url): [unknown, string] => [{ url },
    `url must be an https URL without user and fragment, got ${JSON.stringify(url)}; give the stage's, as the connection has it`]),
  [{ path: 'pets' }, 'path must begin with "/", got "pets"; write the path of the resource without the stage, such as "/pets"'],
  [{ path: 7 }, 'path must begin with "/", got 7; write the path of the resource without the stage, such as "/pets"'],
  [{ url: 'https://api.test/v1?x=1', path: '/pets' }, 'url must be without a query where a path follows, got "https://api.test/v1?x=1"; put the query behind the path'],
  [{ headers: ['x: y'] }, 'headers must be an object, got ["x: y"]; write it as a JSON object'],
  [{ headers: { x: 7 } }, 'headers["x"] must be a header of HTTP with a string as its value, got 7; correct its name or its value'],
  [{ headers: { 'x y': 'z' } }, 'headers["x y"] must be a header of HTTP with a string as its value, got "z"; correct its name or its value'],
  [{ headers: { x: 'a\nb' } }, 'headers["x"] must be a header of HTTP with a string as its value, got "a\\nb"; correct its name or its value'],
])('fails for %j', (event, message) => {
  expect(() => read(event)).toThrow(new Error(message));
});

test.each([[1, 0], [5000, 1048576]])('the bounds belong to what is taken: %d ms, %d bytes', (timeoutMs, maxBodyBytes) => {
  expect(read({ timeoutMs, maxBodyBytes })).toMatchObject({ timeoutMs, maxBodyBytes });
});

test('without a connection, the event has to say what is called', () => {
  expect(read({ url: 'https://api.test/' }, NO_CONNECTION)).toMatchObject({ url: 'https://api.test/', headers: { host: 'api.test' } });
  expect(() => read({ path: '/pets' }, NO_CONNECTION))
    .toThrow(new Error('url must be given to a probe without a connection, got none; give the event a url, or the probe a connection'));
});
