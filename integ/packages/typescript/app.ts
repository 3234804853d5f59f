/**
 * One app that uses everything the package has, as its twins in Python, Java and Go do: the templates of all four must be the same.
 * It runs in a folder with hand-over.json, pets.js and caller.js, and writes what it is told by its errors to errors.json.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { App, CfnOutput, CfnParameter, Expiration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  AllowedConsumer, ApiGatewayAccountLogging, ConsumerEndpoint, CrossAccountPrivateApi, HandOver, ICrossAccountPrivateApi, IPrivateApiConsumer,
  PrivateApiAccessLog, PrivateApiAddressing, PrivateApiConnection, PrivateApiConsumer, PrivateApiProbe, PrivateApiSource,
} from 'cdk-cross-account-private-api';

const REGION = 'ap-northeast-1';
const CONSUMER = { account: '111111111111', region: REGION };
const PROVIDER = { account: '222222222222', region: REGION };

// What the CLI would look up.
const ZONES = { [`availability-zones:account=${CONSUMER.account}:region=${REGION}`]: [`${REGION}a`, `${REGION}c`] };
const app = new App({ outdir: 'cdk.out', context: ZONES });
const handOver = HandOver.fromFile('hand-over.json');

function vpc(scope: Stack, id: string, cidr: string): ec2.Vpc {
  return new ec2.Vpc(scope, id, {
    ipAddresses: ec2.IpAddresses.cidr(cidr),
    natGateways: 0,
    subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
}

function callerFunction(scope: Stack, id: string, network: ec2.IVpc, connection: PrivateApiConnection): lambda.Function {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(readFileSync('caller.js', 'utf8')),
    environment: connection.environment,
    vpc: network,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  });
}

// Consumers: an endpoint of each kind.
const network = new Stack(app, 'Network', { env: CONSUMER });

const ordersVpc = vpc(network, 'OrdersVpc', '10.0.0.0/16');
const orders = new PrivateApiConsumer(network, 'Orders', { vpc: ordersVpc });
orders.exportHandOver('Orders');
orders.allowFrom(ec2.Peer.ipv4('192.168.0.0/16'));
const resolver = orders.addInboundResolver({ allowedCidrs: ['192.168.0.0/16'] });
new CfnOutput(network, 'ForwardedDomain', { value: resolver.forwardedDomainName });

const reportsVpc = vpc(network, 'ReportsVpc', '10.1.0.0/16');
const reports = new PrivateApiConsumer(network, 'Reports', {
  vpc: reportsVpc,
  endpoint: ConsumerEndpoint.create({
    privateDnsEnabled: true,
    removalPolicy: RemovalPolicy.RETAIN,
    subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  }),
});

const auditVpc = vpc(network, 'AuditVpc', '10.2.0.0/16');
const auditEndpoint = new ec2.InterfaceVpcEndpoint(network, 'AuditEndpoint', {
  vpc: auditVpc, service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY, privateDnsEnabled: false,
});
const audit = new PrivateApiConsumer(network, 'Audit', { vpc: auditVpc, endpoint: ConsumerEndpoint.existing(auditEndpoint) });

// Providers: an API of each source, on whose lists is an entry of each kind.
const logging = new Stack(app, 'Logging', { env: PROVIDER });
new ApiGatewayAccountLogging(logging, 'AccountLogging');

const provider = new Stack(app, 'Provider', { env: PROVIDER });
const mock = new apigateway.MockIntegration({ requestTemplates: { 'application/json': '{"statusCode": 200}' } });

const pets = new CrossAccountPrivateApi(provider, 'Pets', {
  stageName: 'v1',
  api: PrivateApiSource.code({ description: 'Everything about pets', defaultIntegration: mock }),
  accessLog: PrivateApiAccessLog.cloudWatch({ retention: logs.RetentionDays.SIX_MONTHS, removalPolicy: RemovalPolicy.DESTROY }),
  allowedVpcEndpointIds: ['vpce-03f6d2b1bb8d0f015'],
  allowedConsumers: [
    AllowedConsumer.vpcEndpointId('vpce-0aaaaaaaaaaaaaaaa', { name: 'reader', routes: ['GET /pets', 'GET /pets/{petId}'] }),
    AllowedConsumer.vpcEndpoint(auditEndpoint, { name: 'audit', sourceCidrs: ['10.2.0.0/24'] }),
    AllowedConsumer.vpcId('vpc-0a1b2c3d4e5f60718', { name: 'partner', expires: Expiration.atDate(new Date('2099-03-31T00:00:00Z')) }),
    AllowedConsumer.vpc(reportsVpc),
    AllowedConsumer.consumer(orders, { name: 'orders' }),
  ],
});
pets.allow(handOver.allowedConsumer('Orders', { routes: ['POST /pets'] }));
const collection = pets.root.addResource('pets');
collection.addMethod('GET');
collection.addMethod('POST');
collection.addResource('{petId}').addMethod('GET');
pets.exportHandOver('Pets');

const signed = new CrossAccountPrivateApi(provider, 'Signed', {
  api: PrivateApiSource.code({ defaultIntegration: mock, defaultMethodOptions: { authorizationType: apigateway.AuthorizationType.IAM } }),
  accessLog: PrivateApiAccessLog.firehose(firehose.DeliveryStream.fromDeliveryStreamArn(
    provider, 'Stream', `arn:aws:firehose:${REGION}:${PROVIDER.account}:deliverystream/amazon-apigateway-pets`,
  )),
  allowedConsumers: [
    AllowedConsumer.principal(new iam.ArnPrincipal('arn:aws:iam::111111111111:role/orders'), { name: 'role', fromAnyEndpoint: true }),
    AllowedConsumer.vpcEndpointId('vpce-0aaaaaaaaaaaaaaaa', { principals: [new iam.AccountPrincipal('333333333333')] }),
  ],
});
signed.root.addMethod('GET');

const followed = new CrossAccountPrivateApi(provider, 'Followed', {
  allowedVpcEndpointIds: [new CfnParameter(provider, 'OrdersEndpointId').valueAsString],
  associateVpcEndpoints: true,
  accessLog: PrivateApiAccessLog.none(),
  policyRevision: '1',
});
followed.root.addMethod('GET', mock);

new CrossAccountPrivateApi(provider, 'Described', {
  api: PrivateApiSource.openApi(apigateway.ApiDefinition.fromInline({
    // In the order of the alphabet: Go has no other, and the CDK's id of a deployment depends on it.
    info: { title: 'Described', version: '1' },
    openapi: '3.0.1',
    paths: { '/pets': { get: { 'x-amazon-apigateway-integration': { type: 'mock' } } } },
  })),
  allowedConsumers: [AllowedConsumer.vpcEndpointId('vpce-0aaaaaaaaaaaaaaaa', { routes: ['GET /pets'] })],
});

const before = new apigateway.RestApi(provider, 'Before', {
  endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] }, cloudWatchRole: false,
});
before.root.addMethod('GET', mock);
new CrossAccountPrivateApi(provider, 'Guard', {
  api: PrivateApiSource.existing(before), allowedVpcEndpointIds: ['vpce-03f6d2b1bb8d0f015'],
});

// Connections: one of each form of address.
const workload = new Stack(app, 'Workload', { env: CONSUMER });
const remote: ICrossAccountPrivateApi = CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(workload, 'Remote', {
  restApiId: '6r6oaqtr37',
  stageName: 'v1',
  account: PROVIDER.account,
  region: REGION,
  endpointAccessMode: apigateway.EndpointAccessMode.BASIC,
  disableExecuteApiEndpoint: false,
  associatedVpcEndpointIds: ['vpce-0bbbbbbbbbbbbbbbb'],
});
const partner: IPrivateApiConsumer = PrivateApiConsumer.fromPrivateApiConsumerAttributes(workload, 'Partner', {
  vpc: ec2.Vpc.fromVpcAttributes(workload, 'PartnerVpc', { vpcId: 'vpc-0a1b2c3d4e5f60718', availabilityZones: [`${REGION}a`] }),
  vpcEndpointId: 'vpce-0bbbbbbbbbbbbbbbb',
  vpcEndpointHostName: `vpce-0bbbbbbbbbbbbbbbb-abcd.execute-api.${REGION}.vpce.amazonaws.com`,
  privateDnsEnabled: false,
});

function connect(id: string, consumer: IPrivateApiConsumer, api: ICrossAccountPrivateApi, addressing?: PrivateApiAddressing): PrivateApiConnection {
  const connection = new PrivateApiConnection(workload, id, { consumer, api, addressing });
  new CfnOutput(workload, `${id}Url`, { value: connection.urlForPath('/pets') });
  new CfnOutput(workload, `${id}Host`, { value: `${connection.hostName} ${connection.signedHost}` });
  new CfnOutput(workload, `${id}Headers`, { value: Object.keys(connection.headers).join(' ') || '-' });
  new CfnOutput(workload, `${id}Verify`, { value: connection.verifyCommand });
  return connection;
}

const byZone = connect('ByZone', orders, remote, PrivateApiAddressing.hostedZone());
connect('ByPrivateDns', reports, remote, PrivateApiAddressing.privateDns());
connect('ByAlias', partner, handOver.api(workload, 'Handed', 'Pets'), PrivateApiAddressing.endpointAlias());
connect('ByHostHeader', audit, remote, PrivateApiAddressing.hostHeader());
connect('ByApiId', partner, remote, PrivateApiAddressing.apiIdHeader());
connect('ByDefault', audit, remote);
const ordersApp = callerFunction(workload, 'OrdersApp', ordersVpc, byZone);
orders.allowFrom(ordersApp);
byZone.grants.invoke(ordersApp, ['GET /pets']);
const probe = new PrivateApiProbe(workload, 'Probe', { vpc: ordersVpc, connection: byZone });
byZone.grants.invoke(probe, ['GET /pets']);

// The PetStore, which is deployed: an App that may call it, and an outsider with an endpoint that is not on the list.
const petNetwork = new Stack(app, 'PetstoreNetwork', { env: CONSUMER });
const petVpc = vpc(petNetwork, 'Vpc', '10.8.0.0/16');
const petConsumer = new PrivateApiConsumer(petNetwork, 'Consumer', { vpc: petVpc });
const outsiderVpc = vpc(petNetwork, 'OutsiderVpc', '10.9.0.0/16');
const outsider = new PrivateApiConsumer(petNetwork, 'Outsider', { vpc: outsiderVpc });

const petProvider = new Stack(app, 'PetstoreProvider', { env: PROVIDER });
petProvider.addDependency(logging);
const petStore = new CrossAccountPrivateApi(petProvider, 'PetStore', {
  stageName: 'v1', allowedConsumers: [AllowedConsumer.consumer(petConsumer, { name: 'pet shop', routes: ['GET /pets'] })],
});
petStore.root.addResource('pets').addMethod('GET', new apigateway.LambdaIntegration(new lambda.Function(petProvider, 'Pets', {
  runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(readFileSync('pets.js', 'utf8')),
}), { allowTestInvoke: false }));

const petWorkload = new Stack(app, 'PetstoreWorkload', { env: CONSUMER });
for (const [id, consumer, itsVpc] of [['App', petConsumer, petVpc], ['OutsiderApp', outsider, outsiderVpc]] as const) {
  const caller = callerFunction(petWorkload, id, itsVpc, new PrivateApiConnection(petWorkload, `${id}Pets`, { consumer, api: petStore }));
  consumer.allowFrom(caller);
  new CfnOutput(petWorkload, `${id}Name`, { value: caller.functionName });
}

app.synth();

// What a mistake looks like: to a program, and on the terminal of whoever does not catch it.
interface Seen {
  readonly message: string;
  readonly printed: string;
}

function errorOf(mistake: () => unknown): Seen {
  try {
    mistake();
  } catch (error) {
    return { message: (error as Error).message, printed: (error as Error).stack! };
  }
  throw new Error('the mistake must be refused, and was not');
}

const mistaken = new App({ outdir: 'mistakes.out' });
const mistakes = new Stack(mistaken, 'Mistakes');
new CrossAccountPrivateApi(mistakes, 'Empty').root.addMethod('GET', mock);
writeFileSync('errors.json', JSON.stringify({
  constructor: errorOf(() => new CrossAccountPrivateApi(mistakes, 'Api', { allowedVpcEndpointIds: ['vpce-nope'] })),
  factory: errorOf(() => AllowedConsumer.vpcId('nope')),
  file: errorOf(() => HandOver.fromFile('nothing.json').allowedConsumer('Orders')),
  synth: errorOf(() => mistaken.synth()),
}));
