import { IResource, Token } from 'aws-cdk-lib';
import { AllowListEntry, carryEntry, readEntry, waitsOf } from './allow-list';
import { factProblem } from './api-facts';
import { orderProblem } from './deployment-order';
import { constructError } from './errors';
import { DEFAULT_MAXIMUM_LENGTH } from './policy-room';
import { RequestedConsumer } from './requested-consumer';
import { idProblem, VPC_ENDPOINT_ID } from './resource-ids';
import type { AllowedConsumer } from '../allowed-consumer';

export function requireStageName(scope: IResource, stageName: string): void {
  if (Token.isUnresolved(stageName)) {
    throw constructError(scope, 'stageName must be known when the app is synthesized, got a token; write the name itself');
  }
  const problem = factProblem('stageName', stageName);
  if (problem !== undefined) {
    throw constructError(scope, problem);
  }
}

/** A text that is empty would look like a revision and be none. */
export function requireRevision(scope: IResource, policyRevision: string | undefined): void {
  if (policyRevision !== undefined && (policyRevision === '' || Token.isUnresolved(policyRevision))) {
    throw constructError(scope, `policyRevision must be a text that is known at synthesis, got ${policyRevision === '' ? '""' : 'a token'}; `
      + 'write any other text than the one of the last deployment');
  }
}

/** Nobody raises the quota to less than its default. */
export function requireMaximumLength(scope: IResource, maximumPolicyLength: number | undefined): number {
  const length = maximumPolicyLength ?? DEFAULT_MAXIMUM_LENGTH;
  if (!Token.isUnresolved(length) && Number.isInteger(length) && length >= DEFAULT_MAXIMUM_LENGTH) return length;
  throw constructError(scope, `maximumPolicyLength must be a whole number of characters, ${DEFAULT_MAXIMUM_LENGTH} or more, `
    + `got ${Token.isUnresolved(length) ? 'a token' : length}; give the value of the quota L-8B81B02C in the API's account and Region, or leave it out`);
}

/** The allow-list as the properties give it. A list that was written down empty is a mistake that no later `allow()` explains. */
export function requireAllowList(
  scope: IResource, ids: readonly string[] | undefined, consumers: readonly AllowedConsumer[] | undefined,
): AllowListEntry[] {
  if (Token.isUnresolved(ids)) {
    throw constructError(scope, 'allowedVpcEndpointIds must list the ids one by one, got a token for the whole list; '
      + 'how many it holds is not known at synthesis, so pass each id by itself');
  }
  const problems = (ids ?? []).flatMap((id, index) => {
    const problem = Token.isUnresolved(id) ? undefined : idProblem(VPC_ENDPOINT_ID, id);
    return problem === undefined ? [] : `allowedVpcEndpointIds[${index}] ${problem}`;
  });
  if (problems.length > 0) {
    throw constructError(scope, problems.join('\n'));
  }
  if ((ids ?? []).length + (consumers ?? []).length === 0 && (ids !== undefined || consumers !== undefined)) {
    const property = ids === undefined ? 'allowedConsumers' : 'allowedVpcEndpointIds';
    throw constructError(scope, `${property} must name a consumer, got []; leave it out if allow() names the consumers later`);
  }
  return requireEntries(scope, [
    ...(ids ?? []).map((id) => ({ source: { kind: 'vpcEndpoint' as const, id } })),
    ...(consumers ?? []).map((consumer) => consumer._render()),
  ]);
}

export function requireEntries(scope: IResource, requested: readonly RequestedConsumer[]): AllowListEntry[] {
  const read = requested.map((consumer) => readEntry(scope, consumer));
  const problems = read.flatMap((each) => Array.isArray(each) ? each : waitsOf(scope, [each]).flatMap((wait) => orderProblem(wait) ?? []));
  if (problems.length > 0) {
    throw constructError(scope, problems.join('\n'));
  }
  return (read as AllowListEntry[]).map((entry) => carryEntry(scope, entry));
}
