/**
 * Account B, the provider: the PetStore, a private REST API that the consumer's endpoint may read and no one else may call.
 *
 * Run as ../README.md says. The hand-over files are in ../hand-over, or in the folder of `-c handOver=...`.
 */
import { join } from 'node:path';
import { App, Stack, StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CrossAccountPrivateApi, HandOver } from 'cdk-cross-account-private-api';
import { Construct } from 'constructs';

const PETS_HANDLER = `
const pets = [
  { id: 1, type: 'dog', price: 249.99 },
  { id: 2, type: 'cat', price: 124.99 },
  { id: 3, type: 'fish', price: 0.99 },
];
const answer = (statusCode, body) => ({ statusCode, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

exports.handler = async ({ httpMethod, pathParameters, body }) => {
  const petId = pathParameters?.petId;
  if (httpMethod === 'POST') {
    return answer(200, { pet: JSON.parse(body ?? '{}'), message: 'success' });
  }
  if (petId === undefined) {
    return answer(200, pets);
  }
  const pet = pets.find(({ id }) => String(id) === petId);
  return pet ? answer(200, pet) : answer(404, { message: 'no pet ' + petId });
};
`;

interface PetstoreProviderProps extends StackProps {
  readonly network: HandOver;
}

class PetstoreProvider extends Stack {
  constructor(scope: Construct, id: string, props: PetstoreProviderProps) {
    super(scope, id, props);

    const pets = new lambda.Function(this, 'Pets', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(PETS_HANDLER),
    });
    const integration = new apigateway.LambdaIntegration(pets, { allowTestInvoke: false });

    const petStore = new CrossAccountPrivateApi(this, 'PetStore', {
      stageName: 'v1',
      allowedConsumers: [
        props.network.allowedConsumer('Consumer', { name: 'pet shop', routes: ['GET /pets', 'GET /pets/{petId}'] }), // POST is for nobody yet
      ],
    });
    const collection = petStore.root.addResource('pets');
    collection.addMethod('GET', integration);
    collection.addMethod('POST', integration);
    collection.addResource('{petId}').addMethod('GET', integration);
    petStore.exportHandOver('PetStore');
  }
}

const app = new App();
const handOver: string = app.node.tryGetContext('handOver') ?? join(__dirname, '../hand-over');
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };

new PetstoreProvider(app, 'PetstoreProvider', { env, network: HandOver.fromFile(join(handOver, 'network.json')) });
