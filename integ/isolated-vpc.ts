import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

export interface IsolatedVpcOptions {
  readonly cidr?: string;
  /** Each has 256 addresses: the first `10.0.0.0/24`, the next `10.0.1.0/24`. */
  readonly subnets?: readonly string[];
}

/** A VPC without a way out, in one zone: an endpoint costs by the hour for each zone it is in. */
export function isolatedVpc(scope: Construct, id: string, { cidr = '10.0.0.0/16', subnets = ['Private'] }: IsolatedVpcOptions = {}): ec2.Vpc {
  return new ec2.Vpc(scope, id, {
    ipAddresses: ec2.IpAddresses.cidr(cidr),
    maxAzs: 1,
    natGateways: 0,
    subnetConfiguration: subnets.map((name) => ({ name, subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 })),
    restrictDefaultSecurityGroup: false, // nobody is in it; it would take a custom resource
  });
}
