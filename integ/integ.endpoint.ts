/**
 * What the consumer's side admits by itself: the policy of its endpoint lets calls pass to the accounts of the APIs that it is connected to, and its
 * security groups let clients pass that are named. The providers here would let everybody in who comes through the endpoint.
 */
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { answered, NO_CONNECTION, refused } from './expected-answer';
import { isolatedVpc } from './isolated-vpc';
import { ANSWERS_200, PETS, PETS_INTEGRATION } from './pet-store';
import { PlainEndpoint } from './plain-endpoint';
import { standardUrl } from './standard-url';
import { Suite } from './suite';
import {
  AllowedConsumer, ConsumerEndpoint, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiConnection, PrivateApiConsumer, PrivateApiProbe,
} from 'cdk-cross-account-private-api';

const suite = new Suite('Endpoint', { needsAccountsApart: true });

const network = suite.stack('Network', 'consumer');
const vpc = isolatedVpc(network, 'Vpc');
const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc, endpoint: ConsumerEndpoint.create({ privateDnsEnabled: true }) });
const open = new PlainEndpoint(network, 'Open', { vpc }); // for everybody in the VPC, and to everywhere
const closedGroup = new ec2.SecurityGroup(network, 'Closed', { vpc, allowAllOutbound: false });

const api = (side: 'provider' | 'outsider') => {
  const stack = suite.stack(side === 'provider' ? 'Provider' : 'Elsewhere', side);
  stack.addDependency(network);
  const petStore = new CrossAccountPrivateApi(stack, 'Pets', {
    stageName: 'v1',
    allowedConsumers: [AllowedConsumer.consumer(consumer, { name: 'consumer' }), AllowedConsumer.vpcEndpoint(open, { name: 'open' })],
    accessLog: PrivateApiAccessLog.none(),
  });
  petStore.root.addResource('pets').addMethod('GET', PETS_INTEGRATION, ANSWERS_200);
  return petStore;
};
const connected = api('provider');
const elsewhere = api('outsider');

const workload = suite.stack('Workload', 'consumer');
workload.addDependency(Stack.of(elsewhere));
const connection = new PrivateApiConnection(workload, 'Pets', { consumer, api: connected });
const app = new PrivateApiProbe(workload, 'App', { vpc, connection });
const notAdmitted = new PrivateApiProbe(workload, 'NotAdmitted', { vpc });
const notLetOut = new PrivateApiProbe(workload, 'NotLetOut', { vpc, securityGroups: [closedGroup] });

const calls = suite.calls();
const path = '/pets';
calls.expect('connectedApi', app, { path }, answered(PETS));
calls.expect('apiOfAnotherAccount', app, { url: standardUrl(elsewhere), path }, refused({ api: elsewhere, route: 'GET/pets' }, { layer: 'endpoint-policy', statement: 'none' }));
calls.expect('sameByAnotherEndpoint', app, { ...open.to(elsewhere), path }, answered(PETS)); // it is the endpoint's policy that refuses
calls.expect('clientThatIsNotAdmitted', notAdmitted, { url: connection.url, path }, NO_CONNECTION);
calls.expect('sameByAnOpenEndpoint', notAdmitted, { ...open.to(connected), path }, answered(PETS)); // it is the endpoint's group that refuses
calls.expect('clientThatIsNotLetOut', notLetOut, { ...open.to(connected), path }, NO_CONNECTION);
