import { App, CfnOutput, Expiration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AllowedConsumer, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiSource } from '../../../src';
import { ACCOUNTS } from '../accounts';
import { METHOD, MOCK } from './allow-list-kinds-app';

const ALLOWS_EVERYTHING = `
exports.handler = async () => ({
  principalId: 'somebody',
  policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:*', Resource: '*' }] },
});`;

/** What the provider is told. */
export interface AuthorizationInput {
  readonly region: string;
  readonly network: Record<string, string>;
  readonly partner: Record<string, string>;
  /** ARNs of roles of the consumer's account. */
  readonly roles: Record<string, string>;
  readonly organization: string;
  readonly expires: Date;
}

/** Who may call which API. They are three, because limited consumers of several kinds would take more room than a policy has. */
export function authorizationApp(app: App, { region, network, partner, roles, organization, expires }: AuthorizationInput): void {
  const stack = new Stack(app, 'Provider', { env: { account: ACCOUNTS.provider, region } });
  const handler = new lambda.Function(stack, 'AllowsEverything', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(ALLOWS_EVERYTHING),
  });
  securedApi(stack, 'Secured', handler, [
    AllowedConsumer.vpcEndpointId(network.Endpoint, { name: 'unlimited' }),
    AllowedConsumer.vpcEndpointId(network.Limited, {
      name: 'limited', routes: ['GET /open', 'GET /token', 'GET /signed'], sourceCidrs: ['10.1.0.0/24'], expires: Expiration.atDate(expires),
    }),
    AllowedConsumer.vpcEndpointId(network.OfRole, {
      name: 'role', principals: [new iam.ArnPrincipal(roles.Listed)], routes: ['GET /signed'], preflight: true,
    }),
    AllowedConsumer.vpcEndpointId(network.OfAccount, { name: 'account', principals: [new iam.AccountPrincipal(ACCOUNTS.outsider)] }),
    AllowedConsumer.vpcEndpointId(network.OfOrganization, { name: 'organization', principals: [new iam.OrganizationPrincipal(organization)] }),
    AllowedConsumer.principal(new iam.ArnPrincipal(roles.Roaming), { name: 'roaming', fromAnyEndpoint: true }),
  ]);
  securedApi(stack, 'ByVpc', handler, [
    AllowedConsumer.vpcId(partner.Vpc, { name: 'partner', routes: ['GET /token', 'GET /signed'], sourceCidrs: ['10.2.0.0/24'] }),
    AllowedConsumer.vpcEndpointId(partner.BetterOff, { name: 'better off' }),
  ]);
  securedApi(stack, 'ByCaller', handler, [
    AllowedConsumer.vpcEndpointId(network.Endpoint, { name: 'unlimited' }),
    AllowedConsumer.principal(new iam.ArnPrincipal(roles.Narrow), {
      name: 'narrow', fromAnyEndpoint: true, routes: ['GET /signed'], expires: Expiration.atDate(expires),
    }),
  ]);
}

/** An API with `GET` and `POST` of `/open` (no authorization), `/token` (a Lambda authorizer) and `/signed` (IAM). */
function securedApi(stack: Stack, id: string, handler: lambda.IFunction, allowedConsumers: AllowedConsumer[]): void {
  const api = new CrossAccountPrivateApi(stack, id, {
    stageName: 'v1',
    api: PrivateApiSource.code({
      defaultIntegration: MOCK, defaultMethodOptions: METHOD, defaultCorsPreflightOptions: { allowOrigins: apigateway.Cors.ALL_ORIGINS },
    }),
    allowedConsumers,
    useUndocumentedNotResource: true,
    accessLog: PrivateApiAccessLog.none(),
  });
  const authorizer = new apigateway.TokenAuthorizer(stack, `${id}Authorizer`, { handler });
  const add = (path: string, options: apigateway.MethodOptions = {}) => {
    const resource = api.root.addResource(path);
    for (const method of ['GET', 'POST']) resource.addMethod(method, undefined, options);
  };
  add('open');
  add('token', { authorizer });
  add('signed', { authorizationType: apigateway.AuthorizationType.IAM });
  new CfnOutput(stack, `${id}Api`, { value: api.restApiId });
}
