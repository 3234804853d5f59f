/**
 * Account C, an outsider: a VPC, an endpoint and an App like the consumer's, but not on the provider's allow-list.
 *
 * Plain CDK, as someone would write it who only knows the API's URL: the refusal comes from the provider, not from this side.
 * Run as ../README.md says. The hand-over files are in ../hand-over, or in the folder of `-c handOver=...`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnOutput, Duration, Fn, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { HandOver } from 'cdk-cross-account-private-api';
import { Construct } from 'constructs';

interface PetstoreOutsiderProps extends StackProps {
  readonly provider: HandOver;
}

class PetstoreOutsider extends Stack {
  constructor(scope: Construct, id: string, props: PetstoreOutsiderProps) {
    super(scope, id, props);

    const vpc = new ec2.Vpc(this, 'Vpc', {
      natGateways: 0,
      subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    vpc.addInterfaceEndpoint('Endpoint', { service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY, privateDnsEnabled: true });

    const { restApiId, stageName, env: { region } } = props.provider.api(this, 'PetStore', 'PetStore');
    const url = `https://${restApiId}.execute-api.${region}.${this.urlSuffix}/${stageName}`;
    const app = new lambda.Function(this, 'App', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(readFileSync(join(__dirname, '../caller.js'), 'utf8')),
      environment: { PRIVATE_API_URL: url },
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      memorySize: 256,
      timeout: Duration.seconds(15),
    });

    new CfnOutput(this, 'AppFunctionName', { value: app.functionName });
    new CfnOutput(this, 'PetsUrl', { value: `${url}/pets` });
  }

  // Two zones by number, so that nothing is looked up in the account.
  public get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }
}

const app = new App();
const handOver: string = app.node.tryGetContext('handOver') ?? join(__dirname, '../hand-over');
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };

new PetstoreOutsider(app, 'PetstoreOutsider', { env, provider: HandOver.fromFile(join(handOver, 'provider.json')) });
