/**
 * What AWS does not document about policies and authorizers that our constructs do not write, in plain CDK: principals of both kinds in one policy,
 * an authorizer that another account owns, and a canary. Beside each question is what AWS does document. The last two are asked on AWS only.
 */
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { integEnvironment } from './environment';
import { answered, refused } from './expected-answer';
import { isolatedVpc } from './isolated-vpc';
import { ANSWERS_200, PETS, PETS_INTEGRATION } from './pet-store';
import { PlainEndpoint } from './plain-endpoint';
import { Suite } from './suite';
import { CrossAccountPrivateApi, ICrossAccountPrivateApi, PrivateApiProbe } from 'cdk-cross-account-private-api';

const ALLOWS_EVERYTHING = `exports.handler = async () => ({
  principalId: 'somebody',
  policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:*', Resource: '*' }] },
});`;

const { isAws } = integEnvironment();
const suite = new Suite('OpenQuestions', { steps: ['deployed', ...isAws ? ['canary'] : []] });
const { accounts, region, isOneAccount } = suite.environment;

const network = suite.stack('Network', 'consumer');
const vpc = isolatedVpc(network, 'Vpc');
const [listed, silent, denied] = ['Listed', 'Silent', 'Denied'].map((id) => new PlainEndpoint(network, id, { vpc }));
const app = new PrivateApiProbe(network, 'App', { vpc });

const outside = suite.stack('Authorizer', 'outsider');
const handler = new lambda.Function(outside, 'AllowsEverything', {
  runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(ALLOWS_EVERYTHING),
});
handler.addPermission('Apis', {
  principal: new iam.ServicePrincipal('apigateway.amazonaws.com'),
  sourceArn: outside.formatArn({ service: 'execute-api', account: accounts.provider, resource: '*', resourceName: 'authorizers/*' }),
});

const provider = suite.stack('Provider', 'provider');
[network, outside].forEach((stack) => { provider.addDependency(stack); });
const through = (endpoint: PlainEndpoint) => ({ StringEquals: { 'aws:SourceVpce': endpoint.vpcEndpointId } });
const statement = (props: iam.PolicyStatementProps) => new iam.PolicyStatement({
  principals: [new iam.AnyPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*'], ...props,
});
/** A private API with a policy as somebody has written it. */
const api = (id: string, statements: iam.PolicyStatement[], deploy = true) => new apigateway.RestApi(provider, id, {
  endpointTypes: [apigateway.EndpointType.PRIVATE], policy: new iam.PolicyDocument({ statements }), cloudWatchRole: false, deploy,
  deployOptions: deploy ? { stageName: 'v1' } : undefined,
});
const publicOf = (id: string, { restApiId }: apigateway.IRestApi): ICrossAccountPrivateApi =>
  CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(provider, `${id}Attributes`, { restApiId, stageName: 'v1', account: accounts.provider, region });

// Anybody through one endpoint, and an account through another one: nobody who calls a method without authorization is known to be of an account.
const mixed = api('Mixed', [
  statement({ conditions: through(listed) }),
  statement({ principals: [new iam.AccountPrincipal(accounts.consumer)], conditions: through(silent) }),
]);
mixed.root.addResource('pets').addMethod('GET', PETS_INTEGRATION, ANSWERS_200);

const authorized = api('Authorized', [
  statement({ conditions: through(listed) }), statement({ effect: iam.Effect.DENY, conditions: through(denied) }),
]);
// The CDK's class takes the function's ARN apart. That Fn::Split takes a value of another account's stack is not documented.
const { attrArn: theirs } = handler.node.defaultChild as lambda.CfnFunction;
const { ref: authorizerId } = new apigateway.CfnAuthorizer(provider, 'TheirAuthorizer', {
  restApiId: authorized.restApiId, name: 'Theirs', type: 'TOKEN', identitySource: 'method.request.header.Authorization',
  authorizerUri: provider.formatArn({ service: 'apigateway', account: 'lambda', resource: 'path', resourceName: `2015-03-31/functions/${theirs}/invocations` }),
});
const authorizer: apigateway.IAuthorizer = { authorizerId, authorizationType: apigateway.AuthorizationType.CUSTOM };
authorized.root.addResource('pets').addMethod('GET', PETS_INTEGRATION, { ...ANSWERS_200, authorizer });

// First the base, which lets one endpoint in. Then the canary, which lets in another one, and has all of the traffic.
const isCanary = suite.step === 'canary';
const canary = isAws ? withCanary() : undefined;

function withCanary(): apigateway.IRestApi {
  const released = api('Canary', [statement({ conditions: through(isCanary ? silent : listed) })], false);
  const method = released.root.addResource('pets').addMethod('GET', PETS_INTEGRATION, ANSWERS_200);
  const deployment = (id: string) => {
    const made = new apigateway.CfnDeployment(provider, id, { restApiId: released.restApiId });
    made.node.addDependency(method);
    return made.attrDeploymentId;
  };
  new apigateway.CfnStage(provider, 'CanaryStage', {
    restApiId: released.restApiId, stageName: 'v1', deploymentId: deployment('Base'),
    canarySetting: isCanary ? { deploymentId: deployment('Release'), percentTraffic: 100 } : undefined,
  });
  return released;
}

const calls = suite.calls();
const path = '/pets';
const route = 'GET/pets';
const ofMixed = publicOf('Mixed', mixed);
const MIX = 'whether a policy may name accounts and everybody, where methods have no authorization';
calls.expect('everybodyThroughListed', app, { ...listed.to(ofMixed), path }, answered(PETS), MIX);
calls.expect('anAccountThroughSilent', app, { ...silent.to(ofMixed), path }, refused({ api: ofMixed, route }, { layer: 'resource-policy', statement: 'none' }), MIX);

const ofAuthorized = publicOf('Authorized', authorized);
const token = { headers: { Authorization: 'anything' }, path };
const authorize = (endpoint: PlainEndpoint) => {
  const { url, headers } = endpoint.to(ofAuthorized);
  return { ...token, url, headers: { ...headers, ...token.headers } };
};
calls.expect('bothAllow', app, authorize(listed), answered(PETS));
calls.expect('thePolicyDenies', app, authorize(denied), refused({ api: ofAuthorized, route }, { layer: 'resource-policy', statement: 'Deny' }));
if (isAws && !isOneAccount) {
  calls.expect('theirAuthorizerAlone', app, authorize(silent), answered(PETS), 'whether the Allow of an authorizer that another account owns is enough');
}
if (canary) {
  const ofCanary = publicOf('Canary', canary);
  const yes = answered(PETS);
  const no = refused({ api: ofCanary, route }, { layer: 'resource-policy', statement: 'none' });
  const POLICY = isCanary ? 'whether a canary enforces the policy of its own deployment' : undefined;
  calls.expect('letInByTheBase', app, { ...listed.to(ofCanary), path }, isCanary ? no : yes, POLICY);
  calls.expect('letInByTheCanary', app, { ...silent.to(ofCanary), path }, isCanary ? yes : no, POLICY);
}
