/**
 * Account A, the team that owns the network: a VPC and an endpoint for private APIs that is there already, in plain CDK.
 *
 * It stands for your own: if you have one, leave this app out, and write ../hand-over/platform.json by hand, as ../README.md says.
 */
import { App, CfnOutput, Fn, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

class SharedNetwork extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/16'),
      natGateways: 0,
      subnetConfiguration: [
        { name: 'Orders', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }, // 10.0.0.0/24 and 10.0.1.0/24
        { name: 'Reports', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }, // 10.0.2.0/24 and 10.0.3.0/24
      ],
    });
    const endpoint = vpc.addInterfaceEndpoint('Endpoint', {
      service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY, subnets: { subnetGroupName: 'Orders' },
    });

    const facts = {
      VpcId: vpc.vpcId,
      AvailabilityZone: vpc.availabilityZones[0], // of the two subnets
      OrdersSubnetId: vpc.selectSubnets({ subnetGroupName: 'Orders' }).subnetIds[0],
      ReportsSubnetId: vpc.selectSubnets({ subnetGroupName: 'Reports' }).subnetIds[0],
      VpcEndpointId: endpoint.vpcEndpointId,
      EndpointGroupId: endpoint.connections.securityGroups[0].securityGroupId,
    };
    Object.entries(facts).forEach(([name, value]) => new CfnOutput(this, name, { value }));
  }

  // Two zones by number, so that nothing is looked up in the account.
  public get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }
}

const app = new App();
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };

new SharedNetwork(app, 'SharedNetwork', { env });
