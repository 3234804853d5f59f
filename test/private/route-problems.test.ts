import * as fc from 'fast-check';
import { endpointId } from './allow-list-oracle';
import { runs } from './runs';
import { ConsumerTerms, DeployedMethod } from '../../src/private/allow-terms';
import { compileAllowList } from '../../src/private/compile-allow-list';
import { Route, parseRoute } from '../../src/private/route-patterns';
import { routeProblems, routeWarnings } from '../../src/private/route-problems';
import { methodTable, namesMethod, reachedMethods } from '../../src/private/route-reach';

const E1 = endpointId('1');
const ROLE = 'arn:aws:iam::111111111111:role/app';
const consumer = (terms: Partial<ConsumerTerms>): ConsumerTerms => ({ source: { kind: 'vpcEndpoint', id: E1 }, name: 'orders', ...terms });
const api = (...routes: string[]): DeployedMethod[] => routes.map((route) => {
  const [httpMethod, path, authorizationType = 'NONE'] = route.split(' ');
  return { httpMethod, path, authorizationType: authorizationType as DeployedMethod['authorizationType'] };
});
const problemsOf = (routes: string[], methods: DeployedMethod[]) => routeProblems(consumer({ routes }), methodTable(methods));
const warningsOf = (routes: string[], methods?: DeployedMethod[]) => routeWarnings(consumer({ routes }), methods && methodTable(methods));
const reachedBy = (route: string, ...methods: string[]) =>
  reachedMethods(parseRoute(route) as Route, methodTable(api(...methods))).map(({ method, verb, path }) => `${method.httpMethod} ${method.path} as ${verb} ${path}`);

const widened = (route: string, method: string, request: string) =>
  `routes of ${E1} (orders) must name every method that "${route}" reaches, got none for "${method}", which it reaches as "${request}"; `
  + 'a {parameter} allows whatever follows, so name that method too, or write the path with "/*" to allow all below it';

describe('a route reaches', () => {
  test.each<[string, string[], string[]]>([
    ['GET /pets', ['GET /pets', 'POST /pets', 'GET /dogs'], ['GET /pets as GET /pets']],
    ['GET /pets', ['ANY /pets'], ['ANY /pets as GET /pets']],
    ['GET /pets', ['ANY /pets', 'GET /pets'], ['GET /pets as GET /pets']],
    ['GET /pets', ['GET /pets', 'ANY /pets'], ['GET /pets as GET /pets']],
    ['ANY /pets', ['ANY /pets', 'GET /pets', 'OPTIONS /pets'], ['GET /pets as GET /pets', 'ANY /pets as DELETE /pets']],
    ['GET /', ['GET /', 'GET /{proxy+}'], ['GET / as GET /']],
    ['GET /*', ['GET /', 'GET /pets'], ['GET / as GET /', 'GET /pets as GET /pets']],
    ['GET /pets/*', ['GET /', 'GET /pets', 'GET /pets/{id}/a'], ['GET /pets as GET /pets/', 'GET /pets/{id}/a as GET /pets/…/a']],
    ['GET /pets/{petId}', ['GET /pets/{id}', 'GET /pets/mine'], ['GET /pets/mine as GET /pets/mine', 'GET /pets/{id} as GET /pets/…']],
    ['GET /pets/mine', ['GET /pets/{id}', 'GET /pets/mine'], ['GET /pets/mine as GET /pets/mine']],
    ['GET /pets/mine', ['GET /pets/{id}', 'GET /pets/{proxy+}', 'GET /{a}/mine'], ['GET /pets/{id} as GET /pets/mine']],
    ['GET /pets/{petId}', ['GET /pets/{id}', 'GET /{proxy+}'], ['GET /pets/{id} as GET /pets/…', 'GET /{proxy+} as GET /pets/']],
    ['GET /a/b/c/d', ['GET /{proxy+}'], ['GET /{proxy+} as GET /a/b/c/d']],
    ['GET /a/{x}/c', ['GET /a/{proxy+}', 'GET /a/{x}', 'GET /a/{x}/{y}'], ['GET /a/{x}/{y} as GET /a/…/c', 'GET /a/{proxy+} as GET /a/…/…/c']],
    ['GET /pets', ['GET /dogs', 'GET /pets/{id}', 'GET /'], []],
    ['HEAD /pets', ['GET /pets'], []],
    ['GET /pets', [], []],
  ])('%s, of %j: %j', (route, methods, expected) => {
    expect(reachedBy(route, ...methods)).toEqual(expected);
  });

  test('every method that any request reaches', () => {
    // A second search, by trying requests: whatever it finds has to be found.
    const segment = fc.constantFrom('a', 'b', '{p}');
    const path = fc.tuple(fc.array(segment, { maxLength: 3 }), fc.constantFrom('', '/{proxy+}'))
      .map(([segments, end]) => segments.map((each) => `/${each}`).join('') + end || '/');
    const routePath = fc.tuple(fc.array(segment, { maxLength: 3 }), fc.constantFrom('', '/*')).map(([segments, end]) => segments.map((each) => `/${each}`).join('') + end || '/');
    const requests = [[], ['']].concat(...[1, 2, 3, 4, 5].map((length) => {
      const parts = ['a', 'b', 'z'];
      const combine = (left: number): string[][] => left === 0 ? [[]] : combine(left - 1).flatMap((rest) => parts.map((part) => [part, ...rest]));
      return combine(length).flatMap((segments) => [segments, [...segments, '']]);
    }));
    const matches = (template: string, request: string[]) =>
      new RegExp(`^${template.replace(/\/$/, '').replace(/\{proxy\+\}/g, '.+').replace(/\{p\}/g, '[^/]+')}/?$`).test(`/${request.join('/')}`.replace(/\/$/, ''));
    const rank = (template: string) => template.replace(/\{proxy\+\}/g, '3').replace(/\{p\}/g, '2').replace(/[ab]/g, '1');
    fc.assert(fc.property(routePath, fc.uniqueArray(path, { minLength: 1, maxLength: 4 }), (pattern, paths) => {
      const byHand = new Set(requests.filter((request) => {
        const sent = `/${request.join('/')}`;
        const plain = pattern.replace(/\{p\}/g, '*');
        return new RegExp(`^${plain.replace(/\*/g, '.*')}${plain.endsWith('*') || plain === '/' ? '' : '/?'}$`).test(sent);
      }).flatMap((request) => paths.filter((each) => matches(each, request)).sort((one, other) => rank(one) < rank(other) ? -1 : 1).slice(0, 1)));
      const reached = reachedMethods(
        parseRoute(`GET ${pattern}`) as Route, methodTable(paths.map((each) => ({ path: each, httpMethod: 'GET', authorizationType: 'NONE' }))),
      );
      expect(new Set(reached.map(({ method }) => method.path))).toEqual(byHand);
    }), { numRuns: runs(200) });
  });
});

test.each([
  ['GET /pets/{petId}', 'GET /pets/{id}', true], ['GET /pets/{petId}', 'GET /pets/mine', false], ['GET /pets/{petId}', 'GET /pets', false],
  ['GET /pets/*', 'GET /pets', true], ['GET /pets/*', 'GET /pets/{id}/owner', true], ['GET /pets/*', 'GET /dogs', false], ['GET /pets/*', 'GET /', false],
  ['POST /pets', 'GET /pets', false],
])('%s names %s: %p', (route, method, expected) => {
  expect(namesMethod(parseRoute(route) as Route, { method: api(method)[0], verb: method.split(' ')[0], path: '' })).toBe(expected);
});

describe('a route that no method matches', () => {
  test('fails with the nearest one', () => {
    expect(problemsOf(['GET /pet', 'POST /pets', 'GET /pets'], api('GET /dogs', 'GET /pets', 'PUT /pets'))).toEqual([
      `routes of ${E1} (orders) must match a method of the API, got "GET /pet"; the nearest one is "GET /pets"`,
      `routes of ${E1} (orders) must match a method of the API, got "POST /pets"; the nearest one is "PUT /pets"`,
    ]);
  });

  test('fails with the first of several that are as near', () => {
    expect(problemsOf(['GET /pet'], api('GET /pets', 'GET /pett'))).toEqual([expect.stringMatching(/; the nearest one is "GET \/pets"$/)]);
    expect(problemsOf(['GET /pet'], api('GET /pett', 'GET /pets'))).toEqual([expect.stringMatching(/; the nearest one is "GET \/pets"$/)]);
  });

  test('fails on an API without methods', () => {
    expect(problemsOf(['GET /pets'], [])).toEqual([`routes of ${E1} (orders) must match a method of the API, got "GET /pets"; add methods to the API first`]);
  });
});

describe('a path parameter', () => {
  const METHODS = api('GET /pets', 'GET /pets/{id}', 'GET /pets/{id}/owner', 'POST /pets/{id}/owner');

  test('fails for each method that it reaches and the list does not name', () => {
    expect(problemsOf(['GET /pets/{petId}'], METHODS)).toEqual([
      widened('GET /pets/{petId}', 'GET /pets', 'GET /pets/'),
      widened('GET /pets/{petId}', 'GET /pets/{id}/owner', 'GET /pets/…/owner'),
    ]);
  });

  test.each([
    [['GET /pets', 'GET /pets/{petId}', 'GET /pets/{petId}/owner']],
    [['GET /pets/{petId}', 'GET /pets/*']],
    [['GET /pets/*']],
    [['GET /pets/{petId}/owner']],
    [['POST /pets/{petId}/owner']],
    [['GET /pets/1']],
  ])('is fine in %j', (routes) => {
    expect(problemsOf(routes, METHODS)).toEqual([]);
  });

  test('fails for another literal path that it reaches', () => {
    expect(problemsOf(['GET /pets/{petId}'], api('GET /pets/{petId}', 'GET /pets/mine'))).toEqual([widened('GET /pets/{petId}', 'GET /pets/mine', 'GET /pets/mine')]);
  });

  test('fails for a greedy path beside its own, and not where that is all there is', () => {
    expect(problemsOf(['GET /pets/{petId}'], api('GET /pets/{petId}', 'ANY /{proxy+}'))).toEqual([widened('GET /pets/{petId}', 'ANY /{proxy+}', 'GET /pets/')]);
    expect(problemsOf(['GET /pets/{petId}'], api('ANY /{proxy+}'))).toEqual([]);
  });

  test('is warned about where the methods cannot be read', () => {
    expect(warningsOf(['GET /pets/{petId}', 'GET /pets'])).toEqual([{
      id: 'routeReachesDeeper',
      message: `routes of ${E1} (orders) should name every method below "GET /pets/{petId}", because a {parameter} also allows deeper paths; `
        + 'the methods of this API cannot be read at synthesis, so compare them yourself',
    }]);
  });
});

describe('callers that sign', () => {
  const principals = { arns: [ROLE] };
  const METHODS = api('GET /signed AWS_IAM', 'GET /open NONE', 'GET /token COGNITO_USER_POOLS', 'GET /function CUSTOM', 'OPTIONS /signed NONE');
  const anonymous = (method: string, type: string, who = `${E1} (orders)`) =>
    `principals of ${who} must call methods with the authorization AWS_IAM, got "${method}" with ${type}; `
    + 'its callers are anonymous to the policy, so set the authorization of the method, or leave the route out';

  test('fail on methods where they are anonymous', () => {
    expect(routeProblems(consumer({ principals, routes: ['GET /signed', 'GET /open', 'GET /token', 'GET /function'] }), methodTable(METHODS))).toEqual([
      anonymous('GET /open', 'NONE'), anonymous('GET /token', 'COGNITO_USER_POOLS'), anonymous('GET /function', 'CUSTOM'),
    ]);
    const anywhere: ConsumerTerms = { source: { kind: 'principal', callers: principals, fromAnyEndpoint: true }, routes: ['GET /open', 'GET /*'] };
    expect(routeProblems(anywhere, methodTable(METHODS.slice(0, 2)))).toEqual([anonymous('GET /open', 'NONE', `callers fromAnyEndpoint ${ROLE}`)]);
  });

  test('need one method that authorizes by IAM', () => {
    expect(routeProblems(consumer({ principals }), methodTable(METHODS))).toEqual([]);
    expect(routeProblems(consumer({ principals }), methodTable(METHODS.slice(1)))).toEqual([
      `principals of ${E1} (orders) must call methods with the authorization AWS_IAM, got an API without any; `
      + 'its callers are anonymous to the policy, so set the authorization of its methods, or leave principals out',
    ]);
  });

  test('fail once where they name their routes', () => {
    expect(routeProblems(consumer({ principals, routes: ['GET /open'] }), methodTable(METHODS.slice(1)))).toEqual([anonymous('GET /open', 'NONE')]);
  });

  test('may send preflight requests', () => {
    expect(routeProblems(consumer({ principals, routes: ['GET /signed'], preflight: true }), methodTable(METHODS))).toEqual([]);
  });
});

test('a route behind a greedy path is warned about', () => {
  expect(warningsOf(['GET /*'], api('ANY /{proxy+}', 'GET /dogs'))).toEqual([expect.objectContaining({ id: 'routeBehindGreedyPath' })]);
  expect(warningsOf(['GET /pets', 'GET /dogs'], api('ANY /{proxy+}', 'GET /dogs'))).toEqual([{
    id: 'routeBehindGreedyPath',
    message: `routes of ${E1} (orders) should not be the only control of "GET /pets", which {proxy+} serves; `
      + 'the path is compared as it was sent, so a backend that decodes or normalises it may see another one',
  }]);
});

describe('the path above a "/*"', () => {
  const warning = (written: string, parent: string) => ({
    id: 'routeWithoutParent',
    message: `routes of ${E1} (orders) should name "${parent}" too if it is meant, because "${written}" allows that path with a slash behind it and not without`,
  });

  test.each<[string[], string[] | undefined, object[]]>([
    [['GET /pets/*'], undefined, [warning('GET /pets/*', 'GET /pets')]],
    [['GET /pets/{proxy+}'], ['GET /pets', 'GET /pets/a'], [warning('GET /pets/{proxy+}', 'GET /pets')]],
    [['ANY /pets/{petId}/*', 'GET /pets/{petId}'], ['ANY /pets/{petId}'], [warning('ANY /pets/{petId}/*', 'ANY /pets/{petId}')]],
    [['GET /pets/*', 'POST /pets'], undefined, [warning('GET /pets/*', 'GET /pets')]],
    [['GET /pets/*'], ['GET /pets/a', 'POST /pets'], []],
    [['GET /pets/*', 'GET /pets'], undefined, []],
    [['GET /pets/*', 'ANY /*'], undefined, []],
    [['GET /*'], undefined, []],
    [['GET /pets'], undefined, []],
  ])('of %j on %j', (routes, methods, expected) => {
    expect(warningsOf(routes, methods && api(...methods))).toEqual(expected);
  });
});

test('the compiler refuses what the methods do not have, and says what it warns about', () => {
  const input = { stageName: 'v1', useUndocumentedNotResource: false, maximumLength: 8192, arnPrefixLength: 60, consumers: [consumer({ routes: ['GET /pets'] })] };
  expect(compileAllowList({ ...input, methods: api('GET /dogs') })).toMatchObject({
    errors: [`routes of ${E1} (orders) must match a method of the API, got "GET /pets"; the nearest one is "GET /dogs"`], length: 0,
  });
  expect(compileAllowList({ ...input, methods: api('GET /{proxy+}') })).toMatchObject({ errors: [], warnings: [{ id: 'routeBehindGreedyPath' }] });
});
