import { CfnResource, Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ConsumerEndpoint, PrivateApiConsumer } from '../../../../src';
import { DEFAULT_REGION } from '../../accounts';

const CALLER = `
exports.handler = async ({ url }) => {
  try {
    return { status: (await fetch(url, { signal: AbortSignal.timeout(5000) })).status };
  } catch (error) {
    return { error: (error.cause && error.cause.code) || error.name };
  }
};`;

/** A VPC with an endpoint, and a function that calls through it. */
export class CallingNetwork extends Construct {
  public readonly consumer: PrivateApiConsumer;

  /** @param cidr Addresses of the VPC, which may be a token. With others it is replaced, and the endpoint with it. */
  constructor(scope: Construct, id: string, functionName: string, cidr: string) {
    super(scope, id);

    const resource = new ec2.CfnVPC(this, 'Vpc', { cidrBlock: cidr, enableDnsHostnames: true, enableDnsSupport: true });
    const availabilityZone = `${DEFAULT_REGION}a`;
    const subnet = new ec2.CfnSubnet(this, 'Subnet', { vpcId: resource.ref, cidrBlock: cidr, availabilityZone });
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Imported', {
      vpcId: resource.ref, availabilityZones: [availabilityZone], isolatedSubnetIds: [subnet.ref],
    });
    this.consumer = new PrivateApiConsumer(this, 'Consumer', { vpc, endpoint: ConsumerEndpoint.create({ privateDnsEnabled: true }) });
    // Full access: what refuses a call here is the list of an API.
    (this.consumer.node.defaultChild as CfnResource).addPropertyDeletionOverride('PolicyDocument');
    this.consumer.allowFrom(new lambda.Function(this, 'Caller', {
      functionName,
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(CALLER),
      timeout: Duration.seconds(15),
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    }));
  }
}
