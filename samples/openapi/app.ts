/**
 * A private API that an OpenAPI document describes, and both accounts in one app: the network and the workload are account A's, the API is
 * account B's. Run as README.md says.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnOutput, Duration, Fn, Stack, StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import {
  AllowedConsumer, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiConnection, PrivateApiConsumer, PrivateApiSource,
} from 'cdk-cross-account-private-api';
import { Construct } from 'constructs';

const A = { account: '111111111111', region: 'ap-northeast-1' }; // your consumer's account
const B = { account: '222222222222', region: 'ap-northeast-1' }; // your provider's, in the same Region

const PETS = `
const pets = [{ id: 1, type: 'dog' }, { id: 2, type: 'cat' }];

exports.handler = async ({ httpMethod, pathParameters, body }) => {
  const { petId } = pathParameters ?? {};
  const found = httpMethod === 'POST' ? JSON.parse(body) : petId === undefined ? pets : pets.find(({ id }) => String(id) === petId);
  return { statusCode: found === undefined ? 404 : 200, body: JSON.stringify(found ?? {}) };
};
`;

const CALLER = `
exports.handler = async ({ path = '/pets', method = 'GET', body }) => {
  const response = await fetch(process.env.PRIVATE_API_URL + path, { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(10000) });
  return { status: response.status, body: await response.text() };
};
`;

class OpenApiNetwork extends Stack {
  public readonly vpc: ec2.Vpc;
  public readonly consumer: PrivateApiConsumer;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    this.vpc = new ec2.Vpc(this, 'Vpc', {
      natGateways: 0,
      subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    this.consumer = new PrivateApiConsumer(this, 'Consumer', { vpc: this.vpc });
  }

  // Two zones by number, so that nothing is looked up in the account.
  public get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }
}

interface OpenApiPetsProps extends StackProps {
  readonly consumer: PrivateApiConsumer;
}

class OpenApiPets extends Stack {
  public readonly petStore: CrossAccountPrivateApi;

  constructor(scope: Construct, id: string, props: OpenApiPetsProps) {
    super(scope, id, props);

    const handler = new lambda.Function(this, 'Handler', {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(PETS),
    });
    this.petStore = new CrossAccountPrivateApi(this, 'PetStore', {
      stageName: 'v1',
      api: PrivateApiSource.openApi(apigateway.ApiDefinition.fromInline(this.definition(handler))),
      // Each route is compared with the document: one that it does not have fails at synthesis.
      allowedConsumers: [AllowedConsumer.consumer(props.consumer, { name: 'orders', routes: ['GET /pets', 'GET /pets/{petId}'] })],
      accessLog: PrivateApiAccessLog.none(), // without this line the account needs the role of docs/logging.md
    });
    handler.addPermission('PetStore', {
      principal: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: this.petStore.restApi.arnForExecuteApi(),
    });
  }

  /** The document, which knows nothing of AWS, with the function behind each of its operations. */
  private definition(handler: lambda.IFunction): object {
    const document = JSON.parse(readFileSync(join(__dirname, 'openapi.json'), 'utf8'));
    const uri = this.formatArn({
      service: 'apigateway', account: 'lambda', resource: 'path/2015-03-31/functions', resourceName: `${handler.functionArn}/invocations`,
    });
    for (const operation of Object.values<any>(document.paths).flatMap((path) => Object.values<any>(path))) {
      operation['x-amazon-apigateway-integration'] = { type: 'aws_proxy', httpMethod: 'POST', uri };
    }
    return document;
  }
}

interface OpenApiWorkloadProps extends StackProps {
  readonly network: OpenApiNetwork;
  readonly petStore: CrossAccountPrivateApi;
}

class OpenApiWorkload extends Stack {
  constructor(scope: Construct, id: string, props: OpenApiWorkloadProps) {
    super(scope, id, props);

    const { network: { vpc, consumer }, petStore } = props;
    const pets = new PrivateApiConnection(this, 'Pets', { consumer, api: petStore });
    const orders = new lambda.Function(this, 'Orders', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(CALLER),
      environment: pets.environment,
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      timeout: Duration.seconds(15),
    });
    consumer.allowFrom(orders);
    new CfnOutput(this, 'OrdersFunctionName', { value: orders.functionName });
    new CfnOutput(this, 'PetsUrl', { value: pets.urlForPath('/pets') });
  }
}

const app = new App();
const network = new OpenApiNetwork(app, 'OpenApiNetwork', { env: A });
const { petStore } = new OpenApiPets(app, 'OpenApiPets', { env: B, consumer: network.consumer });
new OpenApiWorkload(app, 'OpenApiWorkload', { env: A, network, petStore });
