import { Token } from 'aws-cdk-lib';
import { idProblem, VPC_ENDPOINT_ID } from './resource-ids';

/** What is known of an endpoint besides its id. */
export interface EndpointFacts {
  readonly hostName?: string;
  readonly hostedZoneId?: string;
  readonly privateDnsEnabled?: boolean;
}

/** Where a fact has to be given, in the words of the messages. */
export interface FactNames {
  readonly vpcEndpointId: string;
  readonly hostName: string;
  readonly hostedZoneId: string;
  /** What takes them. */
  readonly taker: string;
}

/** Only the regional name has no dash behind the suffix; those of the zones end with the zone. */
const HOST_NAME = /^(vpce-[0-9a-f]+)-[a-z0-9]+\.execute-api\.([a-z0-9-]+)\.vpce\.[a-z0-9.-]+$/;

/** What is wrong with the facts, each in a sentence that begins with the name under which it was given. Tokens are taken as they are. */
export function endpointFactProblems(
  { vpcEndpointId, region, hostName, hostedZoneId }: EndpointFacts & { readonly vpcEndpointId: string; readonly region: string }, names: FactNames,
): string[] {
  const problems: string[] = [];
  const isKnown = (value: string | undefined): value is string => value !== undefined && !Token.isUnresolved(value);

  const ofId = isKnown(vpcEndpointId) ? idProblem(VPC_ENDPOINT_ID, vpcEndpointId) : undefined;
  if (ofId !== undefined) problems.push(`${names.vpcEndpointId} ${ofId}`);
  if (isKnown(hostName)) {
    const [, id, inRegion] = HOST_NAME.exec(hostName) ?? [];
    if (id === undefined || (isKnown(vpcEndpointId) && id !== vpcEndpointId) || (isKnown(region) && inRegion !== region)) {
      const expected = `${isKnown(vpcEndpointId) ? vpcEndpointId : 'vpce-…'}-….execute-api.${isKnown(region) ? region : '…'}.vpce.…`;
      problems.push(`${names.hostName} must be the endpoint's regional name, ${JSON.stringify(expected)}, got ${JSON.stringify(hostName)}; `
        + 'copy the first of its DNS names, which names no zone');
    }
  }
  if (isKnown(hostedZoneId) && !/^Z[A-Z0-9]+$/.test(hostedZoneId)) {
    problems.push(`${names.hostedZoneId} must be the id of a hosted zone, got ${JSON.stringify(hostedZoneId)}; `
      + 'copy what stands before the colon in the first of the endpoint\'s DNS entries');
  }
  return problems;
}

/** Why a fact that nobody gave cannot be read. */
export function unknownFact(fact: string, given: string, { taker }: FactNames): string {
  return `${fact} must be given for an endpoint that this app does not define, got none; pass ${given} to ${taker}`;
}
