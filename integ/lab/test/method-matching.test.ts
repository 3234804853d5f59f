import { matchMethod } from '../gateway/method-matching';
import { Method } from '../state';
import { method } from './states';

const METHODS: Method[] = [
  'GET /', 'GET /pets', 'POST /pets', 'GET /pets/{petId}', 'GET /pets/mine', 'ANY /pets/{petId}/toys', 'ANY /files/{proxy+}', 'GET /{any}/owner',
].map((each) => {
  const [httpMethod, path] = each.split(' ');
  return method({ httpMethod, path });
});

test.each([
  ['GET', '', 'GET /'],
  ['GET', '/', 'GET /'],
  ['GET', '/pets', 'GET /pets'],
  ['GET', '/pets/', 'GET /pets'],
  ['POST', '/pets', 'POST /pets'],
  ['GET', '/pets/1', 'GET /pets/{petId}'],
  ['GET', '/pets/%2f', 'GET /pets/{petId}'],
  ['GET', '/pets/mine', 'GET /pets/mine'],
  ['HEAD', '/pets/1/toys', 'ANY /pets/{petId}/toys'],
  ['DELETE', '/files/a', 'ANY /files/{proxy+}'],
  ['DELETE', '/files/a/b/c/', 'ANY /files/{proxy+}'],
  ['GET', '/cats/owner', 'GET /{any}/owner'],
  // A literal segment further left wins over one further right.
  ['GET', '/pets/owner', 'GET /pets/{petId}'],
  ['GET', '/files/owner', 'ANY /files/{proxy+}'],
])('%s %s is taken by %s', (httpMethod, path, expected) => {
  const match = matchMethod(METHODS, httpMethod, path);
  expect('method' in match && `${match.method.httpMethod} ${match.method.path}`).toBe(expected);
});

test.each([
  ['PUT', '/pets', '/pets has no method PUT'],
  ['HEAD', '/pets', '/pets has no method HEAD'],
  ['GET', '/PETS', 'no resource matches /PETS'],
  ['GET', '/%70ets', 'no resource matches /%70ets'],
  ['GET', '/petsx', 'no resource matches /petsx'],
  ['GET', '//pets', 'no resource matches //pets'],
  ['GET', '/pets//', 'no resource matches /pets//'],
  ['GET', '/pets/1/2/3', 'no resource matches /pets/1/2/3'],
  ['GET', '/files', 'no resource matches /files'],
])('%s %s is not deployed', (httpMethod, path, missing) => {
  expect(matchMethod(METHODS, httpMethod, path)).toEqual({ missing });
});

test('a method that only a less specific resource has is not guessed', () => {
  const methods = [{ ...METHODS[1] }, { ...METHODS[1], path: '/{proxy+}', httpMethod: 'ANY' }];
  expect(matchMethod(methods, 'PUT', '/pets')).toEqual({ unsupported: expect.stringContaining('PUT is not a method of /pets but of /{proxy+}') });
});
