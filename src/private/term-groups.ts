import { ConsumerTerms, KeyedValues, SOURCE_KEYS, SourceKey, keyedCallers, keyedSource, sorted } from './allow-terms';
import { parseIpRange, rangeHolds } from './ip-range';
import { Route, holdsPattern, parseRoute, routeResources } from './route-patterns';
import { areCovered } from './source-values';

/** What limits a call, as a policy writes it; a dimension that is left out limits nothing. */
export interface Limits {
  readonly resources?: readonly string[];
  readonly cidrs?: readonly string[];
  readonly callers?: KeyedValues;
  readonly expires?: string;
}

/** Everyone who is named by one key and has equal limits. */
export interface TermGroup {
  readonly key: SourceKey;
  readonly values: readonly string[];
  readonly limits: Limits;
  /** An empty one for consumers without a name. */
  readonly names: readonly string[];
}

/** The groups of an allow-list, in an order that does not depend on the list's. */
export function groupTerms(consumers: readonly ConsumerTerms[], stageName: string): readonly TermGroup[] {
  const equal = new Map<string, TermGroup[]>();
  for (const group of consumers.flatMap((consumer) => groupsOf(consumer, stageName))) {
    const id = `${JSON.stringify(group.limits)} ${SOURCE_KEYS.indexOf(group.key)}`;
    const known = equal.get(id);
    if (known === undefined) equal.set(id, [group]);
    else known.push(group);
  }
  return [...equal].sort(([one], [other]) => one < other ? -1 : 1).map(([, groups]) => ({
    ...groups[0],
    values: sorted(groups.flatMap(({ values }) => values)),
    names: sorted(groups.flatMap(({ names }) => names)),
  }));
}

/** Whether some calls of the group's sources are outside its terms. */
export function isLimited({ limits }: TermGroup): boolean {
  return Object.keys(limits).length > 0;
}

function groupsOf(consumer: ConsumerTerms, stageName: string): TermGroup[] {
  const names = [consumer.name ?? ''];
  const source = keyedSource(consumer.source);
  return limitsOf(consumer, stageName).flatMap((limits) =>
    SOURCE_KEYS.flatMap((key) => source[key] === undefined ? [] : [{ key, values: source[key], limits, names }]));
}

/** Two limits where preflight requests, which are always anonymous, are allowed beside those of named callers. */
function limitsOf(consumer: ConsumerTerms, stageName: string): Limits[] {
  const { routes, principals, preflight = false } = consumer;
  const parsed = routes?.map(parseRoute).filter((route) => typeof route !== 'string');
  const own = parsed?.flatMap((route) => routeResources(route, stageName));
  const options = preflight ? preflightResources(parsed, stageName) : [];
  const shared: Limits = {
    ...(consumer.sourceCidrs !== undefined && { cidrs: sorted(consumer.sourceCidrs) }),
    ...(consumer.expires !== undefined && { expires: wholeSeconds(consumer.expires) }),
  };
  if (principals === undefined) {
    return [{ ...(own !== undefined && { resources: shortest([...own, ...options]) }), ...shared }];
  }
  return [
    { ...(own !== undefined && { resources: shortest(own) }), ...shared, callers: keyedCallers(principals) },
    ...(options.length > 0 ? [{ resources: shortest(options), ...shared }] : []),
  ];
}

function preflightResources(routes: readonly Route[] | undefined, stageName: string): readonly string[] {
  const everywhere: Route = { text: 'OPTIONS /*', verbs: ['OPTIONS'], segments: [], open: true };
  return (routes ?? [everywhere]).flatMap((route) => routeResources(route, stageName, ['OPTIONS']));
}

/** Without the patterns that another one holds. */
function shortest(resources: readonly string[]): readonly string[] {
  const unique = sorted(resources);
  return unique.filter((inner) => !unique.some((outer) => outer !== inner && holdsPattern(outer, inner)));
}

/** Earlier, if anything: the fractions of a second that some tools write are not in AWS's examples of dates. */
function wholeSeconds(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z');
}

/** One limit per dimension: a call is outside the terms if it is outside one of them. */
export function singleLimits(limits: Limits): readonly Limits[] {
  return Object.entries(limits).map(([dimension, value]) => ({ [dimension]: value }));
}

/** What a call is outside of if it is outside of both. */
export function joinLimits(one: Limits, other: Limits): Limits {
  return {
    ...one,
    ...other,
    ...(one.resources && other.resources && { resources: shortest([...one.resources, ...other.resources]) }),
    ...(one.cidrs && other.cidrs && { cidrs: sorted([...one.cidrs, ...other.cidrs]) }),
    ...(one.callers && other.callers && { callers: joinValues(one.callers, other.callers) }),
    ...(one.expires && other.expires && { expires: one.expires > other.expires ? one.expires : other.expires }),
  };
}

function joinValues(one: KeyedValues, other: KeyedValues): KeyedValues {
  return Object.fromEntries(SOURCE_KEYS.flatMap((key) => {
    const values = sorted([...one[key] ?? [], ...other[key] ?? []]);
    return values.length === 0 ? [] : [[key, values]];
  }));
}

/**
 * Whether a call outside of `missed` is also outside of `limits`: one dimension of them lies within that of `missed`.
 *
 * It may say no where the answer is yes, which costs characters and changes no meaning.
 */
export function missesToo(missed: Limits, limits: Limits): boolean {
  return everyWithin(limits.resources, missed.resources, holdsPattern)
    || everyWithin(limits.cidrs, missed.cidrs, holdsRange)
    || callersWithin(limits.callers, missed.callers)
    || (limits.expires !== undefined && missed.expires !== undefined && limits.expires <= missed.expires);
}

type Values = readonly string[] | undefined;

function everyWithin(inner: Values, outer: Values, holds: (outer: string, inner: string) => boolean): boolean {
  return inner !== undefined && outer !== undefined && inner.every((one) => outer.some((other) => holds(other, one)));
}

function holdsRange(outer: string, inner: string): boolean {
  const [wide, narrow] = [parseIpRange(outer)!, parseIpRange(inner)!];
  return wide.prefixLength <= narrow.prefixLength && rangeHolds(wide, narrow.address);
}

function callersWithin(inner: KeyedValues | undefined, outer: KeyedValues | undefined): boolean {
  return inner !== undefined && outer !== undefined
    && SOURCE_KEYS.every((key) => areCovered(key, inner[key] ?? [], outer[key]));
}
