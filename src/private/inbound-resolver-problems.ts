import { CfnResource, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as route53 from 'aws-cdk-lib/aws-route53';
import { rangeProblem } from './client-peers';
import { parseIpAddress, parseIpRange, rangeHolds } from './ip-range';
import { loadEc2 } from './load-ec2';
import type { IPrivateApiConsumer } from '../i-private-api-consumer';
import type { InboundResolverOptions } from '../inbound-resolver-options';

/** What is wrong with the options, each in a sentence that begins with the name of one. */
export function inboundResolverProblems(vpc: ec2.IVpc, { allowedCidrs, subnets, ipAddresses }: InboundResolverOptions): string[] {
  const selected = vpc.selectSubnets({ ...subnets, onePerAz: true });
  return [
    ...cidrProblems(allowedCidrs),
    // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-forwarding-inbound-queries-values.html
    ...selected.isPendingLookup || selected.subnetIds.length >= 2 ? [] : [
      `subnets must be in two Availability Zones or more, got ${selected.subnetIds.length === 1 ? 'one' : 'none'}; select more, since Route 53 Resolver demands two addresses`,
    ],
    ...ipAddresses === undefined || selected.isPendingLookup ? [] : addressProblems(ipAddresses, selected.subnets),
  ];
}

function cidrProblems(cidrs: string[]): string[] {
  if (Token.isUnresolved(cidrs)) return ['allowedCidrs must list the ranges one by one, got a token for the whole list; pass each range by itself'];
  if (cidrs.length === 0) return ['allowedCidrs must name a network, got []; name the on-premises networks that ask the resolver'];
  return cidrs.flatMap((cidr, index) => {
    const problem = rangeProblem(cidr) ?? (cidr.includes(':')
      ? `must be of IPv4, got ${JSON.stringify(cidr)}; the resolver has addresses of IPv4 only, so name the IPv4 network of the same place`
      : undefined);
    return problem === undefined ? [] : `allowedCidrs[${index}] ${problem}`;
  });
}

function addressProblems(addresses: readonly string[], subnets: readonly ec2.ISubnet[]): string[] {
  if (addresses.length !== subnets.length) {
    return [`ipAddresses must have one address for each of the ${subnets.length} subnets, got ${addresses.length}; name as many as there are subnets`];
  }
  return subnets.flatMap((subnet, index) => {
    const address = addresses[index];
    const range = rangeOf(subnet);
    const parsed = parseIpAddress(address);
    if (Token.isUnresolved(address) || (parsed?.length === 4 && (range === undefined || rangeHolds(parseIpRange(range)!, parsed)))) return [];
    return `ipAddresses[${index}] must be an IPv4 address${range === undefined ? '' : ` of ${range}, the range of ${subnet.node.path}`}, `
      + `got ${JSON.stringify(address)}; choose a free one of the subnet`;
  });
}

/** The range of a subnet that this app defines. */
function rangeOf({ node: { defaultChild } }: ec2.ISubnet): string | undefined {
  const cidrBlock = defaultChild instanceof loadEc2().CfnSubnet ? defaultChild.cidrBlock : undefined;
  return cidrBlock === undefined || Token.isUnresolved(cidrBlock) ? undefined : cidrBlock;
}

/**
 * Why a resolver in the endpoint's VPC may answer on-premises nothing that it does not know already. An app of another team may have the
 * zone, and the connection that defines one comes after the network.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
 */
export function uselessResolverWarnings({ node, privateDnsEnabled }: IPrivateApiConsumer): string[] {
  if (privateDnsEnabled === true || node.root.node.findAll().some(isZoneOfApi)) return [];
  return ['the inbound resolver should answer a name that leads to the endpoint, got an endpoint with '
    + `${privateDnsEnabled === undefined ? 'private DNS not known' : 'private DNS off'} and no hosted zone for an API in this app; connect with hostedZone() `
    + `for the API's own name, or ${privateDnsEnabled === undefined ? 'pass privateDnsEnabled' : 'switch private DNS on'}; PrivateApiAddressing.endpointAlias(), `
    + 'hostHeader() and apiIdHeader() need no resolver, since public DNS knows their names'];
}

function isZoneOfApi(each: unknown): boolean {
  return CfnResource.isCfnResource(each) && each.cfnResourceType === 'AWS::Route53::HostedZone'
    && ((each as route53.CfnHostedZone).name ?? '').includes('.execute-api.');
}
