import { matchesPattern } from './match-wildcards';

/** A route of an allow-list, taken apart. */
export interface Route {
  /** As it was written. */
  readonly text: string;
  /** Explicit, because a `*` for the method would also swallow slashes and so match other paths. */
  readonly verbs: readonly string[];
  /** Without the slashes; `{}` stands for a path parameter. */
  readonly segments: readonly string[];
  /** Whether it was written with `/*` or `{proxy+}` at the end, and so means whatever lies there. */
  readonly open: boolean;
}

/** Where a route's path has a `*` in the policy. */
export const ANY_SEGMENTS = '*';
export const PARAMETER = '{}';
export const GREEDY_PARAMETER = '{+}';

/** What `ANY` stands for, but for `OPTIONS`: preflight requests are anonymous, so they have an option of their own. */
export const ANY_VERBS: readonly string[] = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];

const ROUTE = /^(\S+) (\/\S*)$/;
/** What a path may hold undecoded (RFC 3986), but for `*`, which a policy reads as a wildcard. */
const LITERAL_SEGMENT = /^[A-Za-z0-9._~!$&'()+,;=:@%-]+$/;
const PARAMETER_SEGMENT = /^\{[\w.-]+(\+?)\}$/;
const EXAMPLE = 'write it like "GET /pets/{petId}", or like "ANY /pets/*" for whatever lies below a path';

/** Reads a route; a text is what is wrong with it. */
export function parseRoute(text: string): Route | string {
  const [, verb, path] = ROUTE.exec(text) ?? [];
  if (path === undefined) return problem('have a method in capital letters, a space and a path that begins with a slash', text);
  if (verb !== 'ANY' && verb !== 'OPTIONS' && !ANY_VERBS.includes(verb)) {
    return problem(`name one of the methods ANY, ${ANY_VERBS.join(', ')} and OPTIONS`, text);
  }
  const segments = splitPath(path);
  const last = segments.length - 1;
  if (segments.some((segment, index) => segment === undefined || (index < last && isOpen(segment)))) {
    return problem('have a path of plain segments and {parameters}, with "*" or {proxy+} at most as its last segment', text);
  }
  const open = isOpen(segments[last]);
  return {
    text,
    verbs: verb === 'ANY' ? ANY_VERBS : [verb],
    segments: (open ? segments.slice(0, -1) : segments) as string[],
    open,
  };
}

/** The segments of a path with the names of its parameters left out; `undefined` in the place of what is none. */
export function splitPath(path: string): readonly (string | undefined)[] {
  const trimmed = path.replace(/^\/|\/$/g, '');
  return trimmed === '' ? [] : trimmed.split('/').map(readSegment);
}

function readSegment(segment: string): string | undefined {
  const parameter = PARAMETER_SEGMENT.exec(segment);
  if (parameter !== null) return parameter[1] === '+' ? GREEDY_PARAMETER : PARAMETER;
  return segment === ANY_SEGMENTS || LITERAL_SEGMENT.test(segment) ? segment : undefined;
}

function isOpen(segment: string | undefined): boolean {
  return segment === ANY_SEGMENTS || segment === GREEDY_PARAMETER;
}

function problem(rule: string, text: string): string {
  return `must ${rule}, got ${JSON.stringify(text)}; ${EXAMPLE}`;
}

/** The segments that the policy's pattern has, `*` for each of one or more segments. */
export function patternSegments({ segments, open }: Route): readonly string[] {
  const pattern = segments.map((segment) => segment === PARAMETER ? ANY_SEGMENTS : segment);
  return open ? [...pattern, ANY_SEGMENTS] : pattern;
}

/**
 * The resources of a policy that a route stands for, in the short form of a policy on an API.
 *
 * The stage is literal, since a `*` in its place swallows slashes and so would let `GET/pets` match the end of another method's path.
 * A path without a wildcard at its end comes with and without a trailing slash, since API Gateway authorizes the path as it was sent
 * and serves both by one method.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export function routeResources(route: Route, stageName: string, verbs: readonly string[] = route.verbs): readonly string[] {
  const pattern = patternSegments(route);
  const path = pattern.join('/');
  const paths = path === '' || pattern.at(-1) === ANY_SEGMENTS ? [path] : [path, `${path}/`];
  return verbs.flatMap((verb) => paths.map((each) => `execute-api:/${stageName}/${verb}/${each}`));
}

/** Whether every resource that the inner pattern matches is matched by the outer one too: only a `*` can match a `*`. */
export function holdsPattern(outer: string, inner: string): boolean {
  return matchesPattern({ text: outer }, inner);
}
