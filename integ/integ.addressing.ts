/**
 * Every form in which a request can name the API: an API that has the consumer's endpoint on its list is reached by it, and one that has not is
 * reached and refuses. A form changes the names that it is about, and no others.
 */
import { answered, NO_SUCH_NAME, refused } from './expected-answer';
import { isolatedVpc } from './isolated-vpc';
import { ANSWERS_200, PETS, PETS_INTEGRATION } from './pet-store';
import { standardUrl } from './standard-url';
import { Suite } from './suite';
import {
  AllowedConsumer, ConsumerEndpoint, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiAddressing, PrivateApiConnection, PrivateApiConsumer,
  PrivateApiProbe,
} from 'cdk-cross-account-private-api';

const suite = new Suite('Addressing');

const network = suite.stack('Network', 'consumer');
const side = (id: string, privateDnsEnabled: boolean) => {
  const vpc = isolatedVpc(network, `${id}Vpc`);
  return { vpc, consumer: new PrivateApiConsumer(network, id, { vpc, endpoint: ConsumerEndpoint.create({ privateDnsEnabled }) }) };
};
const named = side('Named', false); // by whatever the connection says
const shadowed = side('Shadowed', true); // the standard names of all APIs lead to the endpoint
const other = side('Other', false);

const provider = suite.stack('Provider', 'provider');
provider.addDependency(network);
const petStore = (id: string, ...consumers: PrivateApiConsumer[]) => {
  const api = new CrossAccountPrivateApi(provider, id, {
    stageName: 'v1',
    allowedConsumers: consumers.map((consumer, index) => AllowedConsumer.consumer(consumer, { name: `consumer${index}` })),
    associateVpcEndpoints: true,
    accessLog: PrivateApiAccessLog.none(),
  });
  api.root.addResource('pets').addMethod('GET', PETS_INTEGRATION, ANSWERS_200);
  return api;
};
const open = petStore('Open', named.consumer, shadowed.consumer);
const closed = petStore('Closed', other.consumer);

const workload = suite.stack('Workload', 'consumer');
const probe = (id: string, { vpc, consumer }: typeof named, api: CrossAccountPrivateApi, addressing: PrivateApiAddressing) =>
  new PrivateApiProbe(workload, id, { vpc, connection: new PrivateApiConnection(workload, `${id}Connection`, { consumer, api, addressing }) });
const forms = {
  HostedZone: { side: named, form: PrivateApiAddressing.hostedZone() },
  HostHeader: { side: named, form: PrivateApiAddressing.hostHeader() },
  ApiIdHeader: { side: named, form: PrivateApiAddressing.apiIdHeader() },
  PrivateDns: { side: shadowed, form: PrivateApiAddressing.privateDns() },
};
const probes = Object.entries(forms).map(([name, { side: from, form }]) => ({
  name, open: probe(`${name}Open`, from, open, form), closed: probe(`${name}Closed`, from, closed, form),
}));
const alias = probe('AliasOpen', named, open, PrivateApiAddressing.endpointAlias());
const bystander = new PrivateApiProbe(workload, 'Bystander', { vpc: other.vpc });
other.consumer.allowFrom(bystander);

const calls = suite.calls();
for (const { name, open: listed, closed: unlisted } of probes) {
  calls.expect(`by${name}`, listed, { path: '/pets' }, answered(PETS));
  calls.expect(`by${name}Unlisted`, unlisted, { path: '/pets' }, refused({ api: closed, route: 'GET/pets' }, { layer: 'resource-policy', statement: 'Deny' }));
}
calls.expect('byEndpointAlias', alias, { path: '/pets' }, answered(PETS));
// An alias name is there for endpoints that the API is associated with. It is a public name: it resolves anywhere, and leads into a VPC.
calls.expect('byAliasThatIsNone', alias, { url: aliasUrl(closed, named.consumer), path: '/pets' }, NO_SUCH_NAME);
// No zone and no private DNS in this VPC: the standard name leads nowhere, though the endpoint is there, and listed by one of the APIs.
calls.expect('byStandardNameWithoutDns', bystander, { url: standardUrl(closed), path: '/pets' }, NO_SUCH_NAME);

function aliasUrl(api: CrossAccountPrivateApi, consumer: PrivateApiConsumer): string {
  return standardUrl(api).replace(api.restApiId, `${api.restApiId}-${consumer.vpcEndpointId}`);
}
