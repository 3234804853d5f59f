/**
 * An owner changes who may call, and deploys: by what the app says, by a parameter that the template only names, and by an endpoint of the same
 * app that becomes another one. Whoever may before may not after, and the other way round: the stage enforces the policy of the last deploy.
 */
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { answered, DecidedBy, refused } from './expected-answer';
import { isolatedVpc } from './isolated-vpc';
import { ANSWERS_200, PETS, PETS_INTEGRATION } from './pet-store';
import { PlainEndpoint } from './plain-endpoint';
import { Suite } from './suite';
import {
  AllowedConsumer, ConsumerEndpoint, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiConnection, PrivateApiConsumer, PrivateApiProbe,
} from 'cdk-cross-account-private-api';

const suite = new Suite('PolicyChange', { steps: ['before', 'after'] });
const isBefore = suite.step === 'before';
const now = <T>(before: T, after: T) => isBefore ? before : after;

const network = suite.stack('Network', 'consumer');
const vpc = isolatedVpc(network, 'Vpc', { subnets: ['Apps', 'Others'] });
const otherVpc = isolatedVpc(network, 'OtherVpc');
const [first, second] = ['First', 'Second'].map((id) => new PlainEndpoint(network, id, { vpc, subnets: { subnetGroupName: 'Apps' } }));
const app = new PrivateApiProbe(network, 'App', { vpc, vpcSubnets: { subnetGroupName: 'Apps' } });
const mover = new PrivateApiProbe(network, 'Mover', { vpc: otherVpc });
const besideTheMover = new PlainEndpoint(network, 'BesideTheMover', { vpc: otherVpc });
// In another VPC it is another endpoint. The API's own name leads to it in both.
const replaced = new PrivateApiConsumer(network, 'Replaced', {
  vpc: now(vpc, otherVpc),
  endpoint: ConsumerEndpoint.create({ privateDnsEnabled: true, subnets: { subnetGroupName: now('Apps', 'Private') } }),
});
replaced.allowFrom(now(app, mover));

// In the API's account, since CloudFormation reads it there. Its name is in the provider's template, its value is not.
const registry = suite.stack('Registry', 'provider');
registry.addDependency(network);
const PARAMETER = '/IntegPolicyChange/Consumer';
new ssm.StringParameter(registry, 'Consumer', { parameterName: PARAMETER, stringValue: now(first, second).vpcEndpointId });

const provider = suite.stack('Provider', 'provider');
provider.addDependency(registry);
const publish = (id: string, consumer: AllowedConsumer) => {
  const api = new CrossAccountPrivateApi(provider, id, { stageName: 'v1', allowedConsumers: [consumer], accessLog: PrivateApiAccessLog.none() });
  api.root.addResource('pets').addMethod('GET', PETS_INTEGRATION, ANSWERS_200);
  return api;
};
const listed = publish('Listed', AllowedConsumer.vpcEndpoint(now(first, second), { name: 'listed' }));
const ranged = publish('Ranged', AllowedConsumer.vpcEndpoint(first, { name: 'ranged', sourceCidrs: [now('10.0.0.0/24', '10.0.1.0/24')] }));
const stored = publish('Stored', AllowedConsumer.vpcEndpointId(ssm.StringParameter.valueForStringParameter(provider, PARAMETER), { name: 'stored' }));
const followed = publish('Followed', AllowedConsumer.consumer(replaced, { name: 'followed' }));

// What it would import of the replaced endpoint, such as its group, CloudFormation would not let go: therefore both callers are in the network's stack.
const workload = suite.stack('Workload', 'consumer');
const neighbour = new PrivateApiProbe(workload, 'Neighbour', { vpc, vpcSubnets: { subnetGroupName: 'Others' } });
const connection = new PrivateApiConnection(workload, 'Connection', { consumer: replaced, api: followed });

const calls = suite.calls();
const path = '/pets';
const GUARD: DecidedBy = { layer: 'resource-policy', statement: 'Deny' };
const SILENCE: DecidedBy = { layer: 'resource-policy', statement: 'none' };
const asItIs = (isAllowed: boolean, api: CrossAccountPrivateApi, decidedBy = GUARD) => isAllowed ? answered(PETS) : refused({ api, route: 'GET/pets' }, decidedBy);

calls.expect('firstOfTheList', app, { ...first.to(listed), path }, asItIs(isBefore, listed));
calls.expect('secondOfTheList', app, { ...second.to(listed), path }, asItIs(!isBefore, listed));
calls.expect('firstRange', app, { ...first.to(ranged), path }, asItIs(isBefore, ranged, SILENCE));
calls.expect('secondRange', neighbour, { ...first.to(ranged), path }, asItIs(!isBefore, ranged, SILENCE));
calls.expect('firstOfTheParameter', app, { ...first.to(stored), path }, asItIs(isBefore, stored));
calls.expect('secondOfTheParameter', app, { ...second.to(stored), path }, asItIs(!isBefore, stored));
calls.expect('replacedEndpoint', now(app, mover), { url: connection.url, path }, answered(PETS));
calls.expect('besideTheReplaced', app, { ...first.to(followed), path }, asItIs(false, followed));
calls.expect('besideTheReplacement', mover, { ...besideTheMover.to(followed), path }, asItIs(false, followed));
