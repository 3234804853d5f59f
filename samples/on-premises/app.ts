/**
 * A private API of account B that is called from outside of AWS, by its own host name, through a VPC of account A that is connected with
 * the data centre. Run as README.md says.
 */
import { App, CfnOutput, Fn, Stack, StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AllowedConsumer, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiConnection, PrivateApiConsumer } from 'cdk-cross-account-private-api';
import { Construct } from 'constructs';

const A = { account: '111111111111', region: 'ap-northeast-1' }; // your consumer's account
const B = { account: '222222222222', region: 'ap-northeast-1' }; // your provider's, in the same Region

/** What is connected with the VPC, and may reach the resolver and the endpoint. */
const ON_PREMISES = '192.168.0.0/24';
/** The part of it that the provider lets in. */
const DATA_CENTRE = '192.168.0.0/25';

const PETS = `
exports.handler = async () => ({ statusCode: 200, body: JSON.stringify([{ id: 1, type: 'dog' }, { id: 2, type: 'cat' }]) });
`;

class OnPremisesNetwork extends Stack {
  public readonly consumer: PrivateApiConsumer;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    // The VPN or Direct Connect is not part of this: attach it to the VPC, with routes in both directions.
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr('10.20.0.0/24'), // of a range that on-premises does not have
      natGateways: 0,
      subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    this.consumer = new PrivateApiConsumer(this, 'Consumer', { vpc });
    this.consumer.addInboundResolver({
      allowedCidrs: [ON_PREMISES],
      ipAddresses: ['10.20.0.10', '10.20.0.138'], // one in each subnet: what the DNS servers on-premises forward to has to stay
    });
    new CfnOutput(this, 'VpcId', { value: vpc.vpcId });
  }

  // Two zones by number, so that nothing is looked up in the account.
  public get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }
}

interface OnPremisesPetsProps extends StackProps {
  readonly consumer: PrivateApiConsumer;
}

class OnPremisesPets extends Stack {
  public readonly petStore: CrossAccountPrivateApi;

  constructor(scope: Construct, id: string, props: OnPremisesPetsProps) {
    super(scope, id, props);

    this.petStore = new CrossAccountPrivateApi(this, 'PetStore', {
      stageName: 'v1',
      // Whoever is routed to the endpoint calls as it, so the addresses tell them apart.
      allowedConsumers: [AllowedConsumer.consumer(props.consumer, { name: 'data centre', sourceCidrs: [DATA_CENTRE] })],
      accessLog: PrivateApiAccessLog.none(), // without this line the account needs the role of docs/logging.md
    });
    const handler = new lambda.Function(this, 'Handler', {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(PETS),
    });
    this.petStore.root.addResource('pets').addMethod('GET', new apigateway.LambdaIntegration(handler, { allowTestInvoke: false }));
  }
}

interface OnPremisesConnectionProps extends StackProps {
  readonly consumer: PrivateApiConsumer;
  readonly petStore: CrossAccountPrivateApi;
}

/** The API's name in the VPC, which the resolver answers with, and the API in the policy of the endpoint. */
class OnPremisesConnection extends Stack {
  constructor(scope: Construct, id: string, props: OnPremisesConnectionProps) {
    super(scope, id, props);

    const pets = new PrivateApiConnection(this, 'Pets', { consumer: props.consumer, api: props.petStore });
    new CfnOutput(this, 'PetsUrl', { value: pets.urlForPath('/pets') });
  }
}

const app = new App();
const { consumer } = new OnPremisesNetwork(app, 'OnPremisesNetwork', { env: A });
const { petStore } = new OnPremisesPets(app, 'OnPremisesPets', { env: B, consumer });
new OnPremisesConnection(app, 'OnPremisesConnection', { env: A, consumer, petStore });
