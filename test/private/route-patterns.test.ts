import { Route, holdsPattern, parseRoute, routeResources } from '../../src/private/route-patterns';

const resourcesOf = (text: string) => routeResources(parseRoute(text) as Route, 'v1').map((resource) => resource.replace('execute-api:/v1/', ''));

test.each([
  ['GET /pets', ['GET/pets', 'GET/pets/']],
  ['GET /pets/', ['GET/pets', 'GET/pets/']],
  ['GET /', ['GET/']],
  ['GET /*', ['GET/*']],
  ['GET /pets/*', ['GET/pets/*']],
  ['GET /pets/{petId}', ['GET/pets/*']],
  ['GET /pets/{petId}/', ['GET/pets/*']],
  ['GET /pets/{proxy+}', ['GET/pets/*']],
  ['GET /pets/{petId}/owner', ['GET/pets/*/owner', 'GET/pets/*/owner/']],
  ['GET /{a}/{b}/*', ['GET/*/*/*']],
  ['OPTIONS /pets', ['OPTIONS/pets', 'OPTIONS/pets/']],
  ['POST /%70ets/a.b~c_d-e:f', ['POST/%70ets/a.b~c_d-e:f', 'POST/%70ets/a.b~c_d-e:f/']],
  ['ANY /*', ['DELETE/*', 'GET/*', 'HEAD/*', 'PATCH/*', 'POST/*', 'PUT/*']],
])('%s has the resources %j', (text, expected) => {
  expect(resourcesOf(text)).toEqual(expected);
});

test('resources are those of the stage, in the short form', () => {
  expect(routeResources(parseRoute('GET /pets') as Route, 'prod', ['OPTIONS'])).toEqual(['execute-api:/prod/OPTIONS/pets', 'execute-api:/prod/OPTIONS/pets/']);
});

test('whether it was written for whatever lies below a path', () => {
  expect(['GET /pets', 'GET /pets/{petId}', 'GET /pets/*', 'GET /pets/{proxy+}'].map((text) => (parseRoute(text) as Route).open)).toEqual([false, false, true, true]);
});

const EXAMPLE = 'write it like "GET /pets/{petId}", or like "ANY /pets/*" for whatever lies below a path';
const SHAPE = 'must have a method in capital letters, a space and a path that begins with a slash';
const METHOD = 'must name one of the methods ANY, DELETE, GET, HEAD, PATCH, POST, PUT and OPTIONS';
const PATH = 'must have a path of plain segments and {parameters}, with "*" or {proxy+} at most as its last segment';

test.each([
  ['', SHAPE], ['GET', SHAPE], ['/pets', SHAPE], ['GET pets', SHAPE], ['GET  /pets', SHAPE], ['GET /pets and dogs', SHAPE], [' GET /pets', SHAPE],
  ['get /pets', METHOD], ['* /pets', METHOD], ['TRACE /pets', METHOD],
  ['GET //pets', PATH], ['GET /pets//', PATH], ['GET /a//b', PATH], ['GET /*/pets', PATH], ['GET /{proxy+}/pets', PATH], ['GET /pets*', PATH], ['GET /p?ts', PATH],
  ['GET /pets?x=1', PATH], ['GET /${x}', PATH], ['GET /x{y}', PATH], ['GET /{}', PATH], ['GET /{a b}', SHAPE], ['GET /pets/#x', PATH], ['GET /pëts', PATH],
])('fails for %p', (text, rule) => {
  expect(parseRoute(text)).toBe(`${rule}, got ${JSON.stringify(text)}; ${EXAMPLE}`);
});

test.each([
  ['a/*', 'a/b', true], ['a/*', 'a/', true], ['a/*', 'a', false], ['a/*', 'a/*/b', true], ['a/*/b', 'a/*', false], ['a/*', 'a/*', true], ['a/b', 'a/*', false],
])('%p holds %p: %p', (outer, inner, expected) => {
  expect(holdsPattern(outer, inner)).toBe(expected);
});
