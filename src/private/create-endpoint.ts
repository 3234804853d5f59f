import { Stack, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { BoundEndpoint } from './bound-endpoint';
import { endpointAttributes } from './endpoint-attributes';
import { subnetProblem, zoneLookupProblem } from './endpoint-subnets';
import { constructError } from './errors';
import { loadEc2 } from './load-ec2';
import { vpcDnsProblem } from './private-dns';
import { sayWhatPrivateDnsDoes, warnOfOneZone, warnOfUnknownDns, warnOfVpcParameter } from './warn-of-endpoint';
import type { ConsumerEndpointCreateOptions } from '../consumer-endpoint-options';

/** Define an endpoint with a security group that admits nobody. */
export function createEndpoint(scope: Construct, vpc: ec2.IVpc, options: ConsumerEndpointCreateOptions): BoundEndpoint {
  const { subnets, privateDnsEnabled = false, ipAddressType, lookupSupportedAzs = false, removalPolicy } = options;
  const problem = ownerProblem(scope, vpc) ?? addressProblem(ipAddressType) ?? (privateDnsEnabled ? vpcDnsProblem(vpc) : undefined)
    ?? subnetProblem(vpc, subnets) ?? (lookupSupportedAzs ? zoneLookupProblem(scope, vpc, subnets) : undefined);
  if (problem !== undefined) {
    throw constructError(scope, problem);
  }

  const { InterfaceVpcEndpoint, InterfaceVpcEndpointAwsService, SecurityGroup } = loadEc2();
  const securityGroup = new SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    description: 'Who may call private APIs through the execute-api endpoint',
    allowAllOutbound: false, // an endpoint answers and never calls
  });
  const vpcEndpoint = new InterfaceVpcEndpoint(scope, 'Resource', {
    vpc,
    service: InterfaceVpcEndpointAwsService.APIGATEWAY, // its service name is execute-api
    subnets,
    privateDnsEnabled,
    ipAddressType,
    lookupSupportedAzs,
    securityGroups: [securityGroup],
    open: false,
  });
  const resource = vpcEndpoint.node.defaultChild as ec2.CfnVPCEndpoint;
  if (removalPolicy !== undefined) {
    vpcEndpoint.applyRemovalPolicy(removalPolicy);
    securityGroup.applyRemovalPolicy(removalPolicy); // which cannot go while the endpoint has it
  }
  if (privateDnsEnabled) {
    sayWhatPrivateDnsDoes(scope);
    warnOfUnknownDns(scope, vpc);
  }
  warnOfOneZone(scope, vpc.selectSubnets(subnets), resource);
  warnOfVpcParameter(scope, vpc);
  return { vpcEndpoint, resource, isAdopted: false, ...endpointAttributes(resource) };
}

/** Only the owner of a subnet can put an endpoint into it. @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html */
function ownerProblem(scope: Construct, { env }: ec2.IVpc): string | undefined {
  const { account, region } = Stack.of(scope);
  const differs = (one: string, other: string) => one !== other && !Token.isUnresolved(one) && !Token.isUnresolved(other);
  if (differs(env.account, account)) {
    return `vpc must be of the consumer's account, ${JSON.stringify(account)}, got one of ${JSON.stringify(env.account)}; subnets that another account `
      + 'shares take no endpoint, so define the consumer in that account, or adopt its endpoint with ConsumerEndpoint.existing()';
  }
  return differs(env.region, region)
    ? `vpc must be in the consumer's Region, ${JSON.stringify(region)}, got one in ${JSON.stringify(env.region)}; define the consumer in the stack of the VPC`
    : undefined;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-ip-address-type.html */
function addressProblem(ipAddressType: ec2.VpcEndpointIpAddressType | undefined): string | undefined {
  const { VpcEndpointIpAddressType: { IPV4, DUALSTACK, IPV6 } } = loadEc2();
  return ipAddressType === IPV6
    ? `ipAddressType must be ${JSON.stringify(IPV4)} or ${JSON.stringify(DUALSTACK)}, got ${JSON.stringify(ipAddressType)}; `
      + 'with DUALSTACK the endpoint has IPv6 addresses too, and clients of IPv4 reach it as well'
    : undefined;
}
