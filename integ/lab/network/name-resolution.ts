import { Endpoint, LabState, Vpc } from '../state';
import { describeOrigin, Origin } from './origin';

/** What a resolver answers: the endpoint's VPC addresses, or that there is no such name, and why. */
export type Resolution =
  | { readonly addresses: string[] }
  | { readonly notFound: string };

/** One source of names. `undefined`: it says nothing about the name, ask the next. */
type Zone = (state: LabState, name: string, origin: Origin, vpc: Vpc | undefined) => Resolution | undefined;

const EXECUTE_API_NAME = /^(?<label>.+)\.execute-api\.(?<region>[a-z0-9-]+)\.amazonaws\.com$/;
const ALIAS_LABEL = /^(?<api>[a-z0-9]+)-(?<endpoint>vpce-[0-9a-f]+)$/;
const ENDPOINT_NAME = /^(?<label>vpce-[^.]+)\.execute-api\.(?<region>[a-z0-9-]+)\.vpce\.amazonaws\.com$/;

/** In a VPC the zones that belong to it win over the public ones, as for the Route 53 Resolver. Private hosted zones belong at the front. */
const ZONES: Zone[] = [dnsSupport, privateDns, endpointAlias, endpointName];

/**
 * How a caller's resolver answers for a name.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
 */
export function resolveName(state: LabState, origin: Origin, asked: string): Resolution {
  const name = asked.toLowerCase().replace(/\.$/, '');
  const vpc = state.vpcs.find(({ id }) => id === origin.network?.vpcId);
  for (const zone of ZONES) {
    const resolution = zone(state, name, origin, vpc);
    if (resolution !== undefined) return resolution;
  }
  return { notFound: `${name} is not a name of the lab: it has the execute-api names of private APIs and of interface endpoints only` };
}

/** Without DNS support a VPC has no resolver, for public names neither. */
function dnsSupport(_state: LabState, name: string, _origin: Origin, vpc: Vpc | undefined): Resolution | undefined {
  return vpc === undefined || vpc.enableDnsSupport ? undefined : { notFound: `${name} cannot be resolved in ${vpc.id}: its enableDnsSupport is off` };
}

/**
 * Private DNS is a hidden zone of the VPC for the *wildcard*: it captures every name, those of public and of unknown APIs too.
 *
 * @see https://repost.aws/knowledge-center/api-gateway-vpc-connections
 */
function privateDns(state: LabState, name: string, _origin: Origin, vpc: Vpc | undefined): Resolution | undefined {
  const region = EXECUTE_API_NAME.exec(name)?.groups!.region;
  if (vpc === undefined || region === undefined || !vpc.enableDnsHostnames) {
    return undefined;
  }
  const endpoint = state.endpoints.find((each) => each.vpcId === vpc.id && each.privateDnsEnabled && servesExecuteApi(each, region));
  return endpoint && { addresses: addressesOf(endpoint) };
}

/** `{api}-{endpoint}` has a public record once the association is deployed; every other label is some API's default name. */
function endpointAlias(state: LabState, name: string, origin: Origin, vpc: Vpc | undefined): Resolution | undefined {
  const { label, region } = EXECUTE_API_NAME.exec(name)?.groups ?? {};
  if (label === undefined) {
    return undefined;
  }
  const alias = ALIAS_LABEL.exec(label)?.groups;
  if (alias === undefined) {
    return { notFound: whyNoDefaultName(state, name, region, origin, vpc) };
  }
  const api = state.apis.find((each) => each.id === alias.api && each.region === region && each.endpointType === 'PRIVATE');
  if (!api?.stages.some(({ deployment }) => deployment.vpcEndpointIds.includes(alias.endpoint))) {
    return { notFound: `${name} has no record: ${alias.endpoint} is not associated with ${alias.api} in a deployed stage` };
  }
  const endpoint = state.endpoints.find((each) => each.id === alias.endpoint && servesExecuteApi(each, region));
  return endpoint ? { addresses: addressesOf(endpoint) } : { notFound: `${name} has no record: ${alias.endpoint} does not exist in ${region}` };
}

/** The regional and zonal names of the endpoint itself: public records with private addresses. */
function endpointName(state: LabState, name: string): Resolution | undefined {
  const { label, region } = ENDPOINT_NAME.exec(name)?.groups ?? {};
  if (label === undefined) {
    return undefined;
  }
  for (const endpoint of state.endpoints.filter((each) => servesExecuteApi(each, region))) {
    const regional = `${endpoint.id}-${endpoint.dnsSuffix}`;
    const addresses = addressesOf(endpoint, ({ availabilityZone }) => label === regional || label === `${regional}-${availabilityZone}`);
    if (addresses.length > 0) return { addresses };
  }
  return { notFound: `${name} is not the name of an execute-api endpoint that exists in ${region}` };
}

export function servesExecuteApi(endpoint: Endpoint, region: string): boolean {
  return endpoint.region === region && endpoint.serviceName === `com.amazonaws.${region}.execute-api`;
}

function addressesOf(endpoint: Endpoint, condition: (each: Endpoint['interfaces'][number]) => boolean = () => true): string[] {
  return endpoint.interfaces.filter(condition).map(({ address }) => address);
}

function whyNoDefaultName(state: LabState, name: string, region: string, origin: Origin, vpc: Vpc | undefined): string {
  if (vpc === undefined) {
    return `${name} has no public record that the lab serves, and ${describeOrigin(origin)} is in no VPC`;
  }
  const here = state.endpoints.filter((each) => each.vpcId === vpc.id && servesExecuteApi(each, region));
  if (here.length === 0) {
    return `${name} is not known in ${vpc.id}, which has no execute-api endpoint for ${region}`;
  }
  return here.some(({ privateDnsEnabled }) => privateDnsEnabled)
    ? `${name} is not known in ${vpc.id}: private DNS needs its enableDnsHostnames, which is off`
    : `${name} is not known in ${vpc.id}: private DNS is off at ${here.map(({ id }) => id).join(', ')}`;
}
