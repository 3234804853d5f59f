import { KeyedValues, SOURCE_KEYS, SourceKey, sorted } from './allow-terms';
import { Limits, TermGroup, isLimited, joinLimits, missesToo, singleLimits } from './term-groups';

/** Calls that no term covers: from all of `sources`, from none of `exempt`, and outside of every one of `missed`. */
export interface Refusal {
  readonly sources: KeyedValues;
  readonly exempt: KeyedValues;
  readonly missed: Limits;
  readonly names: readonly string[];
}

/** Groups whose sources a call has all at once, and a limit of each that it is outside of. */
interface Overlap {
  readonly groups: readonly TermGroup[];
  readonly missed: Limits;
}

/** No quota has room for so many statements; and with every group that overlaps all others their number doubles. */
const MAXIMUM_OVERLAPS = 400;

/**
 * What has to be denied, because it comes from a source on the list and no entry covers it; `undefined` if the groups overlap too often.
 *
 * A call can have several sources at once: an endpoint, the VPC that the endpoint is in (nobody knows which at synthesis) and a signed
 * caller. What one of its entries allows, the limits of another must not take away. So the refusals of a group spare the sources of every
 * other one that may allow the call; and the calls that have both sources are refused on their own, where they are outside of both terms.
 */
export function refusals(groups: readonly TermGroup[]): readonly Refusal[] | undefined {
  const overlaps: Overlap[] = groups.flatMap((group) => singleLimits(group.limits).map((missed) => ({ groups: [group], missed })));
  const found = new Map<string, readonly Refusal[]>();
  for (const overlap of overlaps) {
    const id = JSON.stringify([groups.map((group) => Number(overlap.groups.includes(group))), overlap.missed]);
    if (found.has(id)) continue;
    if (found.size === MAXIMUM_OVERLAPS) return undefined;
    const sources = commonSources(overlap.groups);
    const others = groups.filter((group) => !overlap.groups.includes(group) && mayAllow(group, sources, overlap.missed));
    found.set(id, refuse(overlap, sources, others));
    overlaps.push(...others.filter(isLimited).flatMap((other) => withGroup(overlap, other)));
  }
  const all = [...found.values()].flat();
  return mergeBy('aws:SourceVpc', mergeBy('aws:SourceVpce', all.filter((refusal, index) =>
    !all.some((other, at) => other !== refusal && isWithin(refusal, other) && (at < index || !isWithin(other, refusal))))));
}

function withGroup({ groups, missed }: Overlap, other: TermGroup): Overlap[] {
  return singleLimits(other.limits).map((limit) => ({ groups: [...groups, other], missed: joinLimits(missed, limit) }));
}

/** Sources that a call with all the groups has, by key; a key that no list can tell is left out. */
function commonSources(groups: readonly TermGroup[]): KeyedValues {
  return Object.fromEntries(SOURCE_KEYS.flatMap((key) => {
    const lists = groups.filter((group) => group.key === key).map(({ values }) => values);
    const tellable = lists.length === 1 || (lists.length > 1 && lists.flat().every(isLiteral));
    return tellable ? [[key, lists.reduce((common, values) => common.filter((value) => values.includes(value)))]] : [];
  }));
}

/** Whether a call from these sources, outside of these limits, may be covered by the group. */
function mayAllow({ key, values, limits }: TermGroup, sources: KeyedValues, missed: Limits): boolean {
  const known = sources[key];
  return (known === undefined || !known.every(isLiteral) || !values.every(isLiteral) || values.some((value) => known.includes(value)))
    && !values.every((value) => missed.callers?.[key]?.includes(value) ?? false)
    && !missesToo(missed, limits);
}

/** One refusal, or none if nobody is left: where a key names both the sources and the exempt, the lists are subtracted. */
function refuse({ groups, missed }: Overlap, sources: KeyedValues, others: readonly TermGroup[]): Refusal[] {
  const exempt = keyed((key) => others.filter((other) => other.key === key).flatMap(({ values }) => values));
  const isSubtracted = (key: SourceKey) => sources[key]?.every(isLiteral) ?? false;
  const left = keyed((key) => (sources[key] ?? []).filter((value) => !isSubtracted(key) || !exempt[key]?.includes(value)));
  if (Object.keys(left).length < Object.keys(sources).length) return [];
  const isPattern = (value: string) => !isLiteral(value);
  return [{
    sources: left,
    exempt: keyed((key) => (exempt[key] ?? []).filter((value) => !isSubtracted(key) || isPattern(value))),
    missed,
    names: sorted(groups.flatMap(({ names }) => names)),
  }];
}

function keyed(values: (key: SourceKey) => readonly string[]): KeyedValues {
  return Object.fromEntries(SOURCE_KEYS.map((key) => [key, sorted(values(key))] as const).filter(([, list]) => list.length > 0));
}

/** Whether every call that the inner one refuses is refused by the outer one too. */
function isWithin(inner: Refusal, outer: Refusal): boolean {
  return SOURCE_KEYS.every((key) => {
    const [from, of] = [inner.sources[key], outer.sources[key]];
    return (of === undefined || (from?.every((value) => of.includes(value)) ?? false))
      && (outer.exempt[key] ?? []).every((value) => (inner.exempt[key]?.includes(value) ?? false)
        || (from !== undefined && [...from, value].every(isLiteral) && !from.includes(value)));
  }) && singleLimits(outer.missed).every((limit) => missesToo(inner.missed, limit));
}

/** Refusals that differ in the values of one key only are one. */
function mergeBy(key: SourceKey, all: readonly Refusal[]): readonly Refusal[] {
  const merged = new Map<string, Refusal>();
  for (const refusal of all) {
    const { [key]: values, ...sources } = refusal.sources;
    const id = JSON.stringify([values === undefined, sources, refusal.exempt, refusal.missed]);
    const known = merged.get(id);
    merged.set(id, known === undefined || values === undefined ? refusal : {
      ...refusal,
      sources: { ...refusal.sources, [key]: sorted([...known.sources[key]!, ...values]) },
      names: sorted([...known.names, ...refusal.names]),
    });
  }
  return [...merged.values()];
}

function isLiteral(value: string): boolean {
  return !/[*?]/.test(value);
}
