import { KeyedValues, SOURCE_KEYS, SourceKey, sorted } from './allow-terms';
import { areCovered, canMeet, isLiteral } from './source-values';
import { Limits, TermGroup, joinLimits, missesToo, singleLimits } from './term-groups';

/** Calls that no term covers: from all of `sources`, from none of `exempt`, and outside of every one of `missed`. */
export interface Refusal {
  readonly sources: KeyedValues;
  readonly exempt: KeyedValues;
  readonly missed: Limits;
  readonly names: readonly string[];
}

/** Calls that have all these sources and are outside of all these limits. */
interface Overlap {
  readonly sources: KeyedValues;
  readonly missed: Limits;
  readonly names: readonly string[];
}

/** No quota has room for so many statements; and with every group that overlaps all others their number doubles. */
const MAXIMUM_OVERLAPS = 1000;

/**
 * What has to be denied, because it comes from a source on the list and no entry covers it; `undefined` if the groups overlap too often.
 *
 * A call can have several sources at once: an endpoint, the VPC that the endpoint is in (nobody knows which at synthesis) and a signed
 * caller. What one of its entries allows, the limits of another must not take away. So the refusals of a group spare the sources of every
 * other one that may allow the call; and the calls that have both sources are refused on their own, where they are outside of both terms.
 */
export function refusals(groups: readonly TermGroup[]): readonly Refusal[] | undefined {
  let overlaps: readonly Overlap[] = [];
  // With each group, what is known of a call splits by whether it belongs to the group too. So each set of groups is met once.
  for (const { key, values, limits, names } of groups) {
    overlaps = distinct([
      ...overlaps.flatMap((overlap) => splitBy({ key, values, limits, names }, overlap)),
      ...singleLimits(limits).map((missed) => ({ sources: { [key]: values }, missed, names })),
    ]);
    if (overlaps.length > MAXIMUM_OVERLAPS) return undefined;
  }
  const all = overlaps.flatMap((overlap) => refuse(overlap, groups));
  return mergeBy('aws:SourceVpc', mergeBy('aws:SourceVpce', all.filter((refusal, index) =>
    !all.some((other, at) => isWithin(refusal, other) && (at < index || !isWithin(other, refusal))))));
}

function distinct(overlaps: readonly Overlap[]): readonly Overlap[] {
  return [...new Map(overlaps.map((overlap) => [idOf(overlap), overlap])).values()];
}

/** The calls that do not belong to the group, and for each of its limits those that do and are outside of it. */
function splitBy(group: TermGroup, overlap: Overlap): readonly Overlap[] {
  if (!mayAllow(group, overlap.sources, overlap.missed)) return [overlap];
  const { key, values } = group;
  const known = overlap.sources[key];
  const others = known !== undefined && areCovered(key, known, values) ? [] : [overlap];
  const sources = { ...overlap.sources, [key]: known === undefined ? values : common(known, values) };
  const members = singleLimits(group.limits).map((limit) => ({
    sources, missed: joinLimits(overlap.missed, limit), names: sorted([...overlap.names, ...group.names]),
  }));
  return [...others, ...members.filter(isPossible)];
}

/** What can be told of calls that match both lists: where there are patterns, that they match the first. */
function common(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...one, ...other].every(isLiteral) ? one.filter((value) => other.includes(value)) : one;
}

/** Whether the callers that are the sources are not those that must be missed. */
function isPossible({ sources, missed }: Overlap): boolean {
  return SOURCE_KEYS.every((key) => sources[key] === undefined || !areCovered(key, sources[key], missed.callers?.[key]));
}

/** Whether a call from these sources, outside of these limits, may be covered by the group. */
function mayAllow({ key, values, limits }: TermGroup, sources: KeyedValues, missed: Limits): boolean {
  const known = sources[key];
  return (known === undefined || canMeet(key, values, known))
    && !areCovered(key, values, missed.callers?.[key])
    && !missesToo(missed, limits);
}

/** One refusal, or none if nobody is left: where a key names both the sources and the exempt, the lists are subtracted. */
function refuse({ sources, missed, names }: Overlap, groups: readonly TermGroup[]): Refusal[] {
  const others = groups.filter((group) => mayAllow(group, sources, missed));
  const allowed = keyed((key) => others.filter((other) => other.key === key).flatMap(({ values }) => values));
  const left = keyed((key) => (sources[key] ?? []).filter((value) => !areCovered(key, [value], allowed[key])));
  if (Object.keys(left).length < Object.keys(sources).length) return [];
  const exempt = keyed((key) => (allowed[key] ?? []).filter((value) => left[key] === undefined || canMeet(key, [value], left[key])));
  return [{ sources: left, exempt, missed, names }];
}

function keyed(values: (key: SourceKey) => readonly string[]): KeyedValues {
  return Object.fromEntries(SOURCE_KEYS.map((key) => [key, sorted(values(key))] as const).filter(([, list]) => list.length > 0));
}

/** Whether every call that the inner one refuses is refused by the outer one too. */
function isWithin(inner: Refusal, outer: Refusal): boolean {
  return singleLimits(outer.missed).every((limit) => missesToo(inner.missed, limit)) && SOURCE_KEYS.every((key) => {
    const [from, of] = [inner.sources[key], outer.sources[key]];
    return (of === undefined || (from !== undefined && areCovered(key, from, of)))
      && (outer.exempt[key] ?? []).every((value) => areCovered(key, [value], inner.exempt[key])
        || (from !== undefined && !canMeet(key, [value], from)));
  });
}

/** Refusals that differ in the values of one key only are one. */
function mergeBy(key: SourceKey, all: readonly Refusal[]): readonly Refusal[] {
  const merged = new Map<string, Refusal>();
  for (const refusal of all) {
    const { [key]: values, ...sources } = refusal.sources;
    const id = JSON.stringify([values === undefined, idOf({ sources, missed: refusal.missed }), refusal.exempt]);
    const known = merged.get(id);
    merged.set(id, known === undefined || values === undefined ? refusal : {
      ...refusal,
      sources: { ...refusal.sources, [key]: sorted([...known.sources[key]!, ...values]) },
      names: sorted([...known.names, ...refusal.names]),
    });
  }
  return [...merged.values()];
}

/** The same text for the same sources and limits, in whatever order they were found. */
function idOf({ sources, missed }: Pick<Overlap, 'sources' | 'missed'>): string {
  return JSON.stringify([SOURCE_KEYS.map((key) => sources[key]), missed.resources, missed.cidrs, missed.callers, missed.expires]);
}
