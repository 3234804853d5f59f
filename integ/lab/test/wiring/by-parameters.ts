/** Three apps of one account that tell each other their ids by parameters in Parameter Store: which one is to be deployed says the context. */
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { caller, vpcOf } from './workload';
import {
  AllowedConsumer, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiConnection, PrivateApiConsumer,
} from '../../../../src';
import { ACCOUNTS, DEFAULT_REGION } from '../../accounts';

const ENDPOINT = '/orders/vpc-endpoint-id';
const API = '/pets/rest-api-id';
const env = { account: ACCOUNTS.consumer, region: DEFAULT_REGION };

const app = new App();

/** A: the network, and the workload once there is an API. */
function orders(withWorkload: boolean): void {
  const network = new Stack(app, 'Orders', { env });
  const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) });
  new ssm.StringParameter(network, 'Endpoint', { parameterName: ENDPOINT, stringValue: consumer.vpcEndpointId });
  if (!withWorkload) return;
  const workload = new Stack(app, 'OrdersWorkload', { env });
  const api = CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(workload, 'PetStore', {
    restApiId: ssm.StringParameter.valueForStringParameter(workload, API), stageName: 'v1', ...env,
  });
  caller(workload, consumer, new PrivateApiConnection(workload, 'Pets', { consumer, api }), 'by-parameters');
}

/** B: by the ARN, as a parameter that another account shares would be read, or by the name. */
function pets(by: 'by name' | 'by ARN'): void {
  const stack = new Stack(app, 'Pets', { env });
  const endpoint = by === 'by name'
    ? ssm.StringParameter.valueForStringParameter(stack, ENDPOINT)
    : ssm.StringParameter.fromStringParameterArn(stack, 'Shared', `arn:aws:ssm:${env.region}:${env.account}:parameter${ENDPOINT}`).stringValue;
  const api = new CrossAccountPrivateApi(stack, 'PetStore', {
    stageName: 'v1', accessLog: PrivateApiAccessLog.none(), allowedConsumers: [AllowedConsumer.vpcEndpointId(endpoint, { name: 'orders' })],
  });
  api.root.addResource('pets').addMethod('GET', new apigateway.MockIntegration({
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    integrationResponses: [{ statusCode: '200' }],
  }), { methodResponses: [{ statusCode: '200' }] });
  new ssm.StringParameter(stack, 'ApiId', { parameterName: API, stringValue: api.restApiId });
}

const step = app.node.getContext('step') as 'network' | 'workload' | 'by name' | 'by ARN';
if (step === 'network' || step === 'workload') orders(step === 'workload');
else pets(step);
