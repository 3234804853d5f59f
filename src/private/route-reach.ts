import type { DeployedMethod } from './allow-terms';
import { ANY_SEGMENTS, GREEDY_PARAMETER, PARAMETER, Route, patternSegments, splitPath } from './route-patterns';

/** A deployed method that a route's resources admit, and a request that shows it. */
export interface ReachedMethod {
  readonly method: DeployedMethod;
  readonly verb: string;
  readonly path: string;
}

/** The methods of an API, read once. */
export interface MethodTable {
  readonly methods: readonly DeployedMethod[];
  /** The most specific first, in the order in which API Gateway prefers them. */
  readonly entries: readonly MethodEntry[];
}

interface MethodEntry {
  readonly method: DeployedMethod;
  readonly segments: Segments;
}

type Segments = readonly string[];

/** Stands for a segment that neither a route nor a deployed path names: both are of ASCII. */
const OTHER_SEGMENT = '…';

/** From the most specific: API Gateway prefers a plain segment to a parameter, and that to a greedy one. */
const SPECIFICITY = [PARAMETER, GREEDY_PARAMETER];

export function methodTable(methods: readonly DeployedMethod[]): MethodTable {
  const entries = methods.map((method) => ({ method, segments: segmentsOf(method.path), rank: rankOf(method) }));
  return { methods, entries: entries.sort((one, other) => one.rank < other.rank ? -1 : 1) };
}

/**
 * The deployed methods that the resources of a route admit, the most specific first.
 *
 * `*` matches slashes and the empty text, so `GET /pets/{petId}` admits `/pets/1/owner`, and also `/pets/`, which the method of `/pets` serves.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
 */
export function reachedMethods(route: Route, { entries }: MethodTable): readonly ReachedMethod[] {
  const pattern = patternSegments(route);
  const longest = Math.max(pattern.length, ...entries.map(({ segments }) => segments.length)) + 1;
  return entries.flatMap(({ method, segments }) => {
    const requests = commonPaths(pattern, segments, longest);
    for (const verb of route.verbs) {
      const request = requests.find((each) => serverOf(each, verb, entries) === method);
      if (request !== undefined) return [{ method, verb, path: `/${request.join('/')}` }];
    }
    return [];
  });
}

/** Whether the route is written so that it means the method: by its very path, or by a `/*` above it. */
export function namesMethod(route: Route, { method, verb }: ReachedMethod): boolean {
  return namesPath(route, verb, segmentsOf(method.path));
}

/** Whether the route is written so that it means the path: by itself, or by a `/*` at it or above it. */
export function namesPath(route: Route, verb: string, segments: readonly string[]): boolean {
  return route.verbs.includes(verb)
    && (route.open || segments.length === route.segments.length)
    && route.segments.every((segment, index) => segment === segments[index]);
}

/** Whether the method's path ends in a parameter that takes several segments. */
export function isGreedy({ path }: DeployedMethod): boolean {
  return segmentsOf(path).at(-1) === GREEDY_PARAMETER;
}

/** The deployed method that is written most like a route. */
export function nearestMethod(text: string, methods: readonly DeployedMethod[]): string | undefined {
  const written = methods.map(({ httpMethod, path }) => `${httpMethod} ${path}`).sort();
  const distances = written.map((candidate) => editDistance(text, candidate));
  return written[distances.indexOf(Math.min(...distances))];
}

function segmentsOf(path: string): Segments {
  return splitPath(path) as Segments;
}

function serves({ httpMethod }: DeployedMethod, verb: string): boolean {
  return httpMethod === verb || httpMethod === 'ANY';
}

/**
 * Requests that both a pattern of the policy and the path of a resource match: one for each way to lay them side by side.
 *
 * A segment that both leave open is one that nothing else names. So if any request reaches the resource through the pattern, then one of these does.
 */
function commonPaths(pattern: Segments, path: Segments, longest: number): readonly Segments[] {
  if (path.length === 0) return pattern.length === 0 ? [[]] : trailingSlash(pattern);
  if (pattern.length === 0 || longest === 0) return [];
  const open = pattern[0] === ANY_SEGMENTS;
  const segment = commonSegment(pattern[0], path[0]);
  if (segment === undefined) return [];
  const patterns = open ? [pattern.slice(1), pattern] : [pattern.slice(1)];
  const paths = path[0] === GREEDY_PARAMETER ? [path.slice(1), path] : [path.slice(1)];
  return patterns.flatMap((restOfPattern) => paths.flatMap((restOfPath) =>
    commonPaths(restOfPattern, restOfPath, longest - 1).map((rest) => [segment, ...rest])));
}

function trailingSlash(pattern: Segments): readonly Segments[] {
  return pattern.length === 1 && pattern[0] === ANY_SEGMENTS ? [['']] : [];
}

function commonSegment(ofPattern: string, ofPath: string): string | undefined {
  const parameter = SPECIFICITY.includes(ofPath);
  if (ofPattern === ANY_SEGMENTS) return parameter ? OTHER_SEGMENT : ofPath;
  return parameter || ofPattern === ofPath ? ofPattern : undefined;
}

/** The method that API Gateway calls for a request. */
function serverOf(request: Segments, verb: string, entries: readonly MethodEntry[]): DeployedMethod | undefined {
  // A trailing slash does not change the resource.
  const sent = request.at(-1) === '' ? request.slice(0, -1) : request;
  return entries.find(({ method, segments }) => serves(method, verb) && pathMatches(segments, sent))?.method;
}

function pathMatches(path: Segments, segments: Segments): boolean {
  const greedy = path.at(-1) === GREEDY_PARAMETER;
  return (greedy ? segments.length >= path.length : segments.length === path.length)
    && path.every((part, index) => SPECIFICITY.includes(part) || part === segments[index]);
}

/** A text that sorts before that of any less specific method. */
function rankOf({ path, httpMethod }: DeployedMethod): string {
  return segmentsOf(path).map((segment) => SPECIFICITY.indexOf(segment) + 1).join('') + (httpMethod === 'ANY' ? '~' : '');
}

function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, character] of [...one].entries()) {
    const next = [index + 1];
    for (let column = 1; column < row.length; column += 1) {
      next.push(Math.min(row[column] + 1, next[column - 1] + 1, row[column - 1] + (other[column - 1] === character ? 0 : 1)));
    }
    row = next;
  }
  return row[other.length];
}
