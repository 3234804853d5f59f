/**
 * The reference experiment: A's App calls B's PetStore through A's own endpoint and gets the pets; C has an endpoint of its own, which is not
 * on the list, and gets 403. So does A's App off its routes; A's neighbour, whose security group is not admitted, gets no answer at all.
 */
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { answered, NO_CONNECTION, refused } from './expected-answer';
import { isolatedVpc } from './isolated-vpc';
import { ANSWERS_200, PETS, PETS_INTEGRATION } from './pet-store';
import { standardUrl } from './standard-url';
import { Suite } from './suite';
import {
  AllowedConsumer, ConsumerEndpoint, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiConnection, PrivateApiConsumer, PrivateApiProbe,
} from 'cdk-cross-account-private-api';

const suite = new Suite('ReferenceExperiment', { needsAccountsApart: true });

const network = suite.stack('Network', 'consumer');
const vpc = isolatedVpc(network, 'Vpc');
const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc, endpoint: ConsumerEndpoint.create({ privateDnsEnabled: true }) });

const provider = suite.stack('Provider', 'provider');
const petStore = new CrossAccountPrivateApi(provider, 'PetStore', {
  stageName: 'v1',
  allowedConsumers: [AllowedConsumer.consumer(consumer, { name: 'pet shop', routes: ['GET /pets'] })],
  accessLog: PrivateApiAccessLog.none(),
});
const pets = petStore.root.addResource('pets');
for (const method of ['GET', 'POST']) pets.addMethod(method, PETS_INTEGRATION, ANSWERS_200);

const workload = suite.stack('Workload', 'consumer');
const connection = new PrivateApiConnection(workload, 'Pets', { consumer, api: petStore });
const app = new PrivateApiProbe(workload, 'App', { vpc, connection });
const neighbour = new PrivateApiProbe(workload, 'Neighbour', { vpc }); // not admitted, since it has no connection

// Plain CDK, as somebody would write it who only knows the API's URL: the refusal comes from the provider.
const outside = suite.stack('Outsider', 'outsider');
outside.addDependency(provider);
const outsideVpc = isolatedVpc(outside, 'Vpc');
outsideVpc.addInterfaceEndpoint('Endpoint', { service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY });
const outsider = new PrivateApiProbe(outside, 'App', { vpc: outsideVpc });

const calls = suite.calls();
const url = standardUrl(petStore);
calls.expect('appReadsPets', app, { path: '/pets/' }, answered(PETS));
calls.expect('outsiderReadsPets', outsider, { url, path: '/pets/' }, refused({ api: petStore, route: 'GET/pets/' }, { layer: 'resource-policy', statement: 'Deny' }));
calls.expect('appOffItsRoutes', app, { path: '/pets/', method: 'POST' }, refused({ api: petStore, route: 'POST/pets/' }, { layer: 'resource-policy', statement: 'none' }));
calls.expect('neighbourReadsPets', neighbour, { url, path: '/pets/' }, NO_CONNECTION);
calls.expect(
  'endingOfAnExplicitDeny', outsider, { url, path: '/pets/' },
  refused({ api: petStore, route: 'GET/pets/', ending: ' with an explicit deny in a resource-based policy' }, { layer: 'resource-policy', statement: 'Deny' }),
  'whether the sentence names the kind of policy that denies, where that of another account does',
);
