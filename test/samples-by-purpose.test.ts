import { readdirSync, readFileSync } from 'fs';
import { dirname, join, relative } from 'path';
import { CONSUMER_ACCOUNT, ENDPOINT_ID, OTHER_ENDPOINT_ID, PROVIDER_ACCOUNT, REGION, REST_API_ID, VPC_ID } from './fixtures';
import { decidePolicy, resources, SAMPLES, synthesize } from './synthesized-sample';

// What each sample shows, and that it is ready to be copied. Who gets through once it is deployed: integ/lab/test/samples.test.ts.

const handOver = (name: string, record: object) => JSON.stringify({ Stack: { [`HandOver${name}`]: JSON.stringify({ version: 1, region: REGION, ...record }) } });
const orders = handOver('Orders', { kind: 'consumer', account: CONSUMER_ACCOUNT, vpcEndpointId: ENDPOINT_ID, vpcId: VPC_ID });
const pets = handOver('PetStore', { kind: 'api', account: PROVIDER_ACCOUNT, restApiId: REST_API_ID, stageName: 'v1' });

const read = (folder: string, file: string) => readFileSync(join(SAMPLES, folder, file), 'utf8');

describe('each sample', () => {
  const apps = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' }).filter((file) => /(^|\/)cdk\.json$/.test(file) && !/(node_modules|cdk\.out)\//.test(file));
  const folders = [...new Set(apps.map((file) => relative('.', file).split('/')[0]))].sort();
  const manifest = JSON.parse(readFileSync(join(SAMPLES, '..', 'package.json'), 'utf8'));

  test('is in the table that finds them', () => {
    const table = readFileSync(join(SAMPLES, 'README.md'), 'utf8');
    const linked = [...table.matchAll(/\]\(([^/)]+)\/README\.md\)/g)].map(([, folder]) => folder);

    expect([...new Set(linked)].sort()).toEqual(folders);
  });

  test.each(folders)('%s pins what it needs, at the oldest CDK that the package permits', (folder) => {
    const { dependencies = {}, devDependencies } = JSON.parse(read(folder, 'package.json'));
    const python = folder.endsWith('-python')
      ? Object.fromEntries(read(folder, 'requirements.txt').trim().split('\n').map((line) => line.split('==')))
      : {};
    const pinned = { ...dependencies, ...python };

    expect(Object.values({ ...pinned, ...devDependencies }).filter((version) => !/^\d+\.\d+\.\d+$/.test(version as string))).toEqual([]);
    expect(Object.keys(pinned).sort()).toEqual(['aws-cdk-lib', manifest.name, 'constructs']);
    expect({ 'aws-cdk-lib': `^${pinned['aws-cdk-lib']}`, 'constructs': `^${pinned.constructs}` }).toEqual(manifest.peerDependencies);
    expect(devDependencies).toHaveProperty('aws-cdk');
  });

  test.each(folders)('%s says how it is deployed, called and removed, and what it costs', (folder) => {
    const headings = [...read(folder, 'README.md').matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);

    expect(headings).toEqual(expect.arrayContaining(['Deploy', 'Call', 'Remove', 'Cost']));
    expect(read(folder, 'README.md')).toContain('](https://aws.amazon.com/privatelink/pricing/)');
  });

  test.each(folders)('%s keeps what is made out of git', (folder) => {
    const handsOver = apps.filter((file) => file.startsWith(`${folder}/`) && dirname(file) !== folder).length > 0;

    expect(read(folder, '.gitignore').split('\n')).toEqual(expect.arrayContaining(['cdk.out/', ...handsOver ? ['hand-over/'] : []]));
  });
});

describe('openapi', () => {
  const app = synthesize('openapi', CONSUMER_ACCOUNT, {});
  const provider = app.template('OpenApiPets');

  test('has both sides in one app, without errors', () => {
    expect(app.stacks).toEqual(['OpenApiNetwork', 'OpenApiPets', 'OpenApiWorkload']);
    expect(app.stacks.flatMap(app.errorsOf)).toEqual([]);
  });

  test('each operation of the document calls the function, which lets this API in', () => {
    const [{ Properties: { Body } }] = resources(provider, 'AWS::ApiGateway::RestApi');
    const [id] = Object.keys(provider.Resources).filter((name) => provider.Resources[name].Type === 'AWS::Lambda::Function');
    const integrations = Object.values<any>(Body.paths).flatMap((path) => Object.values<any>(path)).map((operation) => operation['x-amazon-apigateway-integration']);

    expect(integrations).toHaveLength(3);
    integrations.forEach(({ type, httpMethod, uri }) => {
      expect([type, httpMethod]).toEqual(['aws_proxy', 'POST']);
      expect(JSON.stringify(uri)).toContain(`{"Fn::GetAtt":["${id}","Arn"]},"/invocations"`);
    });
    expect(resources(provider, 'AWS::Lambda::Permission').map(({ Properties }) => Properties.Principal)).toEqual(['apigateway.amazonaws.com']);
  });

  test('the endpoint of the other stack may read, and nothing else', () => {
    const arrived = JSON.parse(JSON.stringify(provider, (_key, value) => value?.['Fn::GetStackOutput'] === undefined ? value : ENDPOINT_ID));
    const decide = (endpoint: string, method: string, path: string) => decidePolicy(arrived, { method, path, keys: { 'aws:SourceVpce': endpoint } });

    expect([decide(ENDPOINT_ID, 'GET', '/pets'), decide(ENDPOINT_ID, 'GET', '/pets/2'), decide(ENDPOINT_ID, 'POST', '/pets')]).toEqual(['allow', 'allow', 'implicitDeny']);
    expect(decide(OTHER_ENDPOINT_ID, 'GET', '/pets')).toBe('explicitDeny');
  });
});

describe('iam-signed', () => {
  const first = synthesize('iam-signed/consumer', CONSUMER_ACCOUNT, {});
  const provider = synthesize('iam-signed/provider', PROVIDER_ACCOUNT, { 'orders.json': orders }).template('SignedPets');
  const workload = synthesize('iam-signed/consumer', CONSUMER_ACCOUNT, { 'pets.json': pets }).template('SignedWorkload');

  test('the consumer begins with its network', () => {
    expect(first.stacks).toEqual(['SignedNetwork']);
    expect(first.template('SignedNetwork').Outputs).toHaveProperty('HandOverOrders');
  });

  test('each method asks for a signature', () => {
    expect(resources(provider, 'AWS::ApiGateway::Method').map(({ Properties }) => Properties.AuthorizationType)).toEqual(['AWS_IAM']);
  });

  test('the role that the consumer makes is the one that the provider lets in', () => {
    const roleNames = resources(workload, 'AWS::IAM::Role').map(({ Properties }) => Properties.RoleName);
    const decide = (role: string, endpoint = ENDPOINT_ID) => decidePolicy(provider, {
      method: 'GET', path: '/pets', keys: { 'aws:SourceVpce': endpoint, 'aws:PrincipalArn': `arn:aws:iam::${CONSUMER_ACCOUNT}:role/${role}` },
    });

    expect(roleNames).toEqual(['signed-orders', undefined]);
    expect([decide('signed-orders'), decide('another'), decide('signed-orders', OTHER_ENDPOINT_ID)]).toEqual(['allow', 'explicitDeny', 'explicitDeny']);
  });

  test('both roles have their own account\'s half, for the one route', () => {
    const policies = resources(workload, 'AWS::IAM::Policy').map(({ Properties }) => JSON.stringify(Properties.PolicyDocument));

    expect(policies).toHaveLength(2);
    policies.forEach((policy) => { expect(policy).toContain(`:execute-api:${REGION}:${PROVIDER_ACCOUNT}:${REST_API_ID}/v1/GET/pets"`); });
  });
});

describe('existing-endpoint', () => {
  const platform = synthesize('existing-endpoint/platform', CONSUMER_ACCOUNT, {}).template('SharedNetwork');
  const told = JSON.stringify({
    SharedNetwork: {
      ...Object.fromEntries(Object.keys(platform.Outputs).map((name) => [name, `${name}-id`])), VpcId: VPC_ID, VpcEndpointId: ENDPOINT_ID, EndpointGroupId: 'sg-0a1b2c3d4e5f60718',
    },
  });
  const provider = synthesize('existing-endpoint/provider', PROVIDER_ACCOUNT, { 'platform.json': told }).template('ExistingEndpointPets');
  const workload = synthesize('existing-endpoint/consumer', CONSUMER_ACCOUNT, { 'platform.json': told, 'pets.json': pets }).template('ExistingEndpointWorkload');

  test('the consumer changes nothing of the endpoint, and tells its owner what it needs', () => {
    const types = Object.values<any>(workload.Resources).map(({ Type }) => Type);

    expect(types.filter((type) => /^AWS::(EC2|Route53)::/.test(type))).toEqual(['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroup']); // its functions'
    expect(Object.keys(workload.Outputs)).toEqual(expect.arrayContaining([expect.stringMatching(/EndpointPolicyStatement/), expect.stringMatching(/^EndpointRules/)]));
    expect(JSON.stringify(resources(workload, 'AWS::Lambda::Function')[0].Properties.Environment)).toContain(`https://${REST_API_ID}.execute-api.${REGION}.`);
  });

  test('the provider lets the Orders subnets in, and not the Reports subnets, which call by the same endpoint', () => {
    const decide = (name: string) => resources(platform, 'AWS::EC2::Subnet')
      .filter(({ Properties }) => Properties.Tags.some(({ Key, Value }: any) => Key === 'aws-cdk:subnet-name' && Value === name))
      .map(({ Properties }) => decidePolicy(provider, {
        method: 'GET', path: '/pets', keys: { 'aws:SourceVpce': ENDPOINT_ID, 'aws:VpcSourceIp': Properties.CidrBlock.replace(/0\/24$/, '17') },
      }));

    expect([decide('Orders'), decide('Reports')]).toEqual([['allow', 'allow'], ['implicitDeny', 'implicitDeny']]);
  });
});

describe('on-premises', () => {
  const app = synthesize('on-premises', CONSUMER_ACCOUNT, {});
  const network = app.template('OnPremisesNetwork');

  test('has both sides in one app, without errors', () => {
    expect(app.stacks).toEqual(['OnPremisesConnection', 'OnPremisesNetwork', 'OnPremisesPets']);
    expect(app.stacks.flatMap(app.errorsOf)).toEqual([]);
  });

  test('the resolver has an address in each subnet, and lets on-premises ask', () => {
    const [{ Properties: { IpAddresses, Direction } }] = resources(network, 'AWS::Route53Resolver::ResolverEndpoint');
    const subnets = IpAddresses.map(({ Ip, SubnetId }: any) => [Ip, network.Resources[SubnetId.Ref].Properties.CidrBlock]);
    const questions = resources(network, 'AWS::EC2::SecurityGroup').flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? []).filter(({ FromPort }) => FromPort === 53);

    expect(Direction).toBe('INBOUND');
    expect(subnets).toEqual([['10.20.0.10', '10.20.0.0/25'], ['10.20.0.138', '10.20.0.128/25']]);
    expect(questions.map(({ IpProtocol, CidrIp }) => [IpProtocol, CidrIp])).toEqual([['tcp', '192.168.0.0/24'], ['udp', '192.168.0.0/24']]);
  });

  test('the provider lets the data centre in, and not the office behind the same endpoint', () => {
    const arrived = JSON.parse(JSON.stringify(app.template('OnPremisesPets'), (_key, value) => value?.['Fn::GetStackOutput'] === undefined ? value : ENDPOINT_ID));
    const decide = (address: string) => decidePolicy(arrived, { method: 'GET', path: '/pets', keys: { 'aws:SourceVpce': ENDPOINT_ID, 'aws:VpcSourceIp': address } });

    expect([decide('192.168.0.10'), decide('192.168.0.138')]).toEqual(['allow', 'implicitDeny']);
  });
});
