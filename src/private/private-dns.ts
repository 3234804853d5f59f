import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { endpointProblem } from './endpoint-problem';
import { areSameVpc } from './known-vpc';
import { loadEc2 } from './load-ec2';

/** EC2 refuses private DNS in a VPC without DNS, at deployment; a VPC of this app can be asked before. */
export function vpcDnsProblem(vpc: ec2.IVpc): string | undefined {
  const resource = vpc.node.defaultChild;
  if (!(resource instanceof loadEc2().CfnVPC)) return undefined;
  const missing = (['enableDnsSupport', 'enableDnsHostnames'] as const).filter((setting) => resource[setting] === false);
  return missing.length === 0
    ? undefined
    : `privateDnsEnabled must be false in a VPC with ${missing.join(' and ')} false, got true; switch both on in the VPC, or leave private DNS off`;
}

/** What somebody switched later: neither the VPC nor the connections were looked at for it. */
export function changedPrivateDns({ node: { path }, privateDnsEnabled = false }: ec2.CfnVPCEndpoint, before: boolean | undefined): string[] {
  return before === undefined || typeof privateDnsEnabled !== 'boolean' || privateDnsEnabled === before ? [] : [
    `privateDnsEnabled of ${path} must stay ${before}, as it was when the consumer was defined, got ${privateDnsEnabled}; `
    + 'set it by ConsumerEndpoint.create(), or before ConsumerEndpoint.existing() adopts the endpoint',
  ];
}

/**
 * Why a VPC cannot have this endpoint with private DNS besides others of the app, whoever defines them.
 *
 * EC2 says of the second one that there is a conflicting DNS domain.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 */
export function privateDnsConflict(vpc: ec2.IVpc, endpoint: IConstruct): string[] {
  const { CfnVPCEndpoint } = loadEc2();
  const others = endpoint.node.root.node.findAll().filter((each) => each instanceof CfnVPCEndpoint).filter((each) =>
    each !== endpoint && each.privateDnsEnabled === true && areSameVpc(each.vpcId, vpc.vpcId) && endpointProblem(each) === undefined);
  const paths = [endpoint, ...others].map(({ node }) => node.path).sort().map((path) => JSON.stringify(path));
  return others.length === 0
    ? []
    : [`privateDnsEnabled must be true for one execute-api endpoint of a VPC at most, got ${paths.join(' and ')}; `
      + 'switch it off for all but one, or adopt that one with ConsumerEndpoint.existing()'];
}
