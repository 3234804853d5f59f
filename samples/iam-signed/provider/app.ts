/**
 * Account B, the provider: a private API whose callers sign, of which one role of the consumer's account is let in, and nobody else.
 *
 * Run as ../README.md says. The hand-over files are in ../hand-over, or in the folder of `-c handOver=...`.
 */
import { join } from 'node:path';
import { App, Stack, StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CrossAccountPrivateApi, HandOver, PrivateApiAccessLog, PrivateApiSource } from 'cdk-cross-account-private-api';
import { Construct } from 'constructs';

/** The role of the consumer's App, as the consumer tells it: the account is yours to fill in. */
const ORDERS_ROLE = 'arn:aws:iam::111111111111:role/signed-orders';

const PETS = `
exports.handler = async ({ requestContext }) => ({
  statusCode: 200,
  body: JSON.stringify({ pets: [{ id: 1, type: 'dog' }, { id: 2, type: 'cat' }], caller: requestContext.identity.userArn }),
});
`;

interface SignedPetsProps extends StackProps {
  readonly network: HandOver;
}

class SignedPets extends Stack {
  constructor(scope: Construct, id: string, props: SignedPetsProps) {
    super(scope, id, props);

    const petStore = new CrossAccountPrivateApi(this, 'PetStore', {
      stageName: 'v1',
      api: PrivateApiSource.code({ defaultMethodOptions: { authorizationType: apigateway.AuthorizationType.IAM } }),
      // Both have to fit: the endpoint, and who signs.
      allowedConsumers: [props.network.allowedConsumer('Orders', { principals: [new iam.ArnPrincipal(ORDERS_ROLE)] })],
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

new SignedPets(app, 'SignedPets', { env, network: HandOver.fromFile(join(handOver, 'orders.json')) });
