import { DnsRecord, Endpoint, HostedZone, LabState, Vpc } from '../state';
import { askZone, isWithin } from './hosted-zones';
import { addressesOf, endpointName, resolvePublicName, servesExecuteApi } from './public-names';
import { Resolution } from './resolution';

/** More than any resolver follows. */
const LONGEST_CHAIN = 8;

type Alias = NonNullable<DnsRecord['alias']>;

/** A zone that belongs to a VPC. */
interface PrivateZone {
  readonly name: string;
  answer(name: string, depth: number): Resolution;
}

/**
 * What the resolver of a VPC answers. Of the zones that belong to it the most specific one decides alone, also where it has no
 * record; public names are for what lies in none of them.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
export function resolveInVpc(state: LabState, vpc: Vpc, name: string, depth = 0): Resolution {
  if (!vpc.enableDnsSupport) {
    return { notFound: `${name} cannot be resolved in ${vpc.id}: its enableDnsSupport is off` };
  }
  if (depth > LONGEST_CHAIN) {
    return { notFound: `${name} is the end of a chain of more than ${LONGEST_CHAIN} CNAME records` };
  }
  const zones = zonesOf(state, vpc).filter((zone) => isWithin(name, zone.name)).sort((one, other) => other.name.length - one.name.length);
  return zones.length > 0 ? zones[0].answer(name, depth) : resolvePublicName(state, name, (region) => whyNoDefaultName(state, vpc, region));
}

/** Without `enableDnsHostnames` a VPC has neither private hosted zones nor private DNS. */
function zonesOf(state: LabState, vpc: Vpc): PrivateZone[] {
  if (!vpc.enableDnsHostnames) {
    return [];
  }
  return [
    ...state.hostedZones.filter(({ vpcIds }) => vpcIds.includes(vpc.id)).map((zone) => ownZone(state, vpc, zone)),
    ...state.endpoints.filter((each) => each.vpcId === vpc.id && each.privateDnsEnabled && servesExecuteApi(each, each.region)).map(hiddenZone),
  ];
}

/**
 * Private DNS is a hidden zone of the VPC for the *wildcard*: it captures every name, those of public and of unknown APIs too.
 *
 * @see https://repost.aws/knowledge-center/api-gateway-vpc-connections
 */
function hiddenZone(endpoint: Endpoint): PrivateZone {
  const domain = `execute-api.${endpoint.region}.amazonaws.com`;
  return {
    name: domain,
    answer: (name) => name === domain ? { notFound: `${name} is not a name of the lab: private DNS of ${endpoint.id} is for what lies below it` } : { addresses: addressesOf(endpoint) },
  };
}

function ownZone(state: LabState, vpc: Vpc, zone: HostedZone): PrivateZone {
  return { name: zone.name, answer: (name, depth) => answerOf(state, vpc, zone, name, depth) };
}

function answerOf(state: LabState, vpc: Vpc, zone: HostedZone, name: string, depth: number): Resolution {
  const answer = askZone(zone, name);
  if ('missing' in answer) {
    return { notFound: `${name} is not known in ${vpc.id}: ${answer.missing}` };
  }
  const [record, ...others] = answer.records;
  if (record.hasRoutingPolicy || others.length > 0) {
    return { unsupported: `records with a routing policy are not supported by the lab, and ${name} has one in ${zone.id}` };
  }
  if (record.type === 'CNAME') {
    return resolveInVpc(state, vpc, plainName(record.values[0]), depth + 1);
  }
  return record.alias === undefined ? { addresses: record.values } : aliasTarget(state, vpc, zone, record.alias, depth);
}

/** An alias is answered with the records of its target, which the asking client does not see. */
function aliasTarget(state: LabState, vpc: Vpc, zone: HostedZone, { hostedZoneId, name }: Alias, depth: number): Resolution {
  if (hostedZoneId === zone.id) {
    return depth < LONGEST_CHAIN ? answerOf(state, vpc, zone, name, depth + 1) : { notFound: `${name} is an alias of itself` };
  }
  return endpointName(state, name) ?? { unsupported: `an alias to ${name} is not supported by the lab: it knows endpoints for execute-api and records of the same zone` };
}

function whyNoDefaultName(state: LabState, vpc: Vpc, region: string): string {
  const here = state.endpoints.filter((each) => each.vpcId === vpc.id && servesExecuteApi(each, region));
  if (here.length === 0) {
    return `is not known in ${vpc.id}, which has no execute-api endpoint for ${region}`;
  }
  const why = here.some(({ privateDnsEnabled }) => privateDnsEnabled)
    ? 'private DNS needs its enableDnsHostnames, which is off'
    : `private DNS is off at ${here.map(({ id }) => id).join(', ')}, and no private hosted zone of the VPC covers it`;
  return `is not known in ${vpc.id}: ${why}`;
}

export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
