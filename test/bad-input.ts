import { App, CfnParameter, Expiration, Fn, Lazy, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { BAD_CONNECTIONS } from './bad-connections';
import { BAD_PROBES } from './bad-probes';
import { consumerStack, ENDPOINT_ID, OTHER_ENDPOINT_ID, OTHER_REGION, petStore, providerStack, REGION, remotePetStore, REST_API_ID, VPC_ID, vpcOf } from './fixtures';
import {
  AllowedConsumer, AllowedConsumerOptions, ConsumerEndpoint, ConsumerEndpointCreateOptions, ConsumerEndpointFacts, CrossAccountPrivateApi,
  CrossAccountPrivateApiProps, PrivateApiConsumer, PrivateApiSource,
} from '../src';

/** One way to use the library wrongly. `does` fails by itself, or what it returns fails when it is synthesized. */
export interface BadInput {
  readonly what: string;
  readonly does: () => App | void;
}

const ROLE = 'arn:aws:iam::111111111111:role/app';

function api(props: CrossAccountPrivateApiProps, authorizationType?: apigateway.AuthorizationType): App {
  const app = new App();
  const { root } = new CrossAccountPrivateApi(providerStack(app), 'PetStore', { stageName: 'v1', ...props });
  const pets = root.addResource('pets');
  pets.addMethod('GET', new apigateway.MockIntegration(), { authorizationType });
  pets.addResource('{petId}').addResource('owner').addMethod('GET', new apigateway.MockIntegration(), { authorizationType });
  return app;
}

const endpoint = (terms: AllowedConsumerOptions = {}) => AllowedConsumer.vpcEndpointId(ENDPOINT_ID, { name: 'orders', ...terms });
const allowing = (...allowedConsumers: AllowedConsumer[]) => api({ allowedConsumers });
const ids = (...allowedVpcEndpointIds: string[]) => api({ allowedVpcEndpointIds });

function existing(props: apigateway.RestApiProps, guard: CrossAccountPrivateApiProps = {}): void {
  const stack = providerStack();
  const restApi = new apigateway.RestApi(stack, 'Pets', { endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] }, ...props });
  restApi.root.addMethod('GET', new apigateway.MockIntegration());
  new CrossAccountPrivateApi(stack, 'Guard', { api: PrivateApiSource.existing(restApi), allowedVpcEndpointIds: [ENDPOINT_ID], ...guard });
}

function openApi(extension: object): void {
  new CrossAccountPrivateApi(providerStack(), 'PetStore', {
    allowedVpcEndpointIds: [ENDPOINT_ID],
    api: PrivateApiSource.openApi(apigateway.ApiDefinition.fromInline({ openapi: '3.0.1', info: { title: 'Pets', version: '1' }, paths: {}, ...extension })),
  });
}

interface Network {
  readonly app: App;
  readonly stack: Stack;
  readonly vpc: ec2.Vpc;
}

function inNetwork(vpcProps?: Partial<ec2.VpcProps>): Network {
  const app = new App();
  const stack = consumerStack(app);
  return { app, stack, vpc: vpcOf(stack, vpcProps) };
}

const createdIn = ({ stack, vpc }: Pick<Network, 'stack'> & { vpc: ec2.IVpc }, options: ConsumerEndpointCreateOptions = {}) =>
  new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.create(options) });
const adoptedIn = ({ stack, vpc }: Network, adopted: ec2.IInterfaceVpcEndpoint, facts: ConsumerEndpointFacts = {}) =>
  new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.existing(adopted, facts) });

const EXECUTE_API = ec2.InterfaceVpcEndpointAwsService.APIGATEWAY;

/** An endpoint of the app in the VPC of the network. */
function adoptedWith(options: Partial<ec2.InterfaceVpcEndpointOptions>, facts?: ConsumerEndpointFacts): PrivateApiConsumer {
  const place = inNetwork();
  return adoptedIn(place, place.vpc.addInterfaceEndpoint('Apis', { service: EXECUTE_API, ...options }), facts);
}

function importedEndpoint(facts: ConsumerEndpointFacts = {}, securityGroups?: ec2.ISecurityGroup[]): PrivateApiConsumer {
  const place = inNetwork();
  return adoptedIn(place, ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(place.stack, 'Apis', {
    vpcEndpointId: ENDPOINT_ID, port: 443, securityGroups,
  }), facts);
}

function connectedTo(account: string, region: string, count: number): void {
  const place = inNetwork();
  const consumer = createdIn(place);
  for (let index = 0; index < count; index += 1) {
    consumer.allowTo(CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(place.stack, `Remote${index}`, {
      restApiId: String(index).padStart(10, '0'), stageName: 'v1', account, region,
    }));
  }
}

const elsewhere = (app: App, env: object) => new Stack(app, 'Elsewhere', { env: { account: '111111111111', region: REGION, ...env } });
const clientIn = (scope: Stack, vpc: ec2.IVpc) => new ec2.SecurityGroup(scope, 'Client', { vpc });
const PRIVATE_DNS = { privateDnsEnabled: true };
const ON_PREMISES = { allowedCidrs: ['10.20.0.0/16'] };

export const BAD_INPUT: Readonly<Record<string, readonly BadInput[]>> = {
  'The list': [
    { what: 'an empty list', does: () => ids() },
    { what: 'nothing allowed until synthesis', does: () => api({}) },
    { what: 'a token for the whole list', does: () => api({ allowedVpcEndpointIds: Fn.split(',', Fn.importValue('Orders')) }) },
    { what: 'the same source with other terms', does: () => allowing(endpoint({ routes: ['GET /pets'] }), endpoint()) },
    { what: 'too many consumers for the quota', does: () => ids(...Array.from({ length: 314 }, (_, index) => `vpce-${String(index).padStart(17, '0')}`)) },
    { what: 'an imported API', does: () => remotePetStore(consumerStack()).allow(endpoint()) },
  ],
  'Ids': [
    { what: 'a malformed id', does: () => ids('orders') },
    { what: 'an id in upper case', does: () => ids('VPCE-03F6D2B1BB8D0F015') },
    { what: 'a truncated id', does: () => ids('vpce-03f6d2b1bb8d0f01') },
    { what: 'an ARN', does: () => ids('arn:aws:ec2:ap-northeast-1:111111111111:vpc-endpoint/vpce-03f6d2b1bb8d0f015') },
    { what: 'the id of a VPC for an endpoint\'s', does: () => ids(VPC_ID) },
    { what: 'the id of an endpoint service', does: () => ids('vpce-svc-03f6d2b1bb8d0f015') },
    { what: 'the id of a network interface', does: () => ids('eni-03f6d2b1bb8d0f015') },
    { what: 'the id of an endpoint for a VPC\'s', does: () => { AllowedConsumer.vpcId(ENDPOINT_ID); } },
    { what: 'a gateway endpoint', does: () => { AllowedConsumer.vpcEndpoint(vpcOf(consumerStack()).addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 })); } },
    {
      what: 'an endpoint of another service', does: () => {
        AllowedConsumer.vpcEndpoint(vpcOf(consumerStack()).addInterfaceEndpoint('Secrets', { service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER }));
      },
    },
    {
      what: 'a consumer of another Region', does: () => {
        const app = new App();
        const network = new Stack(app, 'Network', { env: { account: '111111111111', region: OTHER_REGION } });
        petStore(providerStack(app)).allow(AllowedConsumer.consumer(new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) })));
      },
    },
    {
      what: 'a gateway endpoint, by its id', does: () => {
        const app = new App();
        const s3 = vpcOf(consumerStack(app)).addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
        petStore(providerStack(app), { allowedVpcEndpointIds: [s3.vpcEndpointId] });
      },
    },
    {
      what: 'a subnet of the app, by its id', does: () => {
        const app = new App();
        petStore(providerStack(app)).allow(AllowedConsumer.vpcId(vpcOf(consumerStack(app)).isolatedSubnets[0].subnetId, { name: 'orders' }));
      },
    },
    { what: 'a lazy id that is malformed', does: () => ids(Lazy.string({ produce: () => 'vpce-03f6d2b1bb8d0f01' })) },
    { what: 'a lazy id that is not there yet', does: () => ids(Lazy.string({ produce: () => undefined })) },
    {
      what: 'a lazy id that changes', does: () => {
        let now = ENDPOINT_ID;
        const app = ids(Lazy.uncachedString({ produce: () => now }));
        now = OTHER_ENDPOINT_ID;
        return app;
      },
    },
    {
      what: 'a consumer of another Stage', does: () => {
        const app = new App();
        const network = new Stack(new Stage(app, 'Orders'), 'Network', { env: { account: '111111111111', region: REGION } });
        petStore(providerStack(app)).allow(AllowedConsumer.consumer(new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) })));
      },
    },
    {
      what: 'a consumer whose stack waits for the API\'s', does: () => {
        const app = new App();
        const network = consumerStack(app);
        const provider = providerStack(app);
        network.addDependency(provider);
        petStore(provider).allow(AllowedConsumer.consumer(new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) })));
      },
    },
    { what: 'an output of another stack that the CDK does not follow', does: () => ids(Fn.getStackOutput('Network', 'Endpoint').toString()) },
    { what: 'an SSM parameter without its version', does: () => ids('{{resolve:ssm:/orders/endpoint}}') },
    {
      what: 'an SSM parameter that a nested stack reads', does: () => {
        const nested = new NestedStack(providerStack(), 'Nested');
        petStore(nested, { allowedVpcEndpointIds: [ssm.StringParameter.valueForStringParameter(nested, '/orders/endpoint')] });
      },
    },
    {
      what: 'a parameter of another stack', does: () => {
        const app = new App();
        petStore(providerStack(app), { allowedVpcEndpointIds: [new CfnParameter(consumerStack(app), 'Endpoint').valueAsString] });
      },
    },
  ],
  'Terms': [
    { what: 'a name that is none', does: () => { endpoint({ name: 'Team 7: orders' }); } },
    { what: 'a token for a name', does: () => { endpoint({ name: Fn.ref('Team') }); } },
    { what: 'no routes', does: () => { endpoint({ routes: [] }); } },
    { what: 'a malformed route', does: () => { endpoint({ routes: ['/pets'] }); } },
    { what: 'a wildcard that is not at the end', does: () => { endpoint({ routes: ['GET /*/owner'] }); } },
    { what: 'a route that no method matches', does: () => allowing(endpoint({ routes: ['GET /pet'] })) },
    {
      what: 'a parameter that reaches a method that is not listed', does: () => {
        const app = new App();
        const pets = petStore(providerStack(app), { allowedConsumers: [endpoint({ routes: ['GET /pets/{petId}'] })] });
        const pet = pets.root.getResource('pets')!.addResource('{petId}');
        pet.addMethod('GET', new apigateway.MockIntegration());
        pet.addResource('owner').addMethod('GET', new apigateway.MockIntegration());
        return app;
      },
    },
    { what: 'a token in a route', does: () => { endpoint({ routes: ['GET /pets', `GET /${Fn.ref('Path')}`] }); } },
    { what: 'a token for a range', does: () => { endpoint({ sourceCidrs: ['10.0.0.0/24', vpcOf(consumerStack()).vpcCidrBlock] }); } },
    { what: 'a malformed range', does: () => { endpoint({ sourceCidrs: ['10.0.0.0/33'] }); } },
    { what: 'a range of every address', does: () => { endpoint({ sourceCidrs: ['::/0'] }); } },
    { what: 'a date that is none', does: () => { endpoint({ expires: Expiration.atDate(new Date('tomorrow')) }); } },
    { what: 'callers that sign, on a method without IAM authorization', does: () => allowing(endpoint({ principals: [new iam.ArnPrincipal(ROLE)], routes: ['GET /pets'] })) },
    { what: 'callers without a network, unless that is said', does: () => { AllowedConsumer.principal(new iam.ArnPrincipal(ROLE)); } },
    { what: 'the ARN of a session', does: () => { endpoint({ principals: [new iam.ArnPrincipal('arn:aws:sts::111111111111:assumed-role/app/session')] }); } },
    { what: 'the ARN of an account', does: () => { endpoint({ principals: [new iam.ArnPrincipal('arn:aws:iam::111111111111:root')] }); } },
    { what: 'everyone as a caller', does: () => { endpoint({ principals: [new iam.AnyPrincipal()] }); } },
    { what: 'a service', does: () => { endpoint({ principals: [new iam.ServicePrincipal('lambda.amazonaws.com')] }); } },
    { what: 'a composite principal', does: () => { endpoint({ principals: [new iam.CompositePrincipal(new iam.ArnPrincipal(ROLE))] }); } },
    {
      what: 'a condition key that execute-api does not support', does: () => {
        endpoint({ principals: [new iam.ArnPrincipal(ROLE).withConditions({ StringEquals: { 'aws:VpceAccount': '111111111111' } })] });
      },
    },
    { what: 'limited routes where an authorizer could allow more', does: () => api({ allowedConsumers: [endpoint({ routes: ['GET /pets'] })] }, apigateway.AuthorizationType.IAM) },
  ],
  'The API': [
    { what: 'a stage name that is none', does: () => api({ stageName: 'v 1' }) },
    { what: 'an empty revision', does: () => api({ policyRevision: '' }) },
    { what: 'a quota below the default', does: () => api({ maximumPolicyLength: 4096 }) },
    {
      what: 'a policy that somebody replaced', does: () => {
        const app = new App();
        const pets = petStore(providerStack(app), { allowedVpcEndpointIds: [ENDPOINT_ID] });
        (pets.node.defaultChild as apigateway.CfnRestApi).policy = { Statement: [] };
        return app;
      },
    },
    {
      what: 'an API that somebody made public', does: () => {
        const app = new App();
        const pets = petStore(providerStack(app), { allowedVpcEndpointIds: [ENDPOINT_ID] });
        (pets.node.defaultChild as apigateway.CfnRestApi).endpointConfiguration = { types: ['REGIONAL'] };
        return app;
      },
    },
    {
      what: 'an Allow that somebody added', does: () => {
        const app = new App();
        petStore(providerStack(app), { allowedVpcEndpointIds: [ENDPOINT_ID] }).restApi.addToResourcePolicy(new iam.PolicyStatement({
          principals: [new iam.AnyPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*'],
        }));
        return app;
      },
    },
    {
      what: 'a Deny that somebody added, without a resource', does: () => {
        const app = new App();
        petStore(providerStack(app), { allowedVpcEndpointIds: [ENDPOINT_ID] }).restApi.addToResourcePolicy(new iam.PolicyStatement({
          effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['execute-api:Invoke'],
        }));
        return app;
      },
    },
    {
      what: 'a Deny that somebody added, with the Sid of another statement', does: () => {
        const app = new App();
        const pets = petStore(providerStack(app), { allowedConsumers: [endpoint({ routes: ['GET /pets'] })] });
        pets.restApi.addToResourcePolicy(new iam.PolicyStatement({
          sid: 'AllowOrders', effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*/GET/admin'],
        }));
        return app;
      },
    },
    {
      what: 'a stage that somebody renamed', does: () => {
        const app = new App();
        const { restApi } = petStore(providerStack(app), { allowedVpcEndpointIds: [ENDPOINT_ID], stageName: 'v1' });
        (restApi.deploymentStage.node.defaultChild as apigateway.CfnStage).stageName = 'v2';
        return app;
      },
    },
    {
      what: 'a Deny that somebody added, by a key that execute-api does not support', does: () => {
        const app = new App();
        petStore(providerStack(app), { allowedVpcEndpointIds: [ENDPOINT_ID] }).restApi.addToResourcePolicy(new iam.PolicyStatement({
          effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*'],
          conditions: { StringNotEquals: { 'aws:VpceAccount': '111111111111' } },
        }));
        return app;
      },
    },
    {
      what: 'a stage on a deployment that stays as it is', does: () => {
        const app = new App();
        const stack = providerStack(app);
        const { restApiId } = petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID] });
        new apigateway.CfnStage(stack, 'Old', { restApiId, deploymentId: 'abc123', stageName: 'old' });
        return app;
      },
    },
    { what: 'an OpenAPI document with a policy', does: () => openApi({ 'x-amazon-apigateway-policy': { Statement: [] } }) },
    { what: 'an OpenAPI document of another endpoint type', does: () => openApi({ 'x-amazon-apigateway-endpoint-configuration': { types: ['REGIONAL'] } }) },
    { what: 'an existing API that is not private', does: () => existing({ endpointConfiguration: { types: [apigateway.EndpointType.REGIONAL] } }) },
    { what: 'an existing API with a policy of its own', does: () => existing({ policy: new iam.PolicyDocument({ statements: [new iam.PolicyStatement()] }) }) },
    { what: 'an existing API without deployments of its own', does: () => existing({ deploy: false }) },
    { what: 'a stage name for an existing API', does: () => existing({}, { stageName: 'v1' }) },
    {
      what: 'an imported API as an existing one', does: () => {
        const stack = providerStack();
        const imported = apigateway.RestApi.fromRestApiId(stack, 'Imported', REST_API_ID) as apigateway.RestApiBase;
        new CrossAccountPrivateApi(stack, 'Guard', { api: PrivateApiSource.existing(imported), allowedVpcEndpointIds: [ENDPOINT_ID] });
      },
    },
    {
      what: 'an imported API with facts that are none', does: () => {
        CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(consumerStack(), 'Remote', { restApiId: 'PetStore', stageName: 'v1', account: '1234', region: REGION });
      },
    },
  ],
  'The consumer': [
    { what: 'no subnets for the endpoint', does: () => { createdIn(inNetwork(), { subnets: { subnets: [] } }); } },
    { what: 'a selection of no subnet', does: () => { createdIn(inNetwork(), { subnets: { availabilityZones: ['ap-northeast-1d'] } }); } },
    {
      what: 'two subnets in one zone', does: () => {
        const { stack, vpc } = inNetwork();
        const subnets = ['subnet-01234567', 'subnet-89abcdef']
          .map((subnetId) => ec2.Subnet.fromSubnetAttributes(stack, subnetId, { subnetId, availabilityZone: 'ap-northeast-1a' }));
        createdIn({ stack, vpc }, { subnets: { subnets } });
      },
    },
    {
      what: 'a VPC that is imported without subnets', does: () => {
        const stack = consumerStack();
        createdIn({ stack, vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: VPC_ID, availabilityZones: ['ap-northeast-1a'] }) });
      },
    },
    {
      what: 'subnets that another account shares', does: () => {
        const { app, stack } = inNetwork();
        createdIn({ stack, vpc: vpcOf(elsewhere(app, { account: '222222222222' })) });
      },
    },
    {
      what: 'a VPC of another Region', does: () => {
        const { app, stack } = inNetwork();
        createdIn({ stack, vpc: vpcOf(elsewhere(app, { region: OTHER_REGION })) });
      },
    },
    { what: 'IPv6 alone', does: () => { createdIn(inNetwork(), { ipAddressType: ec2.VpcEndpointIpAddressType.IPV6 }); } },
    {
      what: 'a lookup of zones without an environment', does: () => {
        const stack = new Stack(new App(), 'Network');
        createdIn({ stack, vpc: vpcOf(stack) }, { lookupSupportedAzs: true });
      },
    },
    { what: 'private DNS in a VPC without DNS host names', does: () => { createdIn(inNetwork({ enableDnsHostnames: false }), PRIVATE_DNS); } },
    {
      what: 'two endpoints with private DNS in one VPC', does: () => {
        const place = inNetwork();
        place.vpc.addInterfaceEndpoint('Apis', { service: EXECUTE_API });
        createdIn(place, PRIVATE_DNS);
        return place.app;
      },
    },
    { what: 'an adopted endpoint of another service', does: () => { adoptedWith({ service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER }); } },
    {
      what: 'an adopted endpoint of another VPC', does: () => {
        const place = inNetwork();
        adoptedIn(place, new ec2.Vpc(place.stack, 'Other').addInterfaceEndpoint('Apis', { service: EXECUTE_API }));
      },
    },
    {
      what: 'an adopted endpoint of another Region', does: () => {
        const place = inNetwork();
        adoptedIn(place, vpcOf(elsewhere(place.app, { region: OTHER_REGION })).addInterfaceEndpoint('Apis', { service: EXECUTE_API }));
      },
    },
    {
      what: 'private DNS for inbound resolvers only', does: () => {
        adoptedWith({ privateDnsOnlyForInboundResolverEndpoint: ec2.VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint.ONLY_INBOUND_RESOLVER });
      },
    },
    { what: 'private DNS that an adopted endpoint has not', does: () => { adoptedWith({ privateDnsEnabled: false }, PRIVATE_DNS); } },
    { what: 'the zonal name of an adopted endpoint', does: () => { importedEndpoint({ regionalDnsName: `${ENDPOINT_ID}-abcd1234-ap-northeast-1a.execute-api.ap-northeast-1.vpce.amazonaws.com` }); } },
    { what: 'a hosted zone that is none', does: () => { importedEndpoint({ hostedZoneId: 'ap-northeast-1' }); } },
    { what: 'the name of an adopted endpoint that was not given', does: () => { importedEndpoint().vpcEndpointHostName.toString(); } },
    { what: 'the zone of an adopted endpoint that was not given', does: () => { importedEndpoint().vpcEndpointHostedZoneId.toString(); } },
    {
      what: 'an imported consumer with attributes that are none', does: () => {
        const { stack, vpc } = inNetwork();
        PrivateApiConsumer.fromPrivateApiConsumerAttributes(stack, 'Imported', { vpc, vpcEndpointId: 'orders', account: '1234' });
      },
    },
    { what: 'an endpoint without a security group', does: () => { importedEndpoint().allowFrom(ec2.Peer.ipv4('10.20.0.0/16')); } },
    { what: 'a client without a security group', does: () => { createdIn(inNetwork()).allowFrom(new ec2.Connections()); } },
    {
      what: 'a client in another VPC', does: () => {
        const place = inNetwork();
        createdIn(place).allowFrom(clientIn(place.stack, new ec2.Vpc(place.stack, 'Other')));
      },
    },
    {
      what: 'a client in another account', does: () => {
        const place = inNetwork();
        const other = elsewhere(place.app, { account: '222222222222' });
        createdIn(place).allowFromPeeredVpc(clientIn(other, vpcOf(other)));
      },
    },
    {
      what: 'a client in another Region', does: () => {
        const place = inNetwork();
        const other = elsewhere(place.app, { region: OTHER_REGION });
        createdIn(place).allowFromPeeredVpc(clientIn(other, vpcOf(other)));
      },
    },
    { what: 'every address as a client', does: () => { createdIn(inNetwork()).allowFrom(ec2.Peer.anyIpv4()); } },
    { what: 'a malformed range of clients', does: () => { createdIn(inNetwork()).allowFrom(ec2.Peer.ipv4('10.0.0.0/33')); } },
    { what: 'a malformed prefix list', does: () => { createdIn(inNetwork()).allowFrom(ec2.Peer.prefixList('on-premises')); } },
    { what: 'a connection to another Region', does: () => connectedTo('222222222222', OTHER_REGION, 1) },
    { what: 'too many APIs for an endpoint\'s policy', does: () => connectedTo('222222222222', REGION, 400) },
    {
      what: 'a policy that somebody replaced, of a created endpoint', does: () => {
        const place = inNetwork();
        (createdIn(place).node.defaultChild as ec2.CfnVPCEndpoint).policyDocument = new iam.PolicyDocument();
        return place.app;
      },
    },
    {
      what: 'private DNS that somebody switched on later', does: () => {
        const place = inNetwork();
        (createdIn(place).node.defaultChild as ec2.CfnVPCEndpoint).privateDnsEnabled = true;
        return place.app;
      },
    },
    {
      what: 'a statement that somebody added, to a created endpoint', does: () => {
        const place = inNetwork();
        (createdIn(place).vpcEndpoint as ec2.InterfaceVpcEndpoint).addToPolicy(new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['*'], resources: ['*'] }));
        return place.app;
      },
    },
    { what: 'an inbound resolver for nobody', does: () => { createdIn(inNetwork(), PRIVATE_DNS).addInboundResolver({ allowedCidrs: [] }); } },
    { what: 'a token for all networks', does: () => { createdIn(inNetwork(), PRIVATE_DNS).addInboundResolver({ allowedCidrs: Fn.split(',', Fn.importValue('Networks')) }); } },
    { what: 'an inbound resolver for IPv6', does: () => { createdIn(inNetwork(), PRIVATE_DNS).addInboundResolver({ allowedCidrs: ['fd00::/8'] }); } },
    { what: 'an inbound resolver in one zone', does: () => { createdIn(inNetwork(), PRIVATE_DNS).addInboundResolver({ ...ON_PREMISES, subnets: { availabilityZones: ['ap-northeast-1a'] } }); } },
    { what: 'fewer addresses than subnets', does: () => { createdIn(inNetwork(), PRIVATE_DNS).addInboundResolver({ ...ON_PREMISES, ipAddresses: ['10.0.0.10'] }); } },
    { what: 'an address of another subnet', does: () => { createdIn(inNetwork(), PRIVATE_DNS).addInboundResolver({ ...ON_PREMISES, ipAddresses: ['10.0.0.10', '10.0.0.11'] }); } },
    {
      what: 'a second inbound resolver', does: () => {
        const consumer = createdIn(inNetwork(), PRIVATE_DNS);
        consumer.addInboundResolver(ON_PREMISES);
        consumer.addInboundResolver(ON_PREMISES);
      },
    },
  ],
  'The connection': BAD_CONNECTIONS,
  'The probe': BAD_PROBES,
};
