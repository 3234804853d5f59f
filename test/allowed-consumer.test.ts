import { App, Aws, Duration, Expiration, Lazy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { consumerStack, CONSUMER_ACCOUNT, ENDPOINT_ID, REGION, VPC_ID, vpcOf } from './fixtures';
import { AllowedConsumer, AllowedConsumerOptions, PrivateApiConsumer } from '../src';

const ROLE = 'arn:aws:iam::111111111111:role/app';
const NAME_RULE = 'name must start with a letter, a digit or "_" and have letters, digits, spaces, ".", "_" and "-" only, 64 at most, got';
const EVERY_TERM: AllowedConsumerOptions = {
  name: 'orders',
  routes: ['GET /pets'],
  sourceCidrs: ['10.0.1.0/24'],
  principals: [new iam.ArnPrincipal(ROLE)],
  expires: Expiration.atDate(new Date('2027-01-31T00:00:00Z')),
  preflight: true,
};
const RENDERED = {
  name: 'orders',
  routes: ['GET /pets'],
  sourceCidrs: ['10.0.1.0/24'],
  principals: { arns: [ROLE], accounts: [], organizations: [] },
  expires: '2027-01-31T00:00:00.000Z',
  preflight: true,
};
const interfaceEndpoint = (stack = consumerStack()) =>
  vpcOf(stack).addInterfaceEndpoint('Endpoint', { service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY });

describe('each kind names its source', () => {
  test('an endpoint by its id', () => {
    expect(AllowedConsumer.vpcEndpointId(ENDPOINT_ID)._render()).toEqual({ source: { kind: 'vpcEndpoint', id: ENDPOINT_ID } });
  });

  test('a VPC by its id', () => {
    expect(AllowedConsumer.vpcId(VPC_ID)._render()).toEqual({ source: { kind: 'vpc', id: VPC_ID } });
  });

  test('an endpoint of the app, with its Region', () => {
    const endpoint = interfaceEndpoint();
    expect(AllowedConsumer.vpcEndpoint(endpoint)._render()).toEqual({ source: { kind: 'vpcEndpoint', id: endpoint.vpcEndpointId }, region: REGION });
  });

  test('an imported endpoint', () => {
    const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(consumerStack(), 'Endpoint', { vpcEndpointId: ENDPOINT_ID, port: 443 });
    expect(AllowedConsumer.vpcEndpoint(endpoint)._render()).toEqual({ source: { kind: 'vpcEndpoint', id: ENDPOINT_ID }, region: REGION });
  });

  test('an endpoint in a stack without a Region', () => {
    const endpoint = interfaceEndpoint(new Stack(new App(), 'Anywhere'));
    expect(AllowedConsumer.vpcEndpoint(endpoint)._render()).not.toHaveProperty('region');
  });

  test('a VPC of the app, with its Region', () => {
    const vpc = vpcOf(consumerStack());
    expect(AllowedConsumer.vpc(vpc)._render()).toEqual({ source: { kind: 'vpc', id: vpc.vpcId }, region: REGION });
  });

  test('a consumer by its endpoint', () => {
    const stack = consumerStack();
    const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc: vpcOf(stack) });
    expect(AllowedConsumer.consumer(consumer, { name: 'orders' })._render()).toEqual({
      source: { kind: 'vpcEndpoint', id: consumer.vpcEndpointId }, name: 'orders', region: REGION,
    });
  });

  test('callers that sign', () => {
    expect(AllowedConsumer.principal(new iam.AccountPrincipal(CONSUMER_ACCOUNT), { fromAnyEndpoint: true, routes: ['GET /pets'] })._render()).toEqual({
      source: { kind: 'principal', callers: { arns: [], accounts: [CONSUMER_ACCOUNT], organizations: [] }, fromAnyEndpoint: true },
      routes: ['GET /pets'],
    });
  });
});

describe('each kind takes its terms', () => {
  test.each<[string, (options: AllowedConsumerOptions) => AllowedConsumer]>([
    ['vpcEndpointId', (options) => AllowedConsumer.vpcEndpointId(ENDPOINT_ID, options)],
    ['vpcEndpoint', (options) => AllowedConsumer.vpcEndpoint(interfaceEndpoint(), options)],
    ['vpcId', (options) => AllowedConsumer.vpcId(VPC_ID, options)],
    ['vpc', (options) => AllowedConsumer.vpc(vpcOf(consumerStack()), options)],
  ])('%s', (_, make) => {
    const { source: _source, region: _region, ...terms } = make(EVERY_TERM)._render();
    expect(terms).toEqual(RENDERED);
  });

  test('as copies', () => {
    const options = { ...EVERY_TERM, routes: ['GET /pets'], sourceCidrs: ['10.0.1.0/24'] };
    const consumer = AllowedConsumer.vpcId(VPC_ID, options);
    options.routes.push('DELETE /pets');
    options.sourceCidrs.push('10.0.2.0/24');
    expect(consumer._render()).toMatchObject({ routes: ['GET /pets'], sourceCidrs: ['10.0.1.0/24'] });
  });
});

describe('tokens are taken, since the API checks what they are', () => {
  const token = Lazy.string({ produce: () => 'later' });

  test.each<[string, AllowedConsumer, object]>([
    ['vpcEndpointId', AllowedConsumer.vpcEndpointId(token), { kind: 'vpcEndpoint', id: token }],
    ['vpcId', AllowedConsumer.vpcId(Aws.STACK_ID), { kind: 'vpc', id: Aws.STACK_ID }],
    ['principal', AllowedConsumer.principal(new iam.ArnPrincipal(token), { fromAnyEndpoint: true }),
      { kind: 'principal', callers: { arns: [token], accounts: [], organizations: [] }, fromAnyEndpoint: true }],
  ])('%s', (_, consumer, source) => {
    expect(consumer._render()).toEqual({ source });
  });
});

describe('fails', () => {
  const ENDPOINT_RULE = 'must be a VPC endpoint id ("vpce-" and 8 or 17 hexadecimal digits in lower case), got';
  const imported = (vpcEndpointId: string) => ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(consumerStack(), 'E', { vpcEndpointId, port: 443 });

  test.each<[string, () => AllowedConsumer, string]>([
    ['an endpoint id that is none', () => AllowedConsumer.vpcEndpointId(''),
      `vpcEndpointId ${ENDPOINT_RULE} ""; copy it from the VPC console of the consumer's account`],
    ['a VPC id that is none', () => AllowedConsumer.vpcId(ENDPOINT_ID),
      `vpcId must be a VPC id ("vpc-" and 8 or 17 hexadecimal digits in lower case), got "${ENDPOINT_ID}"; that is a VPC endpoint; pass it to AllowedConsumer.vpcEndpointId()`],
    ['an imported endpoint whose id is none', () => AllowedConsumer.vpcEndpoint(imported('vpce-1')),
      `vpcEndpoint ${ENDPOINT_RULE} "vpce-1"; what follows "vpce-" has the length 1; copy the whole id again`],
    ['an imported VPC whose id is none', () => AllowedConsumer.vpc(ec2.Vpc.fromVpcAttributes(consumerStack(), 'V', { vpcId: 'vpc-', availabilityZones: ['ap-northeast-1a'] })),
      'vpc must be a VPC id ("vpc-" and 8 or 17 hexadecimal digits in lower case), got "vpc-"; what follows "vpc-" has the length 0; copy the whole id again'],
    ['a gateway endpoint', () => AllowedConsumer.vpcEndpoint(vpcOf(consumerStack()).addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 })),
      'vpcEndpoint must be an interface endpoint for execute-api, got "Network/Vpc/S3/Resource", which is of type "Gateway" for "com.amazonaws.{known only at deploy: AWS::Region}.s3"; '
      + 'create one with InterfaceVpcEndpointAwsService.APIGATEWAY, or use a PrivateApiConsumer'],
    ['an endpoint of another service', () => AllowedConsumer.vpcEndpoint(vpcOf(consumerStack()).addInterfaceEndpoint('Secrets', { service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER })),
      'vpcEndpoint must be an interface endpoint for execute-api, got "Network/Vpc/Secrets/Resource", which is of type "Interface" for '
      + '"com.amazonaws.ap-northeast-1.secretsmanager"; create one with InterfaceVpcEndpointAwsService.APIGATEWAY, or use a PrivateApiConsumer'],
    ['an endpoint of no service', () => AllowedConsumer.vpcEndpoint(new ec2.CfnVPCEndpoint(consumerStack(), 'Resource', { vpcId: VPC_ID, vpcEndpointType: 'Resource' })),
      'vpcEndpoint must be an interface endpoint for execute-api, got "Network/Resource", which is of type "Resource" for ""; '
      + 'create one with InterfaceVpcEndpointAwsService.APIGATEWAY, or use a PrivateApiConsumer'],
    ['an endpoint of no type, which is a gateway', () => AllowedConsumer.vpcEndpoint(new ec2.CfnVPCEndpoint(consumerStack(), 'Plain', { vpcId: VPC_ID, serviceName: 'x.execute-api' })),
      'vpcEndpoint must be an interface endpoint for execute-api, got "Network/Plain", which is of type "Gateway" for "x.execute-api"; '
      + 'create one with InterfaceVpcEndpointAwsService.APIGATEWAY, or use a PrivateApiConsumer'],
    ['an empty list of principals', () => AllowedConsumer.vpcId(VPC_ID, { principals: [] }),
      `principals of ${VPC_ID} must name a caller, got {"arns":[],"accounts":[],"organizations":[]}; add one`],
    ['principals that are none', () => AllowedConsumer.vpcId(VPC_ID, { principals: [new iam.AnyPrincipal()] }),
      'principals must be a caller that signs with the credentials of IAM, got ["*"]; give an ARN, account or organization principal, a role or a user'],
    ['a principal that is none', () => AllowedConsumer.principal(new iam.ServicePrincipal('lambda'), { fromAnyEndpoint: true }),
      'principal must be a caller that signs with the credentials of IAM, got one of the kind "Service"; give an ARN, account or organization principal, a role or a user'],
    ['a principal without a network, unless that is said', () => AllowedConsumer.principal(new iam.ArnPrincipal(ROLE)),
      `fromAnyEndpoint of callers fromAnyEndpoint ${ROLE} must be true, got false; without a network these callers may come through any endpoint of the Region, `
      + 'so say so, or give principals to a VPC endpoint or a VPC'],
    ['every bad term at once', () => AllowedConsumer.vpcEndpointId(ENDPOINT_ID, { name: 'orders', routes: [], sourceCidrs: ['0.0.0.0/0'] }),
      `routes of ${ENDPOINT_ID} (orders) must name at least one, got []; leave it out to allow every route\n`
      + `sourceCidrs of ${ENDPOINT_ID} (orders) must not hold every address, got "0.0.0.0/0"; leave it out, or name the subnets of the callers`],
    ['a bad route', () => AllowedConsumer.vpcId(VPC_ID, { routes: ['pets'] }),
      `routes of ${VPC_ID} must have a method in capital letters, a space and a path that begins with a slash, got "pets"; `
      + 'write it like "GET /pets/{petId}", or like "ANY /pets/*" for whatever lies below a path'],
  ])('for %s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});

test('an expiry that moves is taken as the date it has now', () => {
  const { expires } = AllowedConsumer.vpcId(VPC_ID, { expires: Expiration.after(Duration.days(1)) })._render();
  expect(Date.parse(expires!) - Date.now()).toBeGreaterThan(Duration.hours(23).toMilliseconds());
});

test.each(['a', 'orders', 'Team 7: no', '_', 'a'.repeat(65), '', ' a', '-a'])('name %j', (name) => {
  const define = () => AllowedConsumer.vpcEndpointId(ENDPOINT_ID, { name });
  if (['a', 'orders', '_'].includes(name)) {
    expect(define()._render().name).toBe(name);
  } else {
    expect(define).toThrow(new Error(`${NAME_RULE} ${JSON.stringify(name)}; shorten it or leave it out`));
  }
});

test('a name of 64 characters is not too long', () => {
  expect(AllowedConsumer.vpcId(VPC_ID, { name: 'a'.repeat(64) })._render().name).toHaveLength(64);
});
