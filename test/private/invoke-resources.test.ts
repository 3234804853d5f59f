import * as fc from 'fast-check';
import { EVERY_ROUTE, invokedPaths, invokedRouteProblems } from '../../src/private/invoke-resources';

test.each([
  [['GET /pets'], ['v1/GET/pets', 'v1/GET/pets/']],
  [['GET /'], ['v1/GET/']],
  [['GET /pets/{petId}'], ['v1/GET/pets/*']],
  [['POST /pets/*'], ['v1/POST/pets/*']],
  [['GET /pets', 'GET /pets'], ['v1/GET/pets', 'v1/GET/pets/']],
  [EVERY_ROUTE, ['v1/DELETE/*', 'v1/GET/*', 'v1/HEAD/*', 'v1/PATCH/*', 'v1/POST/*', 'v1/PUT/*']],
])('%j', (routes, paths) => {
  expect(invokedRouteProblems(routes)).toEqual([]);
  expect(invokedPaths(routes, 'v1')).toEqual(paths);
});

test('the stage and the method are never a wildcard', () => {
  const verb = fc.constantFrom('ANY', 'GET', 'POST', 'OPTIONS', 'DELETE');
  const path = fc.array(fc.constantFrom('pets', '{petId}', 'a'), { maxLength: 3 }).map((segments) => `/${segments.join('/')}`);
  const end = fc.constantFrom('', '/*', '/{proxy+}');
  const route = fc.tuple(verb, path, end).map(([method, begin, last]) => `${method} ${begin === '/' ? last || '/' : `${begin}${last}`}`);

  fc.assert(fc.property(fc.array(route, { minLength: 1, maxLength: 3 }), (routes) => {
    const paths = invokedPaths(routes, 'v1').map((each) => each.split('/'));
    expect(paths).not.toHaveLength(0);
    expect(paths.filter(([stage, method]) => stage !== 'v1' || !/^[A-Z]+$/.test(method))).toEqual([]);
  }));
});

test('fails for no routes', () => {
  expect(invokedRouteProblems([])).toEqual(['routes must name at least one, got []; leave it out to allow every route of the stage']);
});

test('fails for each malformed route', () => {
  expect(invokedRouteProblems(['/pets', 'GET /pets', '* /pets'])).toEqual([
    'routes must have a method in capital letters, a space and a path that begins with a slash, got "/pets"; '
    + 'write it like "GET /pets/{petId}", or like "ANY /pets/*" for whatever lies below a path',
    'routes must name one of the methods ANY, DELETE, GET, HEAD, PATCH, POST, PUT and OPTIONS, got "* /pets"; '
    + 'write it like "GET /pets/{petId}", or like "ANY /pets/*" for whatever lies below a path',
  ]);
});
