import { execFileSync } from 'child_process';
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';

// What is published, as Node loads it.

const ROOT = join(__dirname, '..');
const INDEX = join(ROOT, 'lib/index.js');

if (!existsSync(INDEX) || readFileSync(INDEX, 'utf8').includes('__exportStar')) {
  throw new Error('lib/index.js must exist and load what is named, because that is what these tests check; compile first: npx projen compile');
}

/** The classes that other languages see. */
const classes = Object.values<{ name: string; kind: string }>(JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')).types)
  .filter(({ kind }) => kind === 'class').map(({ name }) => name);

function node(...args: string[]): string[] {
  return execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
}

function filesLoadedBy(name: string): string[] {
  return node('--eval', `if (require('.').${name} === undefined) throw new Error('missing'); console.log(Object.keys(require.cache).join('\\n'))`)
    .map((file) => file.replace(/\\/g, '/'));
}

test('a provider loads neither a file of the consumer nor the EC2 library', () => {
  const files = filesLoadedBy('CrossAccountPrivateApi');

  expect(files.filter((file) => file.endsWith('/lib/cross-account-private-api.js'))).toHaveLength(1);
  expect(files.filter((file) => /\/lib\/(private-api-|consumer-)|\/aws-ec2\//.test(file))).toEqual([]);
});

test('a consumer loads no file of the provider', () => {
  const files = filesLoadedBy('PrivateApiConsumer');

  expect(files.filter((file) => file.endsWith('/lib/private-api-consumer.js'))).toHaveLength(1);
  expect(files.filter((file) => /\/lib\/(cross-account-|allowed-)|\/aws-apigateway\//.test(file))).toEqual([]);
});

/** Uses what a provider and a consumer have, so that what is loaded late is loaded. */
const APP = `
  const { App, CfnParameter, Fn, Stack } = require('aws-cdk-lib');
  const apigateway = require('aws-cdk-lib/aws-apigateway');
  const ec2 = require('aws-cdk-lib/aws-ec2');
  const iam = require('aws-cdk-lib/aws-iam');
  const library = require(process.env.LIBRARY);
  const { AllowedConsumer, ApiGatewayAccountLogging, CrossAccountPrivateApi, PrivateApiConnection, PrivateApiConsumer, PrivateApiSource } = library;
  const app = new App();
  const network = new Stack(app, 'Network', { env: { account: '111111111111', region: 'ap-northeast-1' } });
  const provider = new Stack(app, 'Provider', { env: { account: '222222222222', region: 'ap-northeast-1' } });
  const workload = new Stack(app, 'Workload', { env: { account: '111111111111', region: 'ap-northeast-1' } });
  const vpc = new ec2.Vpc(network, 'Vpc', { availabilityZones: ['ap-northeast-1a', 'ap-northeast-1c'], natGateways: 0 });
  const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc, endpoint: library.ConsumerEndpoint.create({ subnets: { subnetType: 'Isolated' } }) });
  new ApiGatewayAccountLogging(provider, 'Logging');
  const api = new CrossAccountPrivateApi(provider, 'Pets', {
    stageName: 'v1', useUndocumentedNotResource: true, associateVpcEndpoints: true, policyRevision: '1',
    allowedVpcEndpointIds: [new CfnParameter(provider, 'Orders').valueAsString],
  });
  api.allow(AllowedConsumer.consumer(consumer, { name: 'here', routes: ['GET /pets'], preflight: true }));
  api.allow(AllowedConsumer.vpcId('vpc-0a1b2c3d4e5f60718', { principals: [new iam.AccountPrincipal('333333333333')], sourceCidrs: ['10.0.0.0/8'] }));
  api.allow(AllowedConsumer.principal(new iam.OrganizationPrincipal('o-aaaaaaaaaa'), { fromAnyEndpoint: true }));
  api.root.addResource('pets').addMethod('GET', new apigateway.MockIntegration(), { authorizationType: 'AWS_IAM' });
  api.exportHandOver('Pets');
  const document = apigateway.ApiDefinition.fromInline({ openapi: '3.0.1', paths: { '/pets': { get: {} } } });
  new CrossAccountPrivateApi(provider, 'Documented', {
    api: PrivateApiSource.openApi(document), allowedConsumers: [AllowedConsumer.vpcEndpointId('vpce-03f6d2b1bb8d0f015', { routes: ['GET /pets'] })],
  });
  const before = new apigateway.RestApi(provider, 'Before', { endpointConfiguration: { types: ['PRIVATE'] }, cloudWatchRole: false });
  before.root.addMethod('GET', new apigateway.MockIntegration());
  new CrossAccountPrivateApi(provider, 'Guard', { api: PrivateApiSource.existing(before), allowedVpcEndpointIds: ['vpce-03f6d2b1bb8d0f015'] });
  const remote = CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(workload, 'Remote', {
    restApiId: '6r6oaqtr37', stageName: 'v1', account: '444444444444', region: 'ap-northeast-1',
  });
  const connection = new PrivateApiConnection(workload, 'Connection', { consumer, api: remote });
  connection.grants.invoke(new library.PrivateApiProbe(workload, 'Probe', { vpc, connection }));
  console.log(JSON.stringify(app.synth().stacks.map(({ template }) => template), null, 1));
`;

test('the compiled package defines what the sources define', () => {
  const templates = (library: string, ...args: string[]) =>
    execFileSync(process.execPath, [...args, '--eval', APP], { cwd: ROOT, encoding: 'utf8', env: { ...process.env, LIBRARY: library }, maxBuffer: 10_000_000 });
  const compiled = templates(INDEX);

  expect(JSON.parse(compiled)).toHaveLength(3);
  expect(compiled).toBe(templates(join(ROOT, 'src/index.ts'), '--require', 'tsx/cjs'));
});

test('what one class of the compiled package has noted, another one knows', () => {
  const [message] = node('--eval', `
    const { App, Stack } = require('aws-cdk-lib');
    const ec2 = require('aws-cdk-lib/aws-ec2');
    const { AllowedConsumer, CrossAccountPrivateApi, PrivateApiConnection, PrivateApiConsumer } = require('.');
    const app = new App();
    const network = new Stack(app, 'Network', { env: { account: '111111111111', region: 'ap-northeast-1' } });
    const provider = new Stack(app, 'Provider', { env: { account: '222222222222', region: 'ap-northeast-1' } });
    const vpc = new ec2.Vpc(network, 'Vpc', { availabilityZones: ['ap-northeast-1a', 'ap-northeast-1c'], natGateways: 0 });
    const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc });
    const api = new CrossAccountPrivateApi(provider, 'Pets', { allowedConsumers: [AllowedConsumer.consumer(consumer)] });
    try {
      new PrivateApiConnection(network, 'Connection', { consumer, api });
    } catch ({ message }) {
      console.log(message);
    }`);

  expect(message).toContain('got "Network/Connection calls Provider/Pets" and "Provider/Pets allows Network/Consumer/Resource/Resource"; ');
});

test('an ES module can import every class by its name', () => {
  expect(classes).toContain('CrossAccountPrivateApi');
  expect(node('--input-type=module', '--eval', `import { ${classes.join(', ')} } from './lib/index.js';
    console.log([${classes.join(', ')}].map((type) => type.name).join('\\n'));`)).toEqual(classes);
});
