import { Method } from '../state';

export type MethodMatch =
  | { readonly method: Method }
  | { readonly missing: string }
  | { readonly unsupported: string };

/** The smaller, the more specific: API Gateway prefers a literal segment to a parameter, and that to a greedy one. */
enum Segment { LITERAL, PARAMETER, GREEDY }

/**
 * The deployed method that takes a request. Segments are compared as sent, case-sensitive and undecoded; one trailing slash
 * does not count, as in AWS.
 */
export function matchMethod(methods: Method[], httpMethod: string, path: string): MethodMatch {
  const resources = [...new Set(methods.map((each) => each.path))]
    .filter((resource) => matchesResource(segmentsOf(resource), segmentsOf(path)))
    .sort(bySpecificity);
  const found = resources.map((resource) => methodOf(methods, resource, httpMethod));
  if (found[0] !== undefined) {
    return { method: found[0] };
  }
  const lessSpecific = found.find((each) => each !== undefined);
  if (lessSpecific !== undefined) {
    return { unsupported: `${httpMethod} is not a method of ${resources[0]} but of ${lessSpecific.path}, which matches too: AWS does not document whether it falls through` };
  }
  return { missing: resources.length === 0 ? `no resource matches ${path || '/'}` : `${resources[0]} has no method ${httpMethod}` };
}

function methodOf(methods: Method[], resource: string, httpMethod: string): Method | undefined {
  const own = methods.filter(({ path }) => path === resource);
  return own.find((each) => each.httpMethod === httpMethod) ?? own.find((each) => each.httpMethod === 'ANY');
}

function segmentsOf(path: string): string[] {
  const segments = path.split('/').slice(1);
  return segments.at(-1) === '' ? segments.slice(0, -1) : segments;
}

function matchesResource(resource: string[], path: string[]): boolean {
  const greedy = resource.length > 0 && kindOf(resource.at(-1)!) === Segment.GREEDY;
  if (greedy ? path.length < resource.length : path.length !== resource.length) {
    return false;
  }
  return resource.every((segment, index) => kindOf(segment) === Segment.LITERAL ? segment === path[index] : path[index] !== '');
}

function kindOf(segment: string): Segment {
  if (!/^\{.+\}$/.test(segment)) return Segment.LITERAL;
  return segment.endsWith('+}') ? Segment.GREEDY : Segment.PARAMETER;
}

/** Resources that match one path differ in the kinds of their segments at the same positions. */
function bySpecificity(a: string, b: string): number {
  const [left, right] = [segmentsOf(a).map(kindOf), segmentsOf(b).map(kindOf)];
  const at = left.findIndex((kind, index) => kind !== right[index]);
  return at === -1 ? 0 : left[at] - (right[at] ?? Segment.GREEDY);
}

/** The values of `{name}` and `{name+}` in a resource's path, decoded. */
export function pathParameters(resource: string, path: string): Record<string, string> {
  const sent = segmentsOf(path);
  return Object.fromEntries(segmentsOf(resource).flatMap((segment, index) => {
    if (kindOf(segment) === Segment.LITERAL) return [];
    const value = kindOf(segment) === Segment.GREEDY ? sent.slice(index).join('/') : sent[index];
    return [[segment.replace(/[{}+]/g, ''), decodeURIComponent(value)]];
  }));
}
