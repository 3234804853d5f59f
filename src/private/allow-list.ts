import type { CfnResource, IResource } from 'aws-cdk-lib';
import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ConsumerSource, ConsumerTerms, describeConsumer, NetworkSource } from './allow-terms';
import { carryValue } from './carry-value';
import { holdsDeployTimeText } from './deploy-time-text';
import { AllowListValue, readValue } from './deploy-time-values';
import { CONNECTION_WAY_OUT, Wait } from './deployment-order';
import { endpointProblem, endpointResource } from './endpoint-problem';
import { resourceOf } from './known-vpc';
import { RequestedConsumer, valuesOf, withValues } from './requested-consumer';
import { idProblem, VPC_ENDPOINT_ID, VPC_ID } from './resource-ids';

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
    ...sourceProblems(requested, terms, values),
    ...regionProblems(api, requested, terms),
  ];
  return problems.length > 0 ? problems : { terms, values: [...values.values()] };
}

/** What can be seen of an id only now, because it was a token. */
function sourceProblems({ source }: RequestedConsumer, terms: ConsumerTerms, values: ReadonlyMap<string, AllowListValue>): string[] {
  if (source.kind === 'principal' || !Token.isUnresolved(source.id)) return [];
  const { kind, text } = values.get(source.id)!;
  const problem = kind === 'literal' && !holdsDeployTimeText(text) ? idProblem(IDS[source.kind], text) : resourceProblem(source);
  return problem === undefined ? [] : [`the ${NOUNS[source.kind]} of ${describeConsumer(terms)} ${problem}`];
}

const IDS = { vpcEndpoint: VPC_ENDPOINT_ID, vpc: VPC_ID };
const NOUNS = { vpcEndpoint: 'endpoint', vpc: 'VPC' };
const TYPES = { vpcEndpoint: 'AWS::EC2::VPCEndpoint', vpc: 'AWS::EC2::VPC' };

/** An attribute of another service's resource may be anything, such as what a function has looked up. */
function resourceProblem({ kind, id }: NetworkSource): string | undefined {
  const resource = resourceOf(id);
  if (resource === undefined || !resource.cfnResourceType.startsWith('AWS::EC2::')) return undefined;
  if (resource.cfnResourceType === TYPES[kind]) return kind === 'vpc' ? undefined : endpointProblem(endpointResource(id)!);
  return `must be the id of a resource of type ${JSON.stringify(TYPES[kind])}, got one of ${JSON.stringify(resource.node.path)}, which is of type `
    + `${JSON.stringify(resource.cfnResourceType)}; pass the endpoint or the VPC itself with AllowedConsumer.vpcEndpoint() or AllowedConsumer.vpc()`;
}

/** An interface endpoint serves its own Region only. */
function regionProblems({ env }: IResource, { source, region = regionOf(source) }: RequestedConsumer, terms: ConsumerTerms): string[] {
  if (region === undefined || Token.isUnresolved(env.region) || region === env.region) return [];
  return [`an allowed consumer's endpoint must be in the API's Region, ${JSON.stringify(env.region)}, got ${describeConsumer(terms)} in `
    + `${JSON.stringify(region)}; an execute-api endpoint serves its own Region only, so create one in the API's Region`];
}

/** The Region of a resource whose id is a token, if it is known. */
function regionOf(source: ConsumerSource): string | undefined {
  const resource = source.kind === 'principal' ? undefined : resourceOf(source.id);
  return resource === undefined || Token.isUnresolved(resource.stack.region) ? undefined : resource.stack.region;
}

/** What a validation at synthesis says about texts that are others now than when their entries were put on the list. */
export function changedProblems(api: IConstruct, entries: readonly AllowListEntry[]): string[] {
  const texts = entries.flatMap(({ values }) => values).filter(({ value, text }) => Token.isUnresolved(value) && !holdsDeployTimeText(text));
  const changed = texts.map(({ value, text }) => ({ text, now: Stack.of(api).resolve(value) as unknown })).filter(({ text, now }) => now !== text);
  return changed.map(({ text, now }) =>
    `a value of the allow-list must stay as it was when it was put there, got ${JSON.stringify(text)} and then ${JSON.stringify(now) ?? 'nothing'}; `
    + 'call allow() when the value is final');
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
