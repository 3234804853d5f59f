/**
 * Where somebody else allows everything, the list must still limit: a Lambda authorizer whose answer is always yes, and roles of the API's own
 * account that may call everything. An endpoint that is not on the list, a listed one off its routes, from outside of its range, and after its
 * time are all refused, by a Deny: silence would not do.
 */
import { Duration, Expiration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { integEnvironment, Side } from './environment';
import { answered, DecidedBy, refused } from './expected-answer';
import { isolatedVpc } from './isolated-vpc';
import { ANSWERS_200, PETS, PETS_INTEGRATION } from './pet-store';
import { Suite } from './suite';
import {
  AllowedConsumer, ConsumerEndpoint, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiAddressing, PrivateApiConnection, PrivateApiConsumer,
  PrivateApiProbe,
} from 'cdk-cross-account-private-api';

const ALLOWS_EVERYTHING = `exports.handler = async () => ({
  principalId: 'somebody',
  policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:*', Resource: '*' }] },
});`;

// As long as AWS needs to deploy and to be called before, and as the calls of the second step wait.
const expires = new Date(integEnvironment().started.getTime() + Duration.minutes(25).toMilliseconds());
const suite = new Suite('Authorizers', { steps: ['before', 'after'], labClocks: { after: expires } });

const side = (of: Side) => {
  const stack = suite.stack(of === 'consumer' ? 'Network' : 'OwnNetwork', of);
  const vpc = isolatedVpc(stack, 'Vpc', { subnets: ['Apps', 'Others'] });
  const consumer = (id: string) => new PrivateApiConsumer(stack, id, { vpc, endpoint: ConsumerEndpoint.create({ subnets: { subnetGroupName: 'Apps' } }) });
  return { of, stack, vpc, limited: consumer('Limited'), guest: consumer('Guest'), unlisted: consumer('Unlisted') };
};
const sides = [side('consumer'), side('provider')];

const provider = suite.stack('Provider', 'provider');
sides.forEach(({ stack }) => provider.addDependency(stack));
const api = new CrossAccountPrivateApi(provider, 'Secured', {
  stageName: 'v1',
  allowedConsumers: sides.flatMap(({ of, limited, guest }) => [
    AllowedConsumer.consumer(limited, { name: `${of} limited`, routes: ['GET /token', 'GET /signed'], sourceCidrs: ['10.0.0.0/24'] }),
    AllowedConsumer.consumer(guest, { name: `${of} guest`, expires: Expiration.atDate(expires) }),
  ]),
  useUndocumentedNotResource: true,
  accessLog: PrivateApiAccessLog.none(),
});
const authorizer = new apigateway.TokenAuthorizer(provider, 'Authorizer', {
  handler: new lambda.Function(provider, 'AllowsEverything', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(ALLOWS_EVERYTHING),
  }),
});
for (const [path, options] of Object.entries({ token: { authorizer }, signed: { authorizationType: apigateway.AuthorizationType.IAM } })) {
  const resource = api.root.addResource(path);
  for (const method of ['GET', 'POST']) resource.addMethod(method, PETS_INTEGRATION, { ...ANSWERS_200, ...options });
}

const probesOf = ({ of, vpc, ...consumers }: (typeof sides)[number]) => {
  const workload = suite.stack(of === 'consumer' ? 'Workload' : 'OwnWorkload', of);
  const probe = (id: string, consumer: PrivateApiConsumer, subnetGroupName = 'Apps') => {
    const connection = new PrivateApiConnection(workload, `${id}Connection`, { consumer, api, addressing: PrivateApiAddressing.apiIdHeader() });
    const made = new PrivateApiProbe(workload, id, { vpc, vpcSubnets: { subnetGroupName }, connection });
    iam.Grant.addToPrincipal({ grantee: made, actions: ['execute-api:*'], resourceArns: ['*'] });
    return made;
  };
  return {
    limited: probe('Limited', consumers.limited), guest: probe('Guest', consumers.guest), unlisted: probe('Unlisted', consumers.unlisted),
    neighbour: probe('Neighbour', consumers.limited, 'Others'),
  };
};
const [theirs, ours] = sides.map(probesOf);

const DENY: DecidedBy = { layer: 'resource-policy', statement: 'Deny' };
const NOT_RESOURCE = 'whether API Gateway takes NotResource in a resource policy';
const calls = suite.calls();
const sessionOf = (of: Side) => `arn:aws[a-z-]*:sts::${suite.environment.accounts[of]}:assumed-role/[^ /]+/[^ /]+`;
// To a Lambda authorizer's method a caller is anonymous. To one with IAM it is who has signed.
const ways = [
  { name: 'Authorizer', probes: theirs, path: '/token', with: { headers: { Authorization: 'anything' } }, user: 'anonymous' },
  { name: 'OwnRole', probes: ours, path: '/signed', with: { sign: true }, user: sessionOf('provider') },
];
for (const { name, probes, path, user, with: sent } of ways) {
  const call = { ...sent, path };
  const no = (method = 'GET') => refused({ api, route: `${method}${path}`, user }, DENY);
  if (suite.step === 'before') {
    calls.expect(`limited${name}`, probes.limited, call, answered(PETS));
    calls.expect(`offItsRoutes${name}`, probes.limited, { ...call, method: 'POST' }, no('POST'), NOT_RESOURCE);
    calls.expect(`outsideItsRange${name}`, probes.neighbour, call, no());
    calls.expect(`unlisted${name}`, probes.unlisted, call, no());
    calls.expect(`beforeItsEnd${name}`, probes.guest, call, answered(PETS));
  } else {
    calls.expect(`afterItsEnd${name}`, probes.guest, call, no());
    calls.expect(`limitedStill${name}`, probes.limited, call, answered(PETS));
    calls.expect(`outsideItsRangeStill${name}`, probes.neighbour, call, no());
    calls.expect(`unlistedStill${name}`, probes.unlisted, call, no());
  }
}
