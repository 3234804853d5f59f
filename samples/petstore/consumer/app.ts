/**
 * Account A, the consumer: a VPC with an endpoint for private APIs, and an App that calls the provider's PetStore.
 *
 * Run as ../README.md says. The hand-over files are in ../hand-over, or in the folder of `-c handOver=...`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, App, CfnOutput, Duration, Fn, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { HandOver, PrivateApiConnection, PrivateApiConsumer } from 'cdk-cross-account-private-api';

class PetstoreNetwork extends Stack {
  public readonly vpc: ec2.Vpc;
  public readonly consumer: PrivateApiConsumer;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    this.vpc = new ec2.Vpc(this, 'Vpc', {
      natGateways: 0,
      subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    this.consumer = new PrivateApiConsumer(this, 'Consumer', { vpc: this.vpc });
    this.consumer.exportHandOver('Consumer');
  }

  // Two zones by number, so that nothing is looked up in the account.
  public get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }
}

interface PetstoreWorkloadProps extends StackProps {
  readonly network: PetstoreNetwork;
  readonly provider: HandOver;
}

class PetstoreWorkload extends Stack {
  constructor(scope: Construct, id: string, props: PetstoreWorkloadProps) {
    super(scope, id, props);

    const { network, provider } = props;
    if (!provider.exists) {
      Annotations.of(this).addError(`${provider.path} does not exist yet: deploy the provider first, with cdk deploy --outputs-file ${provider.path}`);
      return;
    }

    const pets = new PrivateApiConnection(this, 'Pets', {
      consumer: network.consumer,
      api: provider.api(this, 'PetStore', 'PetStore'),
    });
    const app = this.caller('App', network.vpc, pets);
    network.consumer.allowFrom(app);
    const neighbour = this.caller('Neighbour', network.vpc, pets); // in the same VPC, and not allowed

    new CfnOutput(this, 'AppFunctionName', { value: app.functionName });
    new CfnOutput(this, 'NeighbourFunctionName', { value: neighbour.functionName });
    new CfnOutput(this, 'PetsUrl', { value: pets.urlForPath('/pets') });
  }

  private caller(id: string, vpc: ec2.IVpc, api: PrivateApiConnection): lambda.Function {
    return new lambda.Function(this, id, {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(readFileSync(join(__dirname, '../caller.js'), 'utf8')),
      environment: api.environment,
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      memorySize: 256,
      timeout: Duration.seconds(15),
    });
  }
}

const app = new App();
const handOver: string = app.node.tryGetContext('handOver') ?? join(__dirname, '../hand-over');
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };

const network = new PetstoreNetwork(app, 'PetstoreNetwork', { env });
new PetstoreWorkload(app, 'PetstoreWorkload', { env, network, provider: HandOver.fromFile(join(handOver, 'provider.json')) });
