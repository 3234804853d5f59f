/**
 * An endpoint is replaced as docs/replace-an-endpoint.md says, with changes that take effect late: each step ends when what it waits for has been
 * seen. The App gets the pets in each of them, and who calls through the old endpoint is refused once the provider has taken it off the list.
 */
import { Match } from '@aws-cdk/integ-tests-alpha';
import { answered, DecidedBy, ExpectedAnswer, refused } from './expected-answer';
import { isolatedVpc } from './isolated-vpc';
import { ANSWERS_200, PETS, PETS_INTEGRATION } from './pet-store';
import { PlainEndpoint } from './plain-endpoint';
import { Suite } from './suite';
import {
  AllowedConsumer, ConsumerEndpoint, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiAddressing, PrivateApiConnection, PrivateApiConsumer,
  PrivateApiProbe,
} from 'cdk-cross-account-private-api';

/**
 * The steps of that page, by what is deployed in them; the first is what there was before. In one app its steps 1 and 2 are one deploy. What comes
 * after the refusal, the removal of the old endpoint, is tried in integ/lab/test/rotation.test.ts.
 */
const STEPS = ['old', 'bothAllowed', 'moved', 'oldRefused'] as const;
const suite = new Suite('Rotation', { steps: STEPS, labDelays: { redeployMs: 2000, endpointPolicyMs: 2500, namesMs: 3000 } });
const hasCome = (step: (typeof STEPS)[number]) => STEPS.findIndex((each) => each === suite.step) >= STEPS.indexOf(step);

// Each endpoint is in a subnet of its own, so that the App's DNS answer tells which one the API's name leads to.
const network = suite.stack('Network', 'consumer');
const vpc = isolatedVpc(network, 'Vpc', { subnets: ['Old', 'Next'] });
const endpointIn = (subnetGroupName: 'Old' | 'Next') => new PrivateApiConsumer(network, `${subnetGroupName}Consumer`, {
  vpc, endpoint: ConsumerEndpoint.create({ subnets: { subnetGroupName } }),
});
const old = endpointIn('Old');
const next = hasCome('bothAllowed') ? endpointIn('Next') : undefined;
const unlisted = new PlainEndpoint(network, 'Unlisted', { vpc, subnets: { subnetGroupName: 'Old' } });

const provider = suite.stack('Provider', 'provider');
provider.addDependency(network);
const api = new CrossAccountPrivateApi(provider, 'PetStore', {
  stageName: 'v1',
  allowedConsumers: [
    ...!hasCome('oldRefused') ? [AllowedConsumer.consumer(old, { name: 'old' })] : [],
    ...next ? [AllowedConsumer.consumer(next, { name: 'next' })] : [],
  ],
  accessLog: PrivateApiAccessLog.none(),
});
api.root.addResource('pets').addMethod('GET', PETS_INTEGRATION, ANSWERS_200);

const workload = suite.stack('Workload', 'consumer');
const isMoved = hasCome('moved');
const pets = new PrivateApiConnection(workload, 'Pets', { consumer: isMoved ? next! : old, api });
const app = new PrivateApiProbe(workload, 'App', { vpc, vpcSubnets: { subnetGroupName: 'Old' } });
const direct = (id: string, consumer: PrivateApiConsumer) => {
  consumer.allowFrom(app);
  return new PrivateApiConnection(workload, `PetsBy${id}`, { consumer, api, addressing: PrivateApiAddressing.apiIdHeader() });
};
const byOld = direct('Old', old);
const byNext = next && direct('Next', next);

const path = '/pets';
const GUARD: DecidedBy = { layer: 'resource-policy', statement: 'Deny' };
const no = refused({ api, route: 'GET/pets' }, GUARD);
const yes = answered(PETS);
const through = (subnet: string): ExpectedAnswer => ({ ...yes, report: { ...yes.report, dns: { addresses: [Match.stringLikeRegexp(`^${subnet}[.]`)] } } });
const calls = suite.calls();
const by = ({ url, headers }: PrivateApiConnection) => ({ url, headers, path });
if (byNext) calls.expect('verifyNext', app, by(byNext), yes);
calls.expect('appGetsPets', app, by(pets), isMoved ? through('10[.]0[.]1') : through('10[.]0[.]0'));
calls.expect('verifyOld', app, by(byOld), hasCome('oldRefused') ? no : yes);
calls.expect('unlisted', app, { ...unlisted.to(api), path }, no);
