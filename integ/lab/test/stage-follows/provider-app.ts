/** The provider's app: one API for each way to write down who may call. */
import { App, CfnParameter, CfnResource, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { CallingNetwork } from './calling-network';
import { Edition, STORED } from './edition';
import { AllowedConsumer, CrossAccountPrivateApi, CrossAccountPrivateApiProps, HandOver, PrivateApiAccessLog } from '../../../../src';
import { ACCOUNTS, DEFAULT_REGION } from '../../accounts';

const app = new App();
const edition = JSON.parse(app.node.getContext('edition')) as Edition;

function stackOf(account: string, id: string): Stack {
  return new Stack(app, id, { env: { account, region: DEFAULT_REGION } });
}

/** The API is called like the way. */
function publish(stack: Stack, id: string, props: CrossAccountPrivateApiProps): CrossAccountPrivateApi {
  const api = new CrossAccountPrivateApi(stack, id, { stageName: 'v1', accessLog: PrivateApiAccessLog.none(), ...props });
  addMethod(api, 'GET');
  return api;
}

function addMethod(api: CrossAccountPrivateApi, method: string): void {
  (api.root.getResource('pets') ?? api.root.addResource('pets')).addMethod(method, new apigateway.MockIntegration({
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    integrationResponses: [{ statusCode: '200' }],
  }), { methodResponses: [{ statusCode: '200' }] });
}

function publishById(id: string, endpointOf: (stack: Stack) => string): CrossAccountPrivateApi {
  const stack = stackOf(ACCOUNTS.provider, id);
  return publish(stack, id, { allowedVpcEndpointIds: [endpointOf(stack)] });
}

const { restApiId, stack: ofLiteral } = publishById('Literal', () => edition.endpoints[edition.literal]);
if (edition.oldStage) {
  const { attrDeploymentId: deploymentId } = new apigateway.CfnDeployment(ofLiteral, 'OldDeployment', { restApiId });
  new apigateway.CfnStage(ofLiteral, 'Old', { restApiId, deploymentId, stageName: 'old' });
}
publishById('LookedUp', (stack) => ssm.StringParameter.valueFromLookup(stack, STORED.lookedUp));
publishById('Pinned', (stack) => ssm.StringParameter.fromStringParameterAttributes(stack, 'Orders', {
  parameterName: STORED.pinned, version: edition.pinnedVersion,
}).stringValue);
publishById('Followed', (stack) => ssm.StringParameter.valueForStringParameter(stack, STORED.followed));
publishById('Parameter', (stack) => new CfnParameter(stack, 'Orders').valueAsString);
publishById('Toggled', (stack) => edition.withoutSelector === undefined
  ? ssm.StringParameter.valueForStringParameter(stack, STORED.toggled)
  : edition.endpoints[edition.withoutSelector]);

publish(stackOf(ACCOUNTS.provider, 'HandedOver'), 'HandedOver', {
  allowedConsumers: [HandOver.fromFile(app.node.getContext('handOver')).allowedConsumer('Orders')],
});

const networks = stackOf(ACCOUNTS.consumer, 'OwnNetworks');
const own = new CallingNetwork(networks, 'Own', 'own', edition.cidr);
publish(stackOf(ACCOUNTS.provider, 'Own'), 'Own', { allowedConsumers: [AllowedConsumer.consumer(own.consumer)] });

// The app does not tell that this network is replaced.
const revised = new CallingNetwork(networks, 'Revised', 'revised', new CfnParameter(networks, 'Cidr').valueAsString);
publish(stackOf(ACCOUNTS.provider, 'Revised'), 'Revised', {
  allowedConsumers: [AllowedConsumer.consumer(revised.consumer)], policyRevision: edition.policyRevision,
});

const rolledBack = stackOf(ACCOUNTS.provider, 'RolledBack');
const apis = [
  publish(rolledBack, 'RevokedInStore', {
    allowedVpcEndpointIds: [ssm.StringParameter.valueForStringParameter(rolledBack, STORED.rolledBack), edition.endpoints.second],
  }),
  publish(rolledBack, 'RevokedByParameter', {
    allowedVpcEndpointIds: [edition.endpoints.first, new CfnParameter(rolledBack, 'Orders').valueAsString],
  }),
];
if (edition.secondMethod) {
  apis.forEach((api) => { addMethod(api, 'POST'); });
}
if (edition.broken) {
  const refused = new apigateway.CfnRestApi(rolledBack, 'Refused', { name: 'Refused', endpointConfiguration: { types: ['PRIVATE'] } });
  const method = new apigateway.CfnMethod(rolledBack, 'RefusedMethod', {
    restApiId: refused.ref, resourceId: refused.attrRootResourceId, httpMethod: 'GET', authorizationType: 'NONE', integration: { type: 'MOCK' },
  });
  // A private API without a policy cannot be deployed.
  const deployment = new apigateway.CfnDeployment(rolledBack, 'RefusedDeployment', { restApiId: refused.ref });
  deployment.addDependency(method);
  apis.forEach(({ restApi }) => { deployment.addDependency(restApi.deploymentStage.node.defaultChild as CfnResource); });
}
