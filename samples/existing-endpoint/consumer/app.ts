/**
 * Account A, the consumer: a workload behind an endpoint that another team owns. Nothing of the endpoint is changed from here.
 *
 * Run as ../README.md says. The hand-over files are in ../hand-over, or in the folder of `-c handOver=...`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnOutput, Duration, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ConsumerEndpoint, HandOver, PrivateApiConnection, PrivateApiConsumer } from 'cdk-cross-account-private-api';
import { Construct } from 'constructs';

const CALLER = `
exports.handler = async () => {
  const { PRIVATE_API_URL, PRIVATE_API_HEADER_NAME: name, PRIVATE_API_HEADER_VALUE: value } = process.env; // a header only without private DNS
  const response = await fetch(PRIVATE_API_URL + '/pets', { headers: name ? { [name]: value } : {}, signal: AbortSignal.timeout(10000) });
  return { status: response.status, body: await response.text() };
};
`;

/** What the owner of the network tells. */
interface Platform {
  readonly VpcId: string;
  readonly AvailabilityZone: string;
  readonly OrdersSubnetId: string;
  readonly ReportsSubnetId: string;
  readonly VpcEndpointId: string;
  readonly EndpointGroupId: string;
}

interface ExistingEndpointWorkloadProps extends StackProps {
  readonly platform: Platform;
  readonly pets: HandOver;
}

class ExistingEndpointWorkload extends Stack {
  constructor(scope: Construct, id: string, props: ExistingEndpointWorkloadProps) {
    super(scope, id, props);

    const { platform, pets } = props;
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: platform.VpcId,
      availabilityZones: [platform.AvailabilityZone],
      isolatedSubnetIds: [platform.OrdersSubnetId, platform.ReportsSubnetId],
      isolatedSubnetNames: ['Orders', 'Reports'],
    });
    const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(this, 'Endpoint', {
      vpcEndpointId: platform.VpcEndpointId,
      port: 443,
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(this, 'EndpointGroup', platform.EndpointGroupId)],
    });
    // With private DNS the API's own name leads to the endpoint. For an endpoint without it, see ../README.md.
    const consumer = new PrivateApiConsumer(this, 'Consumer', { vpc, endpoint: ConsumerEndpoint.existing(endpoint, { privateDnsEnabled: true }) });
    const connection = new PrivateApiConnection(this, 'Pets', { consumer, api: pets.api(this, 'PetStore', 'PetStore') });

    for (const name of ['Orders', 'Reports']) {
      const caller = new lambda.Function(this, name, {
        runtime: lambda.Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: lambda.Code.fromInline(CALLER),
        environment: connection.environment,
        vpc,
        vpcSubnets: { subnetGroupName: name },
        timeout: Duration.seconds(15),
      });
      consumer.allowFrom(caller); // its group's egress here; the endpoint's own group is its owner's, and an output has the rule for it
      new CfnOutput(this, `${name}FunctionName`, { value: caller.functionName });
    }
    new CfnOutput(this, 'PetsUrl', { value: connection.urlForPath('/pets') });
  }
}

const app = new App();
const handOver: string = app.node.tryGetContext('handOver') ?? join(__dirname, '../hand-over');
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };

const { SharedNetwork: platform } = JSON.parse(readFileSync(join(handOver, 'platform.json'), 'utf8'));
new ExistingEndpointWorkload(app, 'ExistingEndpointWorkload', { env, platform, pets: HandOver.fromFile(join(handOver, 'pets.json')) });
