/**
 * Account A, the consumer: two functions in one VPC, both of which sign. The provider lets in the role of one of them.
 *
 * The same command each time, as ../README.md says: the workload follows once the provider has handed its API over. The hand-over files are
 * in ../hand-over, or in the folder of `-c handOver=...`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnOutput, Duration, Fn, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { HandOver, PrivateApiConnection, PrivateApiConsumer } from 'cdk-cross-account-private-api';
import { Construct } from 'constructs';

class SignedNetwork extends Stack {
  public readonly vpc: ec2.Vpc;
  public readonly consumer: PrivateApiConsumer;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    this.vpc = new ec2.Vpc(this, 'Vpc', {
      natGateways: 0,
      subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    this.consumer = new PrivateApiConsumer(this, 'Consumer', { vpc: this.vpc });
    this.consumer.exportHandOver('Orders');
  }

  // Two zones by number, so that nothing is looked up in the account.
  public get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }
}

interface SignedWorkloadProps extends StackProps {
  readonly network: SignedNetwork;
  readonly pets: HandOver;
}

class SignedWorkload extends Stack {
  constructor(scope: Construct, id: string, props: SignedWorkloadProps) {
    super(scope, id, props);

    const { network: { vpc, consumer }, pets } = props;
    const connection = new PrivateApiConnection(this, 'Pets', { consumer, api: pets.api(this, 'PetStore', 'PetStore') });
    // The name of the first one's role is on the provider's list. Without a name it would change when the stack is made again.
    for (const [name, roleName] of [['Orders', 'signed-orders'], ['Reports', undefined]] as const) {
      const caller = new lambda.Function(this, name, {
        runtime: lambda.Runtime.PYTHON_3_13,
        handler: 'index.handler',
        code: lambda.Code.fromInline(readFileSync(join(__dirname, 'caller.py'), 'utf8')),
        role: this.role(name, roleName),
        environment: connection.environment,
        vpc,
        vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
        timeout: Duration.seconds(15),
      });
      consumer.allowFrom(caller);
      connection.grants.invoke(caller, ['GET /pets']); // this account's half; the provider's list is the other one
      new CfnOutput(this, `${name}FunctionName`, { value: caller.functionName });
    }
    new CfnOutput(this, 'PetsUrl', { value: connection.urlForPath('/pets') });
  }

  private role(name: string, roleName: string | undefined): iam.Role {
    return new iam.Role(this, `${name}Role`, {
      roleName,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole')],
    });
  }
}

const app = new App();
const handOver: string = app.node.tryGetContext('handOver') ?? join(__dirname, '../hand-over');
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };

const network = new SignedNetwork(app, 'SignedNetwork', { env });
const pets = HandOver.fromFile(join(handOver, 'pets.json'));
if (pets.exists) {
  new SignedWorkload(app, 'SignedWorkload', { env, network, pets });
}
