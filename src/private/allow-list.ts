import type { CfnResource, IResource } from 'aws-cdk-lib';
import { Token } from 'aws-cdk-lib';
import { ConsumerTerms, describeConsumer } from './allow-terms';
import { carryValue } from './carry-value';
import { AllowListValue, readValue } from './deploy-time-values';
import { CONNECTION_WAY_OUT, Wait } from './deployment-order';
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

/** What has to be deployed before the API, so that its policy can name it. */
export function waitsOf(api: IResource, entries: readonly AllowListEntry[]): readonly Wait[] {
  return followedResources(entries).map((target) => ({
    scope: api,
    target,
    name: target.node.path,
    property: 'allowedConsumers',
    verb: 'allows',
    wayOut: NETWORK_TYPES.includes(target.cfnResourceType) ? CONNECTION_WAY_OUT : CALLER_WAY_OUT,
  }));
}

const NETWORK_TYPES = ['AWS::EC2::VPCEndpoint', 'AWS::EC2::VPC'];
const CALLER_WAY_OUT = 'define the caller in a stack of its own, which the stacks of the API and of the connection both wait for';

/** The entry as the template of the API may have it. */
export function carryEntry(api: IResource, { terms, values }: AllowListEntry): AllowListEntry {
  return { terms, values: values.map((each) => ({ ...each, value: carryValue(api, each.value) })) };
}

/** Whether the list holds a value for which the stage needs a deployment that the template does not tell. */
export function needsSelector(entries: readonly AllowListEntry[]): boolean {
  return entries.some(({ values }) => values.some(({ kind }) => kind === 'selected'));
}
