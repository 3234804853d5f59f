import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { CrossAccountPrivateApi, CrossAccountPrivateApiProps, ICrossAccountPrivateApi } from '../src';
import type { CallDecision } from '../src/private/authorize-call';
import { evaluatePolicy } from '../src/private/evaluate-policy';
import { expandResources, invokeArn } from '../src/private/invoke-arn';
import { parsePolicy } from '../src/private/policy-document';

// Two accounts, so that a mix-up cannot pass.
export const CONSUMER_ACCOUNT = '111111111111';
export const PROVIDER_ACCOUNT = '222222222222';
export const REGION = 'ap-northeast-1';
export const OTHER_REGION = 'eu-west-1';
export const REST_API_ID = '6r6oaqtr37';
export const ENDPOINT_ID = 'vpce-03f6d2b1bb8d0f015';
export const OTHER_ENDPOINT_ID = 'vpce-0bbbbbbbbbbbbbbbb';
export const VPC_ID = 'vpc-0a1b2c3d4e5f60718';

export function providerStack(app = new App()): Stack {
  return new Stack(app, 'Provider', { env: { account: PROVIDER_ACCOUNT, region: REGION } });
}

export function consumerStack(app = new App(), id = 'Network'): ConsumerStack {
  return new ConsumerStack(app, id, { env: { account: CONSUMER_ACCOUNT, region: REGION } });
}

class ConsumerStack extends Stack {
  public get availabilityZones(): string[] {
    return [`${this.region}a`, `${this.region}c`];
  }
}

export function vpcOf(scope: Construct, props: Partial<ec2.VpcProps> = {}): ec2.Vpc {
  return new ec2.Vpc(scope, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    ...props,
  });
}

/** An API with one method, as the CDK demands. */
export function petStore(scope: Construct, props?: CrossAccountPrivateApiProps, id = 'PetStore'): CrossAccountPrivateApi {
  const api = new CrossAccountPrivateApi(scope, id, props);
  api.root.addResource('pets').addMethod('GET', new apigateway.MockIntegration());
  return api;
}

export function remotePetStore(scope: Construct, id = 'Remote'): ICrossAccountPrivateApi {
  return CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(scope, id, {
    restApiId: REST_API_ID, stageName: 'v1', account: PROVIDER_ACCOUNT, region: REGION,
  });
}

/** The properties of the only resource of a type. */
export function only(stack: Stack, type: string): Record<string, any> {
  const found = Object.values(Template.fromStack(stack).findResources(type));
  expect(found).toHaveLength(1);
  return found[0].Properties;
}

export function logicalIdOf(stack: Stack, type: string): string {
  const ids = Object.keys(Template.fromStack(stack).findResources(type));
  expect(ids).toHaveLength(1);
  return ids[0];
}

export function messagesOf(stack: Stack): string[] {
  const annotations = Annotations.fromStack(stack);
  const any = Match.anyValue();
  return [...annotations.findInfo('*', any), ...annotations.findWarning('*', any), ...annotations.findError('*', any)]
    .map(({ level, entry }) => `${level}: ${entry.data as string}`);
}

/** What the policy of an API says about an anonymous `GET /v1/pets` that arrives with these context keys. */
export function decide(policy: object, keys: Record<string, string>): CallDecision {
  const api = { partition: 'aws', region: REGION, account: PROVIDER_ACCOUNT, apiId: REST_API_ID };
  return evaluatePolicy(expandResources(parsePolicy(policy), api), {
    principal: { kind: 'anonymous' },
    action: 'execute-api:Invoke',
    resource: invokeArn({ ...api, stage: 'v1', method: 'GET', path: '/pets' }),
    keys,
  }).effect;
}
