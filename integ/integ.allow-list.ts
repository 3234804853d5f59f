/**
 * Every way to put somebody on the list by the network, and every term that limits an entry. One caller has the choice of the endpoints of its
 * VPC, so that the endpoint is all that differs between who gets through and who does not.
 */
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { answered, DecidedBy, noSuchMethod, refused } from './expected-answer';
import { isolatedVpc } from './isolated-vpc';
import { ANSWERS_200, PETS, PETS_INTEGRATION } from './pet-store';
import { PlainEndpoint } from './plain-endpoint';
import { Suite } from './suite';
import { AllowedConsumer, ConsumerEndpoint, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiConsumer, PrivateApiProbe, PrivateApiSource } from 'cdk-cross-account-private-api';

const suite = new Suite('AllowList');

const network = suite.stack('Network', 'consumer');
const vpc = isolatedVpc(network, 'Vpc', { subnets: ['Apps', 'Others'] });
const endpoint = (id: string) => new PlainEndpoint(network, id, { vpc, subnets: { subnetGroupName: 'Apps' } });
const [byId, byReference, reader, admin, browser, subnet, unlisted] = ['ById', 'ByReference', 'Reader', 'Admin', 'Browser', 'Subnet', 'Unlisted'].map(endpoint);
const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc, endpoint: ConsumerEndpoint.create({ subnets: { subnetGroupName: 'Apps' } }) });
const app = new PrivateApiProbe(network, 'App', { vpc, vpcSubnets: { subnetGroupName: 'Apps' } });
const neighbour = new PrivateApiProbe(network, 'Neighbour', { vpc, vpcSubnets: { subnetGroupName: 'Others' } });
consumer.allowFrom(app);

// A VPC that is listed as a whole, and one beside it with the same addresses.
const partners = suite.stack('Partners', 'outsider');
const side = (id: string) => {
  const ofSide = isolatedVpc(partners, id);
  return {
    vpc: ofSide,
    endpoint: new PlainEndpoint(partners, `${id}Endpoint`, { vpc: ofSide, privateDnsEnabled: true }),
    app: new PrivateApiProbe(partners, `${id}App`, { vpc: ofSide }),
  };
};
const [partner, partnerById, stranger] = ['Partner', 'PartnerById', 'Stranger'].map(side);

const provider = suite.stack('Provider', 'provider');
provider.addDependency(network);
provider.addDependency(partners);
const api = new CrossAccountPrivateApi(provider, 'Pets', {
  stageName: 'v1',
  api: PrivateApiSource.code({
    defaultIntegration: PETS_INTEGRATION, defaultMethodOptions: ANSWERS_200,
    defaultCorsPreflightOptions: { allowOrigins: apigateway.Cors.ALL_ORIGINS },
  }),
  allowedVpcEndpointIds: [byId.vpcEndpointId],
  allowedConsumers: [
    AllowedConsumer.vpcEndpoint(byReference, { name: 'by reference' }),
    AllowedConsumer.vpc(partner.vpc, { name: 'partner' }),
    AllowedConsumer.vpcId(partnerById.vpc.vpcId, { name: 'partner by id' }),
    AllowedConsumer.consumer(consumer, { name: 'consumer' }),
    AllowedConsumer.vpcEndpoint(reader, { name: 'reader', routes: ['GET /pets', 'GET /pets/{petId}/owner', 'GET /files/open/*'] }),
    AllowedConsumer.vpcEndpoint(admin, { name: 'admin', routes: ['ANY /admin/*'] }),
    AllowedConsumer.vpcEndpoint(browser, { name: 'browser', routes: ['GET /pets'], preflight: true }),
    AllowedConsumer.vpcEndpoint(subnet, { name: 'subnet', sourceCidrs: ['10.0.0.0/24'] }),
  ],
  accessLog: PrivateApiAccessLog.none(),
});
const pets = api.root.addResource('pets');
for (const method of ['GET', 'POST']) pets.addMethod(method);
const pet = pets.addResource('{petId}');
pet.addMethod('GET');
const owner = pet.addResource('owner');
for (const resource of [owner, owner.addResource('address')]) resource.addMethod('GET');
api.root.addResource('files').addResource('{proxy+}').addMethod('GET');
const users = api.root.addResource('admin').addResource('users');
for (const method of ['GET', 'DELETE']) users.addMethod(method);

const GUARD: DecidedBy = { layer: 'resource-policy', statement: 'Deny' };
const SILENCE: DecidedBy = { layer: 'resource-policy', statement: 'none' };
const calls = suite.calls();

function gets(name: string, through: PlainEndpoint, path: string, method = 'GET', from = app): void {
  calls.expect(name, from, { ...through.to(api), path, method }, answered(method === 'OPTIONS' ? '' : PETS, method === 'OPTIONS' ? 204 : 200));
}

function isRefused(name: string, through: PlainEndpoint, path: string, decidedBy: DecidedBy, { method = 'GET', from = app, settles = '' } = {}): void {
  calls.expect(name, from, { ...through.to(api), path, method }, refused({ api, route: `${method}${path}` }, decidedBy), settles || undefined);
}

gets('endpointById', byId, '/pets');
gets('endpointByReference', byReference, '/pets');
gets('vpcByReference', partner.endpoint, '/pets', 'GET', partner.app);
gets('vpcById', partnerById.endpoint, '/pets', 'GET', partnerById.app);
isRefused('endpointBesideThem', unlisted, '/pets', GUARD);
isRefused('vpcBesideThem', stranger.endpoint, '/pets', GUARD, { from: stranger.app });

gets('routeAsWritten', reader, '/pets');
gets('routeWithSlash', reader, '/pets/');
gets('routeWithParameter', reader, '/pets/1/owner');
gets('routeBelow', reader, '/files/open/1');
isRefused('routeOfAnotherMethod', reader, '/pets', SILENCE, { method: 'POST' });
isRefused('routeAbove', reader, '/pets/1', SILENCE);
isRefused('routeDeeper', reader, '/pets/1/owner/address', SILENCE);
gets('anyMethodBelow', admin, '/admin/users', 'DELETE');
isRefused('anyMethodElsewhere', admin, '/pets', SILENCE);

gets('preflight', browser, '/pets', 'OPTIONS');
isRefused('preflightElsewhere', browser, '/pets/1', SILENCE, { method: 'OPTIONS' });
isRefused('preflightOfWhoHasNone', reader, '/pets', SILENCE, { method: 'OPTIONS' });

gets('fromTheSubnet', subnet, '/pets');
isRefused('fromTheOtherSubnet', subnet, '/pets', SILENCE, { from: neighbour });
gets('fromTheOtherSubnetElsewhere', byId, '/pets', 'GET', neighbour); // it is the range that refuses

const PATH_IN_ARN = 'how the path of a request stands in the ARN that is authorized';
isRefused('pathInCapitals', reader, '/files/Open/1', SILENCE, { settles: `${PATH_IN_ARN}: upper and lower case` });
isRefused('pathEncodedSlash', reader, '/files/shut%2f1', SILENCE, { settles: `${PATH_IN_ARN}: an encoded slash` });
isRefused('pathEncodedLetter', reader, '/files/%6fpen/1', SILENCE, { settles: `${PATH_IN_ARN}: an encoded letter` });
calls.expect('pathDoubleSlash', app, { ...reader.to(api), path: '/files//open/1' }, noSuchMethod(), `${PATH_IN_ARN}: two slashes`);
calls.expect('unknownPathOfUnlisted', app, { ...unlisted.to(api), path: '/nothing' }, noSuchMethod(), 'whether an unknown path or the policy is told first');
