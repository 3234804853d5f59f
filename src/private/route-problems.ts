import { ConsumerTerms, describeConsumer } from './allow-terms';
import { PARAMETER, Route, parseRoute } from './route-patterns';
import { MethodTable, ReachedMethod, isGreedy, namesMethod, namesPath, nearestMethod, reachedMethods } from './route-reach';
import type { AllowListWarning } from './term-problems';

/** A route and the methods that it reaches. */
interface RouteReach {
  readonly route: Route;
  readonly reached: readonly ReachedMethod[];
}

/** What is wrong with an entry on an API with these methods. */
export function routeProblems(consumer: ConsumerTerms, table: MethodTable): string[] {
  const routes = routesOf(consumer);
  const reaches = routes.map((route): RouteReach => ({ route, reached: reachedMethods(route, table) }));
  return [
    ...reaches.filter(({ reached }) => reached.length === 0).map(({ route }) => unmatched(consumer, route, table)),
    ...reaches.flatMap((reach) => unaskedMethods(reach, routes).map((method) => widened(consumer, reach.route, method))),
    ...callerProblems(consumer, reaches, table),
  ];
}

/** What an entry allows on an API with these methods that its author may not expect; `undefined` where they cannot be read. */
export function routeWarnings(consumer: ConsumerTerms, table: MethodTable | undefined): AllowListWarning[] {
  const routes = routesOf(consumer);
  const who = describeConsumer(consumer);
  return routes.flatMap((route) => [
    ...(table === undefined && !route.open && route.segments.includes(PARAMETER) ? [{
      id: 'routeReachesDeeper',
      message: `routes of ${who} should name every method below ${JSON.stringify(route.text)}, because a {parameter} also allows deeper paths; `
        + 'the methods of this API cannot be read at synthesis, so compare them yourself',
    }] : []),
    ...(table !== undefined && reachedMethods(route, table).some(({ method }) => isGreedy(method)) ? [{
      id: 'routeBehindGreedyPath',
      message: `routes of ${who} should not be the only control of ${JSON.stringify(route.text)}, which {proxy+} serves; `
        + 'the path is compared as it was sent, so a backend that decodes or normalises it may see another one',
    }] : []),
    ...(leavesOutParent(route, routes, table) ? [{
      id: 'routeWithoutParent',
      message: `routes of ${who} should name "${route.text.replace(/\/[^/]*$/, '')}" too if it is meant, because ${JSON.stringify(route.text)} `
        + 'allows that path with a slash behind it and not without',
    }] : []),
  ]);
}

function routesOf({ routes = [] }: ConsumerTerms): readonly Route[] {
  return routes.map(parseRoute).filter((route) => typeof route !== 'string');
}

function unmatched(consumer: ConsumerTerms, route: Route, table: MethodTable): string {
  const nearest = nearestMethod(route.text, table.methods);
  return `routes of ${describeConsumer(consumer)} must match a method of the API, got ${JSON.stringify(route.text)}; `
    + (nearest === undefined ? 'add methods to the API first' : `the nearest one is ${JSON.stringify(nearest)}`);
}

/** Methods that only the `*` in the place of a parameter admits. One with `{proxy+}` is asked for where nothing else serves the route. */
function unaskedMethods({ route, reached }: RouteReach, routes: readonly Route[]): readonly ReachedMethod[] {
  if (route.open || !route.segments.includes(PARAMETER)) return [];
  const isServed = reached.some((each) => namesMethod(route, each));
  return reached.filter((each) => !routes.some((other) => namesMethod(other, each)) && (isServed || !isGreedy(each.method)));
}

function widened(consumer: ConsumerTerms, route: Route, { method, verb, path }: ReachedMethod): string {
  return `routes of ${describeConsumer(consumer)} must name every method that ${JSON.stringify(route.text)} reaches, `
    + `got none for ${JSON.stringify(`${method.httpMethod} ${method.path}`)}, which it reaches as ${JSON.stringify(`${verb} ${path}`)}; a {parameter} allows whatever follows, so name that method too, `
    + 'or write the path with "/*" to allow all below it';
}

/** Only IAM authorization tells who signed; without it even a signed caller is anonymous to the policy. */
function callerProblems(consumer: ConsumerTerms, reaches: readonly RouteReach[], { methods }: MethodTable): string[] {
  if (consumer.principals === undefined && consumer.source.kind !== 'principal') return [];
  const who = describeConsumer(consumer);
  const called = reaches.flatMap(({ reached }) => reached.map(({ method }) => method));
  const unsigned = [...new Set(called)].filter(({ authorizationType }) => authorizationType !== 'AWS_IAM');
  const signedNowhere = consumer.routes === undefined && !methods.some(({ authorizationType }) => authorizationType === 'AWS_IAM');
  return [
    ...unsigned.map(({ httpMethod, path, authorizationType }) =>
      `principals of ${who} must call methods with the authorization AWS_IAM, `
      + `got ${JSON.stringify(`${httpMethod} ${path}`)} with ${authorizationType}; `
      + 'its callers are anonymous to the policy, so set the authorization of the method, or leave the route out'),
    ...(signedNowhere ? [
      `principals of ${who} must call methods with the authorization AWS_IAM, got an API without any; `
      + 'its callers are anonymous to the policy, so set the authorization of its methods, or leave principals out',
    ] : []),
  ];
}

/** Whether a `/*` leaves out the very path that it stands behind, though the API has a method there. */
function leavesOutParent(route: Route, routes: readonly Route[], table: MethodTable | undefined): boolean {
  if (!route.open || route.segments.length === 0) return false;
  const isNamed = (verb: string) => routes.some((each) =>
    (!each.open || each.segments.length < route.segments.length) && namesPath(each, verb, route.segments));
  const unnamed: Route = { ...route, open: false, verbs: route.verbs.filter((verb) => !isNamed(verb)) };
  return unnamed.verbs.length > 0
    && (table === undefined || reachedMethods(unnamed, table).some((reached) => namesMethod(unnamed, reached)));
}
