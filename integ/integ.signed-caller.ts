/**
 * A caller of another account that signs: the API's list and the caller's own policy must both let it in. Each is missing once.
 */
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { answered, noSuchMethod, refused } from './expected-answer';
import { isolatedVpc } from './isolated-vpc';
import { ANSWERS_200, PETS, PETS_INTEGRATION } from './pet-store';
import { PlainEndpoint } from './plain-endpoint';
import { Suite } from './suite';
import {
  AllowedConsumer, ConsumerEndpoint, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiConnection, PrivateApiConsumer, PrivateApiProbe,
  PrivateApiSource,
} from 'cdk-cross-account-private-api';

const suite = new Suite('SignedCaller', { needsAccountsApart: true });

const network = suite.stack('Network', 'consumer');
const vpc = isolatedVpc(network, 'Vpc');
const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc, endpoint: ConsumerEndpoint.create({ privateDnsEnabled: true }) });
const [ofRole, unlisted] = ['OfRole', 'Unlisted'].map((id) => new PlainEndpoint(network, id, { vpc }));
// Roles that the provider names have to be there before its API is, so their policies cannot name the API.
const [listedRole, otherRole] = ['ListedRole', 'OtherRole'].map((id) => {
  const probe = new PrivateApiProbe(network, id, { vpc });
  iam.Grant.addToPrincipal({
    grantee: probe,
    actions: ['execute-api:Invoke'],
    resourceArns: [network.formatArn({ service: 'execute-api', account: suite.environment.accounts.provider, resource: '*' })],
  });
  return probe;
});

const provider = suite.stack('Provider', 'provider');
provider.addDependency(network);
const api = new CrossAccountPrivateApi(provider, 'Pets', {
  stageName: 'v1',
  api: PrivateApiSource.code({ defaultMethodOptions: { ...ANSWERS_200, authorizationType: apigateway.AuthorizationType.IAM } }),
  allowedConsumers: [
    AllowedConsumer.consumer(consumer, { name: 'whoever signs' }),
    AllowedConsumer.vpcEndpoint(ofRole, { name: 'role', principals: [new iam.ArnPrincipal(roleOf(listedRole).attrArn)] }),
  ],
  accessLog: PrivateApiAccessLog.none(),
});
const pets = api.root.addResource('pets');
for (const method of ['GET', 'POST']) pets.addMethod(method, PETS_INTEGRATION);

const workload = suite.stack('Workload', 'consumer');
const connection = new PrivateApiConnection(workload, 'Pets', { consumer, api });
const granted = new PrivateApiProbe(workload, 'Granted', { vpc, connection });
connection.grants.invoke(granted, ['GET /pets']);
const notGranted = new PrivateApiProbe(workload, 'NotGranted', { vpc, connection });

const calls = suite.calls();
const user = `arn:aws[a-z-]*:sts::${suite.environment.accounts.consumer}:assumed-role/[^ /]+/[^ /]+`;
const call = { path: '/pets', sign: true };
const route = 'GET/pets';
calls.expect('bothAllow', granted, call, answered(PETS));
calls.expect('ownPolicyIsSilent', notGranted, call, refused({ api, route, user }, { layer: 'authorization', reason: 'identity' }));
calls.expect('ownPolicyHasAnotherRoute', granted, { ...call, method: 'POST' }, refused({ api, route: 'POST/pets', user }, { layer: 'authorization', reason: 'identity' }));
calls.expect('listHasAnotherEndpoint', granted, { ...unlisted.to(api), ...call }, refused({ api, route, user }, { layer: 'resource-policy', statement: 'Deny' }));
calls.expect('nobodySigns', granted, { path: '/pets' }, noSuchMethod({ layer: 'authorization' }));

calls.expect('roleOnTheList', listedRole, { ...ofRole.to(api), ...call }, answered(PETS));
calls.expect('roleNotOnTheList', otherRole, { ...ofRole.to(api), ...call }, refused({ api, route, user }, { layer: 'resource-policy', statement: 'Deny' }));
calls.expect('roleByAnotherEndpoint', listedRole, { ...unlisted.to(api), ...call }, refused({ api, route, user }, { layer: 'resource-policy', statement: 'Deny' }));

function roleOf(probe: PrivateApiProbe): iam.CfnRole {
  return (probe.grantPrincipal as iam.Role).node.defaultChild as iam.CfnRole;
}
