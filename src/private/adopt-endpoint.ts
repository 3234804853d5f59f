import { Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import type { BoundEndpoint } from './bound-endpoint';
import { endpointAttributes } from './endpoint-attributes';
import { endpointFactProblems, FactNames } from './endpoint-facts';
import { endpointProblem, endpointResource } from './endpoint-problem';
import { constructError } from './errors';
import { areOtherVpcs, describeVpc } from './known-vpc';
import type { ConsumerEndpointFacts } from '../consumer-endpoint-options';

export const ADOPTED_FACTS: FactNames = {
  vpcEndpointId: 'endpoint', hostName: 'regionalDnsName', hostedZoneId: 'hostedZoneId', taker: 'ConsumerEndpoint.existing()',
};

/** Take an endpoint as it is, after it was found to lead to private APIs from the VPC. */
export function adoptEndpoint(scope: IConstruct, vpc: ec2.IVpc, vpcEndpoint: ec2.IInterfaceVpcEndpoint, facts: ConsumerEndpointFacts): BoundEndpoint {
  const { vpcEndpointId, env: { region } } = vpcEndpoint;
  const resource = endpointResource(vpcEndpointId);
  const { regionalDnsName: hostName, hostedZoneId } = facts;
  const ofFacts = endpointFactProblems({ vpcEndpointId, region, hostName, hostedZoneId }, ADOPTED_FACTS);
  const problem = serviceProblem(vpcEndpoint) ?? regionProblem(vpc, region) ?? (resource && resourceProblem(vpc, resource, facts))
    ?? (ofFacts.length > 0 ? ofFacts.join('\n') : undefined);
  if (problem !== undefined) {
    throw constructError(scope, problem);
  }
  const own = resource && endpointAttributes(resource);
  return {
    vpcEndpoint,
    resource,
    isAdopted: true,
    hostName: hostName ?? own?.hostName,
    hostedZoneId: hostedZoneId ?? own?.hostedZoneId,
    privateDnsEnabled: facts.privateDnsEnabled ?? own?.privateDnsEnabled,
  };
}

function serviceProblem(vpcEndpoint: ec2.IInterfaceVpcEndpoint): string | undefined {
  const problem = endpointProblem(vpcEndpoint);
  return problem && `endpoint ${problem}`;
}

function regionProblem({ env: { region } }: ec2.IVpc, ofEndpoint: string): string | undefined {
  return region === ofEndpoint || Token.isUnresolved(region) || Token.isUnresolved(ofEndpoint)
    ? undefined
    : `endpoint must be in the Region of the VPC, ${JSON.stringify(region)}, got one in ${JSON.stringify(ofEndpoint)}; `
      + 'adopt an endpoint of that VPC, or give the VPC that the endpoint is in';
}

function resourceProblem(vpc: ec2.IVpc, resource: ec2.CfnVPCEndpoint, facts: ConsumerEndpointFacts): string | undefined {
  const path = JSON.stringify(resource.node.path);
  if (areOtherVpcs(resource.vpcId, vpc.vpcId)) {
    return `endpoint must be in the consumer's VPC, ${describeVpc(vpc.vpcId)}, got ${path} in ${describeVpc(resource.vpcId)}; `
      + 'adopt an endpoint of that VPC, or give the VPC that the endpoint is in';
  }
  const { dnsOptions, privateDnsEnabled = false } = resource;
  if (dnsOptions !== undefined && 'privateDnsOnlyForInboundResolverEndpoint' in dnsOptions
    && dnsOptions.privateDnsOnlyForInboundResolverEndpoint === 'OnlyInboundResolver') {
    // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html: it leaves the clients in the VPC to the gateway endpoint.
    return `endpoint must have private DNS for every client, got ${path} with privateDnsOnlyForInboundResolverEndpoint "OnlyInboundResolver"; `
      + 'that is for services that have a gateway endpoint too, which execute-api has not, so leave it out and call addInboundResolver()';
  }
  if (facts.privateDnsEnabled !== undefined && typeof privateDnsEnabled === 'boolean' && facts.privateDnsEnabled !== privateDnsEnabled) {
    return `privateDnsEnabled must be what the endpoint has, ${privateDnsEnabled}, got ${facts.privateDnsEnabled}; leave it out for ${path}, `
      + 'which this app defines';
  }
  return undefined;
}
