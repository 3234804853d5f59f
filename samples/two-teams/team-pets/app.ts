/**
 * Team Pets, account B: provides the pet store to team Orders, and to nobody else.
 *
 * Run as ../README.md says. The hand-over files are in ./hand-over, or in the folder of `-c handOver=...`.
 */
import { join } from 'node:path';
import { App, Stack, StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CrossAccountPrivateApi, HandOver, PrivateApiAccessLog } from 'cdk-cross-account-private-api';

const PETS = `
exports.handler = async () => ({ statusCode: 200, body: JSON.stringify([{ id: 1, type: 'dog' }, { id: 2, type: 'cat' }]) });
`;

interface PetsProps extends StackProps {
  readonly orders: HandOver;
}

class Pets extends Stack {
  constructor(scope: Construct, id: string, props: PetsProps) {
    super(scope, id, props);

    const petStore = new CrossAccountPrivateApi(this, 'PetStore', {
      stageName: 'v1',
      allowedConsumers: [props.orders.allowedConsumer('Orders', { routes: ['GET /pets'] })],
      accessLog: PrivateApiAccessLog.none(), // without this line the account needs the role of docs/logging.md
    });
    const handler = new lambda.Function(this, 'Handler', {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(PETS),
    });
    petStore.root.addResource('pets').addMethod('GET', new apigateway.LambdaIntegration(handler, { allowTestInvoke: false }));
    petStore.exportHandOver('PetStore'); // for team Orders: the id of the API and its stage
  }
}

const app = new App();
const handOver: string = app.node.tryGetContext('handOver') ?? join(__dirname, 'hand-over');
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };

new Pets(app, 'Pets', { env, orders: HandOver.fromFile(join(handOver, 'orders.json')) });
