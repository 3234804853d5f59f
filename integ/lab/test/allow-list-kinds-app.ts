import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnOutput, Duration, Expiration, Fn, Stack, StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import {
  AllowedConsumer, ApiGatewayAccountLogging, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiConnection, PrivateApiConsumer, PrivateApiSource,
} from '../../../src';
import { ACCOUNTS } from '../accounts';
import { allowAndGuard } from './plain-templates';

/** Answers by itself. */
export const MOCK = new apigateway.MockIntegration({
  requestTemplates: { 'application/json': '{"statusCode": 200}' },
  integrationResponses: [{ statusCode: '200', responseTemplates: { 'application/json': '["pets"]' } }],
});
export const METHOD: apigateway.MethodOptions = { methodResponses: [{ statusCode: '200' }] };

/** What the app is told: ids that other teams have handed over, and how far the app's own life has come. */
export interface KindsInput {
  readonly region: string;
  /** Outputs of the networks of other apps. */
  readonly network: Record<string, string>;
  readonly partner: Record<string, string>;
  readonly expires: Date;
  /** Id of the API, once it is deployed: the consumer of the app is then connected to it, and the API that was there before is guarded. */
  readonly deployedApi?: string;
}

/** One app with three teams' stacks: the consumer's network, the provider's APIs, and later the consumer's workload. */
export function kindsApp(app: App, input: KindsInput): void {
  const provider = { env: { account: ACCOUNTS.provider, region: input.region } };
  const network = new SameAppNetwork(app, 'SameApp', { env: { account: ACCOUNTS.consumer, region: input.region } });
  const logging = new Stack(app, 'Logging', provider);
  new ApiGatewayAccountLogging(logging, 'ApiGatewayAccountLogging');
  const stack = new Stack(app, 'Provider', provider);
  stack.addDependency(logging);

  petStore(stack, input, network);
  described(stack, input);
  adopted(stack, input);
  if (input.deployedApi !== undefined) {
    new Workload(app, 'Workload', network, input.deployedApi);
  }
}

class TwoZones extends Stack {
  public get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }
}

/** A VPC with a consumer, an endpoint that is listed by reference and one that is not; and a VPC that is listed as a whole. */
class SameAppNetwork extends TwoZones {
  public readonly vpc: ec2.Vpc;
  public readonly whole: ec2.Vpc;
  public readonly consumer: PrivateApiConsumer;
  public readonly listed: ec2.InterfaceVpcEndpoint;

  constructor(scope: App, id: string, props: StackProps) {
    super(scope, id, props);
    const vpc = (name: string, cidr: string) => new ec2.Vpc(this, name, {
      ipAddresses: ec2.IpAddresses.cidr(cidr), natGateways: 0, restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    this.vpc = vpc('Vpc', '10.5.0.0/16');
    this.whole = vpc('Whole', '10.6.0.0/16');
    this.consumer = new PrivateApiConsumer(this, 'Consumer', { vpc: this.vpc });
    this.listed = this.endpoint('Listed', this.vpc);
    this.endpoint('Unlisted', this.vpc);
    this.endpoint('OfWhole', this.whole);
    this.instance('Instance', this.vpc);
    this.instance('InstanceOfWhole', this.whole);
  }

  private endpoint(name: string, vpc: ec2.Vpc): ec2.InterfaceVpcEndpoint {
    const endpoint = new ec2.InterfaceVpcEndpoint(this, `${name}Endpoint`, {
      vpc, service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY, privateDnsEnabled: false,
    });
    new CfnOutput(this, `${name}Host`, { value: Fn.select(1, Fn.split(':', Fn.select(0, endpoint.vpcEndpointDnsEntries))) });
    return endpoint;
  }

  private instance(name: string, vpc: ec2.Vpc): void {
    // The class of the CDK would look the image up.
    const instance = new ec2.CfnInstance(this, name, { imageId: 'ami-0123456789abcdef0', subnetId: vpc.isolatedSubnets[0].subnetId });
    new CfnOutput(this, `${name}Id`, { value: instance.ref });
  }
}

/** All methods are open to whoever the policy lets through. */
function petStore(stack: Stack, { network, partner, expires }: KindsInput, sameApp: SameAppNetwork): void {
  const api = new CrossAccountPrivateApi(stack, 'Pets', {
    stageName: 'v1',
    api: PrivateApiSource.code({
      defaultIntegration: MOCK, defaultMethodOptions: METHOD, defaultCorsPreflightOptions: { allowOrigins: apigateway.Cors.ALL_ORIGINS },
    }),
    allowedVpcEndpointIds: [network.Endpoint],
    allowedConsumers: [
      AllowedConsumer.vpcEndpointId(network.Reader, { name: 'reader', routes: ['GET /pets', 'GET /pets/{petId}/owner', 'GET /shops/{shopId}'] }),
      AllowedConsumer.vpcEndpointId(network.Admin, { name: 'admin', routes: ['ANY /admin/*'] }),
      AllowedConsumer.vpcEndpointId(network.Browser, { name: 'browser', routes: ['GET /pets'], preflight: true }),
      AllowedConsumer.vpcEndpointId(network.Subnet, { name: 'subnet', sourceCidrs: ['10.1.0.0/24'] }),
      AllowedConsumer.vpcEndpointId(network.Guest, { name: 'guest', expires: Expiration.atDate(expires) }),
      AllowedConsumer.vpcId(partner.Vpc, { name: 'partner' }),
      AllowedConsumer.consumer(sameApp.consumer, { name: 'same app' }),
    ],
  });
  api.allow(AllowedConsumer.vpcEndpoint(sameApp.listed));
  api.allow(AllowedConsumer.vpc(sameApp.whole));

  const collection = api.root.addResource('pets');
  collection.addMethod('GET');
  collection.addMethod('POST');
  const pet = collection.addResource('{petId}');
  pet.addMethod('GET');
  const owner = pet.addResource('owner');
  owner.addMethod('GET');
  owner.addResource('address').addMethod('GET');
  const shops = api.root.addResource('shops');
  const shop = shops.addResource('{shopId}');
  shop.addMethod('GET');
  shop.addResource('stock').addMethod('POST');
  const admin = api.root.addResource('admin');
  admin.addMethod('GET');
  const users = admin.addResource('users');
  users.addMethod('GET');
  users.addResource('{userId}').addMethod('DELETE');

  new CfnOutput(stack, 'PetsApi', { value: api.restApiId });
  new CfnOutput(stack, 'PetsLog', { value: Fn.select(6, Fn.split(':', api.accessLogGroup!.logGroupRef.logGroupArn)) });
}

/** An API from an OpenAPI document, with an alias name for the listed endpoint. */
function described(stack: Stack, { network }: KindsInput): void {
  const operation = {
    'responses': { 200: { description: 'the pets' } },
    'x-amazon-apigateway-integration': {
      type: 'mock',
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      responses: { default: { statusCode: '200', responseTemplates: { 'application/json': '["pets"]' } } },
    },
  };
  const api = new CrossAccountPrivateApi(stack, 'Described', {
    stageName: 'v1',
    api: PrivateApiSource.openApi(apigateway.ApiDefinition.fromInline({
      openapi: '3.0.1', info: { title: 'described', version: '1' }, paths: { '/pets': { get: operation, post: operation } },
    })),
    allowedConsumers: [AllowedConsumer.vpcEndpointId(network.Reader, { routes: ['GET /pets'] })],
    allowedVpcEndpointIds: [network.Endpoint],
    associateVpcEndpoints: true,
    accessLog: PrivateApiAccessLog.none(),
  });
  new CfnOutput(stack, 'DescribedApi', { value: api.restApiId });
}

/** An API with a policy of its own, which lets another endpoint in, until it is guarded. */
function adopted(stack: Stack, { network, deployedApi }: KindsInput): void {
  const api = new apigateway.RestApi(stack, 'Adopted', {
    endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] },
    deployOptions: { stageName: 'v1' },
    cloudWatchRole: false,
    ...(deployedApi === undefined && { policy: iam.PolicyDocument.fromJson(allowAndGuard(network.Unlisted)) }),
  });
  api.root.addResource('pets').addMethod('GET', MOCK, METHOD);
  if (deployedApi !== undefined) {
    new CrossAccountPrivateApi(stack, 'Guard', { api: PrivateApiSource.existing(api), allowedVpcEndpointIds: [network.Endpoint] });
  }
  new CfnOutput(stack, 'AdoptedApi', { value: api.restApiId });
}

/** An App that calls through the consumer's endpoint, as a connection tells it. */
class Workload extends TwoZones {
  constructor(scope: App, id: string, network: SameAppNetwork, restApiId: string) {
    super(scope, id, { env: network.env });
    // By its id, since the provider's stack refers to the network's already.
    const api = CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(this, 'PetStore', {
      restApiId, stageName: 'v1', account: ACCOUNTS.provider, region: this.region,
    });
    const { environment } = new PrivateApiConnection(this, 'Pets', { consumer: network.consumer, api });
    const app = new lambda.Function(this, 'App', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(readFileSync(join(__dirname, '../../../samples/petstore/caller.js'), 'utf8')),
      environment: { ...environment },
      vpc: network.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      timeout: Duration.seconds(15),
    });
    network.consumer.allowFrom(app);
    new CfnOutput(this, 'AppName', { value: app.functionName });
  }
}
