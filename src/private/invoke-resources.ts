import { SHORT_FORM } from './invoke-arn';
import { parseRoute, routeResources } from './route-patterns';

/** Every method is named, because a `*` for the method would swallow slashes and so match the ends of other paths. */
export const EVERY_ROUTE: readonly string[] = ['ANY /*'];

/** What is wrong with routes, each in a sentence. */
export function invokedRouteProblems(routes: readonly string[]): string[] {
  if (routes.length === 0) return ['routes must name at least one, got []; leave it out to allow every route of the stage'];
  return routes.map(parseRoute).filter((route) => typeof route === 'string').map((problem) => `routes ${problem}`);
}

/** What stands behind the API's id in the ARNs of the routes, each once. The routes have no problems. */
export function invokedPaths(routes: readonly string[], stageName: string): string[] {
  const resources = routes.map(parseRoute).filter((route) => typeof route !== 'string').flatMap((route) => routeResources(route, stageName));
  return [...new Set(resources)].map((resource) => resource.slice(SHORT_FORM.length));
}
