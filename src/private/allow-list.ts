/** What API Gateway can tell about where a call comes from. */
export type SourceKind = 'vpcEndpoint' | 'vpc';

/** One entry of an allow-list, as plain data. */
export interface AllowedSource {
  readonly kind: SourceKind;
  readonly id: string;
  /** For people; never part of a policy. */
  readonly name?: string;
  /** `undefined` where nobody said: a literal id does not tell its Region. */
  readonly region?: string;
}

/** How a message names an entry. */
export function describeSource(source: AllowedSource): string {
  return source.name === undefined ? source.id : `${source.id} (${source.name})`;
}

/** Entries that can never call an API in `apiRegion`, because an interface endpoint serves its own Region only. */
export function sourcesOfOtherRegions(sources: readonly AllowedSource[], apiRegion: string): AllowedSource[] {
  return sources.filter((source) => source.region !== undefined && source.region !== apiRegion);
}

/** What a validation at synthesis says about an allow-list to which nothing was ever added. */
export function emptyListProblems(sources: readonly AllowedSource[]): string[] {
  return sources.length > 0
    ? []
    : ['the allow-list must name a consumer, got an empty one; set allowedVpcEndpointIds or allowedConsumers, or call allow()'];
}
