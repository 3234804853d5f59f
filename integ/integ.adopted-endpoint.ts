/**
 * An endpoint that is there already and is only adopted: its policy stays its owner's, so a call passes where the owner has added the statement
 * that the consumer's output tells, and nowhere else. The provider lists both.
 */
import * as iam from 'aws-cdk-lib/aws-iam';
import { answered, NO_CONNECTION, refused } from './expected-answer';
import { isolatedVpc } from './isolated-vpc';
import { ANSWERS_200, PETS, PETS_INTEGRATION } from './pet-store';
import { PlainEndpoint } from './plain-endpoint';
import { Suite } from './suite';
import {
  AllowedConsumer, ConsumerEndpoint, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiConnection, PrivateApiConsumer, PrivateApiProbe,
} from 'cdk-cross-account-private-api';

const suite = new Suite('AdoptedEndpoint');

const network = suite.stack('Network', 'consumer');
const vpc = isolatedVpc(network, 'Vpc');
/** The owner's own statement, about an account's APIs. */
const owned = (id: string, account: string, open = true) => {
  const endpoint = new PlainEndpoint(network, id, { vpc, open });
  endpoint.addToPolicy(new iam.PolicyStatement({
    principals: [new iam.AnyPrincipal()],
    actions: ['execute-api:Invoke'],
    resources: [network.formatArn({ service: 'execute-api', account, resource: '*' })],
  }));
  return { endpoint, consumer: new PrivateApiConsumer(network, `${id}Consumer`, { vpc, endpoint: ConsumerEndpoint.existing(endpoint) }) };
};
const passing = owned('Passing', suite.environment.accounts.provider);
const blocking = owned('Blocking', '444444444444');
const shut = owned('Shut', suite.environment.accounts.provider, false); // its group admits nobody
const unlisted = new PlainEndpoint(network, 'Unlisted', { vpc });

const provider = suite.stack('Provider', 'provider');
provider.addDependency(network);
const api = new CrossAccountPrivateApi(provider, 'Pets', {
  stageName: 'v1',
  allowedConsumers: Object.entries({ passing, blocking, shut }).map(([name, { consumer }]) => AllowedConsumer.consumer(consumer, { name })),
  accessLog: PrivateApiAccessLog.none(),
});
api.root.addResource('pets').addMethod('GET', PETS_INTEGRATION, ANSWERS_200);

const workload = suite.stack('Workload', 'consumer');
const probe = (id: string, { consumer }: typeof passing) =>
  new PrivateApiProbe(workload, id, { vpc, connection: new PrivateApiConnection(workload, `${id}Connection`, { consumer, api }) });
const app = probe('App', passing);

const calls = suite.calls();
const path = '/pets';
calls.expect('statementAdded', app, { path }, answered(PETS));
calls.expect('statementMissing', probe('Blocked', blocking), { path }, refused({ api, route: 'GET/pets' }, { layer: 'endpoint-policy', statement: 'none' }));
calls.expect('rulesAdded', probe('Admitted', shut), { path }, answered(PETS)); // of a group that this app defines
calls.expect('rulesMissing', new PrivateApiProbe(workload, 'NotAdmitted', { vpc }), { ...shut.endpoint.to(api), path }, NO_CONNECTION);
calls.expect('notListed', app, { ...unlisted.to(api), path }, refused({ api, route: 'GET/pets' }, { layer: 'resource-policy', statement: 'Deny' }));
