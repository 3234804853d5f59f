import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

/** A VPC without a way out, in one zone: an endpoint costs by the hour for each zone it is in. */
export function isolatedVpc(scope: Construct, id: string, cidr = '10.0.0.0/16'): ec2.Vpc {
  return new ec2.Vpc(scope, id, {
    ipAddresses: ec2.IpAddresses.cidr(cidr),
    maxAzs: 1,
    natGateways: 0,
    subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    restrictDefaultSecurityGroup: false, // nobody is in it; it would take a custom resource
  });
}
