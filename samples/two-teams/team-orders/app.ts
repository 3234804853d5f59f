/**
 * Team Orders, account A: consumes the API of team Pets.
 *
 * The same command each time, as ../README.md says. The first time there is only the network; the workload follows once team Pets has handed
 * its API over. The hand-over files are in ./hand-over, or in the folder of `-c handOver=...`.
 */
import { join } from 'node:path';
import { App, CfnOutput, Duration, Fn, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { HandOver, PrivateApiConnection, PrivateApiConsumer } from 'cdk-cross-account-private-api';

const CALLER = `
exports.handler = async () => {
  const response = await fetch(process.env.PRIVATE_API_URL + '/pets', { signal: AbortSignal.timeout(10000) });
  return { status: response.status, body: await response.text() };
};
`;

class OrdersNetwork extends Stack {
  public readonly vpc: ec2.Vpc;
  public readonly consumer: PrivateApiConsumer;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    this.vpc = new ec2.Vpc(this, 'Vpc', {
      natGateways: 0,
      subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    this.consumer = new PrivateApiConsumer(this, 'Consumer', { vpc: this.vpc });
    this.consumer.exportHandOver('Orders'); // for team Pets: the id of the endpoint
  }

  // Two zones by number, so that nothing is looked up in the account.
  public get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }
}

interface OrdersWorkloadProps extends StackProps {
  readonly network: OrdersNetwork;
  readonly pets: HandOver;
}

class OrdersWorkload extends Stack {
  constructor(scope: Construct, id: string, props: OrdersWorkloadProps) {
    super(scope, id, props);

    const { network: { vpc, consumer }, pets } = props;
    const connection = new PrivateApiConnection(this, 'Pets', { consumer, api: pets.api(this, 'PetStore', 'PetStore') });
    const orders = new lambda.Function(this, 'Orders', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(CALLER),
      environment: connection.environment,
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      timeout: Duration.seconds(15),
    });
    consumer.allowFrom(orders);
    new CfnOutput(this, 'OrdersFunctionName', { value: orders.functionName });
  }
}

const app = new App();
const handOver: string = app.node.tryGetContext('handOver') ?? join(__dirname, 'hand-over');
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };

const network = new OrdersNetwork(app, 'OrdersNetwork', { env });
const pets = HandOver.fromFile(join(handOver, 'pets.json'));
if (pets.exists) {
  new OrdersWorkload(app, 'OrdersWorkload', { env, network, pets });
}
