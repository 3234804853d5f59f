import type { CfnResource, IResource } from 'aws-cdk-lib';
import { Token } from 'aws-cdk-lib';
import { ConsumerTerms, describeConsumer } from './allow-terms';
import { AllowListValue, readValue } from './deploy-time-values';
import { RequestedConsumer, valuesOf, withValues } from './requested-consumer';

/** One entry of an API's list, as the compiler takes it, with what its texts stand for. */
export interface AllowListEntry {
  readonly terms: ConsumerTerms;
  readonly values: readonly AllowListValue[];
}

/** Reads an entry for an API; a list of texts is why it cannot be on the list of that API. */
export function readEntry(api: IResource, requested: RequestedConsumer): AllowListEntry | string[] {
  const values = new Map(valuesOf(requested).map((given) => [given, readValue(api, given)]));
  const terms = withValues(requested, (given) => values.get(given)!.text);
  const problems = [
    ...[...values.values()].flatMap(({ problem }) => problem === undefined ? [] : [`a value of ${describeConsumer(terms)} ${problem}`]),
    ...regionProblems(api, requested, terms),
  ];
  return problems.length > 0 ? problems : { terms, values: [...values.values()] };
}

/** An interface endpoint serves its own Region only. */
function regionProblems({ env }: IResource, { region }: RequestedConsumer, terms: ConsumerTerms): string[] {
  if (region === undefined || Token.isUnresolved(env.region) || region === env.region) return [];
  return [`an allowed consumer's endpoint must be in the API's Region, ${JSON.stringify(env.region)}, got ${describeConsumer(terms)} in `
    + `${JSON.stringify(region)}; an execute-api endpoint serves its own Region only, so create one in the API's Region`];
}

/** What a validation at synthesis says about an allow-list to which nothing was ever added. */
export function emptyListProblems(entries: readonly AllowListEntry[]): string[] {
  return entries.length > 0
    ? []
    : ['the allow-list must name a consumer, got an empty one; set allowedVpcEndpointIds or allowedConsumers, or call allow()'];
}

/** Resources of this app whose ids are on the list. */
export function followedResources(entries: readonly AllowListEntry[]): readonly CfnResource[] {
  return entries.flatMap(({ values }) => values.flatMap(({ resource }) => resource ?? []));
}

/** Whether the list holds a value for which the stage needs a deployment that the template does not tell. */
export function needsSelector(entries: readonly AllowListEntry[]): boolean {
  return entries.some(({ values }) => values.some(({ kind }) => kind === 'selected'));
}
