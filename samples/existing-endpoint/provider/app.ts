/**
 * Account B, the provider: a private API that one part of the network behind a shared endpoint may call.
 *
 * Run as ../README.md says. The hand-over files are in ../hand-over, or in the folder of `-c handOver=...`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AllowedConsumer, CrossAccountPrivateApi, PrivateApiAccessLog } from 'cdk-cross-account-private-api';
import { Construct } from 'constructs';

const PETS = `
exports.handler = async () => ({ statusCode: 200, body: JSON.stringify([{ id: 1, type: 'dog' }, { id: 2, type: 'cat' }]) });
`;

interface ExistingEndpointPetsProps extends StackProps {
  readonly vpcEndpointId: string;
}

class ExistingEndpointPets extends Stack {
  constructor(scope: Construct, id: string, props: ExistingEndpointPetsProps) {
    super(scope, id, props);

    const petStore = new CrossAccountPrivateApi(this, 'PetStore', {
      stageName: 'v1',
      // Everybody in that VPC calls by the same endpoint. What tells them apart is their addresses.
      allowedConsumers: [AllowedConsumer.vpcEndpointId(props.vpcEndpointId, { name: 'orders', sourceCidrs: ['10.0.0.0/23'] })],
      accessLog: PrivateApiAccessLog.none(), // without this line the account needs the role of docs/logging.md
    });
    const handler = new lambda.Function(this, 'Handler', {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(PETS),
    });
    petStore.root.addResource('pets').addMethod('GET', new apigateway.LambdaIntegration(handler, { allowTestInvoke: false }));
    petStore.exportHandOver('PetStore');
  }
}

const app = new App();
const handOver: string = app.node.tryGetContext('handOver') ?? join(__dirname, '../hand-over');
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };

const { SharedNetwork: { VpcEndpointId } } = JSON.parse(readFileSync(join(handOver, 'platform.json'), 'utf8'));
new ExistingEndpointPets(app, 'ExistingEndpointPets', { env, vpcEndpointId: VpcEndpointId });
