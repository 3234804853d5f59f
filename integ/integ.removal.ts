/**
 * What is left when an API is removed: its callers get what any id that does not exist gets, and other APIs are called as before.
 */
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { answered, forbidden, refused } from './expected-answer';
import { isolatedVpc } from './isolated-vpc';
import { ANSWERS_200, PETS, PETS_INTEGRATION } from './pet-store';
import { PlainEndpoint } from './plain-endpoint';
import { Suite } from './suite';
import {
  AllowedConsumer, ConsumerEndpoint, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiAddressing,
  PrivateApiConnection, PrivateApiConsumer, PrivateApiProbe,
} from 'cdk-cross-account-private-api';

const suite = new Suite('Removal', { steps: ['there', 'apiGone'] });
/** What remembers the id of the API that is removed, until the workload has read it. */
const MEMORY = '/IntegRemoval/ApiId';
const remember = (restApiId: string) => {
  const memory = suite.stack('Memory', 'consumer');
  new ssm.StringParameter(memory, 'ApiId', { parameterName: MEMORY, stringValue: restApiId });
  return memory;
};

const isThere = suite.step === 'there';
const network = suite.stack('Network', 'consumer');
const vpc = isolatedVpc(network, 'Vpc');
const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc, endpoint: ConsumerEndpoint.create() });
const unlisted = new PlainEndpoint(network, 'Unlisted', { vpc });

const provider = suite.stack('Provider', 'provider');
provider.addDependency(network);
const publish = (id: string) => {
  const api = new CrossAccountPrivateApi(provider, id, {
    stageName: 'v1',
    allowedConsumers: [AllowedConsumer.consumer(consumer)],
    accessLog: PrivateApiAccessLog.none(),
  });
  api.root.addResource('pets').addMethod('GET', PETS_INTEGRATION, ANSWERS_200);
  return api;
};
const other = publish('Other');
const removed = isThere ? publish('Removed') : undefined;

const workload = suite.stack('Workload', 'consumer');
const addressing = PrivateApiAddressing.apiIdHeader();
const connect = (id: string, api: CrossAccountPrivateApi) => new PrivateApiConnection(workload, id, { consumer, api, addressing });
const toOther = connect('ToOther', other);
const app = new PrivateApiProbe(workload, 'App', { vpc, connection: toOther });
const idOfRemoved = removed ? connect('ToRemoved', removed).headers : { 'x-apigw-api-id': ssm.StringParameter.valueForStringParameter(workload, MEMORY) };

if (removed) remember(removed.restApiId).addDependency(provider);
else remember('removed').addDependency(workload);

const calls = suite.calls();
const path = '/pets';
calls.expect('removedApi', app, { url: toOther.url, headers: idOfRemoved, path }, removed ? answered(PETS) : forbidden());
calls.expect('otherApi', app, { path }, answered(PETS));
const no = refused({ api: other, route: 'GET/pets' }, { layer: 'resource-policy', statement: 'Deny' });
calls.expect('otherApiUnlisted', app, { ...unlisted.to(other), path }, no);
