import { IResource, Token } from 'aws-cdk-lib';
import { AllowedSource, describeSource, sourcesOfOtherRegions } from './allow-list';
import { factProblem } from './api-facts';
import { constructError } from './errors';
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

/** The allow-list as the properties give it. A list that was written down empty is a mistake that no later `allow()` explains. */
export function requireAllowList(
  scope: IResource, ids: readonly string[] | undefined, consumers: readonly AllowedConsumer[] | undefined,
): AllowedSource[] {
  const problems = (ids ?? []).flatMap((id, index) => {
    // The one element of a list token is not a string token.
    const problem = idProblem(VPC_ENDPOINT_ID, id, Token.isUnresolved(ids) || Token.isUnresolved(id));
    return problem === undefined ? [] : `allowedVpcEndpointIds[${index}] ${problem}`;
  });
  if (problems.length > 0) {
    throw constructError(scope, problems.join('\n'));
  }
  const sources: AllowedSource[] = [
    ...(ids ?? []).map((id) => ({ kind: 'vpcEndpoint' as const, id })),
    ...(consumers ?? []).map((consumer) => consumer._render()),
  ];
  if (sources.length === 0 && (ids !== undefined || consumers !== undefined)) {
    const property = ids === undefined ? 'allowedConsumers' : 'allowedVpcEndpointIds';
    throw constructError(scope, `${property} must name a consumer, got []; leave it out if allow() names the consumers later`);
  }
  requireSameRegion(scope, sources);
  return sources;
}

/** Fails for an endpoint that is known to be in another Region, from where it can never call the API. */
export function requireSameRegion(scope: IResource, sources: readonly AllowedSource[]): void {
  const { region } = scope.env;
  const problems = (Token.isUnresolved(region) ? [] : sourcesOfOtherRegions(sources, region)).map((source) =>
    `an allowed consumer's endpoint must be in the API's Region, ${JSON.stringify(region)}, got ${describeSource(source)} in `
    + `${JSON.stringify(source.region)}; an execute-api endpoint serves its own Region only, so create one in the API's Region`);
  if (problems.length > 0) {
    throw constructError(scope, problems.join('\n'));
  }
}
