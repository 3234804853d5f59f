import { ACCOUNTS } from '../accounts';
import { curl } from '../curl';
import { readDecisions } from '../decision-log';
import { Lab, LabAccess } from '../lab';
import { fetchState } from '../state-reader';
import { hub, peering, Side, spoke } from './addressing-networks';
import { deployTemplate, StackResult } from './plain-stack';
import { allowAndGuard, privateApi, Template } from './plain-templates';

interface Resource { Type: string; Properties: Record<string, unknown>; [attribute: string]: unknown }

const HUB_CIDR = '10.1.0.0/16';
const SPOKE_CIDR = '10.2.0.0/16';

let lab: Lab;
let access: LabAccess;
let center: Record<string, string>;
let outer: Record<string, string>;

beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
  const options = { cidr: HUB_CIDR, privateDns: false, label: 'inside', peeredCidr: SPOKE_CIDR, onPremisesCidr: '192.168.0.0/24' };
  [center, outer] = await Promise.all([
    deploy('hub', hub(options)).then(({ outputs }) => outputs), deploy('spoke', spoke(SPOKE_CIDR, 'outside')).then(({ outputs }) => outputs),
  ]);
});

afterAll(async () => { await lab.stop(); });

async function deploy(name: string, template: Template, { account = ACCOUNTS.consumer as string, update = false } = {}): Promise<StackResult> {
  return deployTemplate(access, account, name, template, update);
}

async function refusalOf(name: string, template: Template, account?: string): Promise<string> {
  const { status, reasons } = await deploy(name, template, { account });
  expect(status).toBe('ROLLBACK_COMPLETE');
  return reasons.join('\n');
}

function side(outputs: Record<string, string>, cidr: string): Side {
  return { vpc: outputs.Vpc, routes: outputs.Routes, cidr };
}

async function callFrom(from: string, ...args: string[]) {
  const { code } = await curl({ control: access.control, caFile: access.caFile, from, url: `https://${center.Name}/v1/pets`, args: ['-sS', '--connect-timeout', '0.5', ...args] });
  return { code, decision: readDecisions(access.folder).at(-1)! };
}

describe('a peering', () => {
  test('connects only with its routes, there and back; the endpoint’s VPC is what policies see', async () => {
    const { Resources: { Peering, There, Back }, Outputs } = peering(side(outer, SPOKE_CIDR), side(center, HUB_CIDR)) as {
      Resources: Record<string, Resource>; Outputs: object;
    };
    const onlyEndpointsVpc = {
      ...allowAndGuard(center.Endpoint), Statement: [
        { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*', Condition: { StringEquals: { 'aws:SourceVpc': center.Vpc } } },
      ],
    };
    const { outputs: { Api } } = await deploy('api', privateApi({ policy: onlyEndpointsVpc }), { account: ACCOUNTS.provider });
    expect(await callFrom('outside')).toMatchObject({ code: 28, decision: { layer: 'network', reason: expect.stringContaining('no peering connects') } });

    await deploy('peering', { Resources: { Peering }, Outputs });
    expect(await callFrom('outside')).toMatchObject({ code: 28, decision: { layer: 'network', reason: expect.stringContaining('has no route to') } });

    await deploy('peering', { Resources: { Peering, There }, Outputs }, { update: true });
    expect(await callFrom('outside')).toMatchObject({ code: 28, decision: { layer: 'network', reason: expect.stringContaining('has no route back to') } });

    await deploy('peering', { Resources: { Peering, There, Back }, Outputs }, { update: true });
    expect(await callFrom('outside', '-H', `x-apigw-api-id: ${Api}`)).toMatchObject({ code: 0, decision: { layer: 'integration', allowed: true } });

    expect(await refusalOf('again', { Resources: { Peering } })).toContain('A VPC peering connection between these VPCs exists');
    // A group of the other side may be named now, and not before.
    expect(await deploy('named', namingGroup())).toMatchObject({ status: 'CREATE_COMPLETE' });
  });

  /** A group of the hub's VPC whose rule names a group of the spoke's VPC. */
  function namingGroup(): Template {
    const there = { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'There', VpcId: outer.Vpc } };
    const Properties = { GroupDescription: 'Here', VpcId: center.Vpc, SecurityGroupIngress: [{ IpProtocol: '-1', SourceSecurityGroupId: { Ref: 'There' } }] };
    return { Resources: { There: there, Here: { Type: 'AWS::EC2::SecurityGroup', Properties } } };
  }

  test('of overlapping ranges, with a VPC that is not there, or with another account that does not accept, is refused', async () => {
    const { outputs: same } = await deploy('same-range', spoke('10.1.0.0/17', 'same'));
    const { outputs: foreign } = await deploy('foreign', spoke('10.3.0.0/16', 'foreign'), { account: ACCOUNTS.outsider });
    const to = (PeerVpcId: string, more = {}): Template => ({
      Resources: { Peering: { Type: 'AWS::EC2::VPCPeeringConnection', Properties: { VpcId: center.Vpc, PeerVpcId, ...more } } },
    });

    expect(await refusalOf('overlap', to(same.Vpc))).toContain('failed to stabilize: failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range');
    expect(await refusalOf('nobody', to('vpc-00000000000000000'))).toContain('failed to stabilize');
    expect(await refusalOf('foreign-as-own', to(foreign.Vpc))).toContain('failed to stabilize');
    expect(await refusalOf('no-role', to(foreign.Vpc, { PeerOwnerId: ACCOUNTS.outsider }))).toContain('no role of the other account');
  });
});

test('prefix lists in the state follow their template; rules for unknown ones, and too many entries, are refused', async () => {
  const list = (...cidrs: string[]): Template => ({
    Resources: {
      List: {
        Type: 'AWS::EC2::PrefixList', Properties: { PrefixListName: 'clients', AddressFamily: 'IPv4', MaxEntries: 2, Entries: cidrs.map((Cidr) => ({ Cidr })) },
      },
    }, Outputs: { List: { Value: { 'Fn::GetAtt': ['List', 'PrefixListId'] } } },
  });
  const cidrsOf = async (id: string) => (await fetchState(access.emulatorUrl)).prefixLists.find((each) => each.id === id)?.cidrs;

  const { outputs: { List } } = await deploy('list', list('10.9.0.0/16'), { account: ACCOUNTS.outsider });
  expect(await cidrsOf(List)).toEqual(['10.9.0.0/16']);
  expect((await deploy('list', list('10.9.0.0/16', '10.8.0.0/16'), { account: ACCOUNTS.outsider, update: true })).outputs).toEqual({ List });
  expect(await cidrsOf(List)).toEqual(['10.9.0.0/16', '10.8.0.0/16']);

  expect(await refusalOf('long', list('10.9.0.0/16', '10.8.0.0/16', '10.7.0.0/16'))).toContain('has 3 entries; its maximum is 2');
  expect(await refusalOf('wrong', list('10.9.0.1/16'))).toContain('\'10.9.0.1/16\' is not a valid IPv4 CIDR');
  const rule = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, SourcePrefixListId: List };
  // The list is another account's.
  expect(await refusalOf('foreign-list', {
    Resources: {
      Group: {
        Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'x', VpcId: center.Vpc, SecurityGroupIngress: [rule] },
      },
    },
  })).toContain(`The prefix list ID '${List}' does not exist`);
});

test('an inbound resolver has the addresses that were asked for, and AWS’s rules', async () => {
  const { Resources, Outputs } = hub({ cidr: HUB_CIDR, privateDns: true, label: 'resolving', peeredCidr: SPOKE_CIDR, onPremisesCidr: '192.168.0.0/24' }) as {
    Resources: Record<string, Resource>; Outputs: object;
  };
  const resolver = Resources.Resolver.Properties;
  // As a sample of AWS writes it: see public samples in the lab's README.
  resolver.Direction = 'Inbound';
  resolver.IpAddresses = [{ SubnetId: { Ref: 'Subnet0' }, Ip: '10.1.0.53' }, { SubnetId: { Ref: 'Subnet1' }, Ip: '10.1.1.53' }];
  const attributes = { Host: { Value: { 'Fn::GetAtt': ['Resolver', 'HostVPCId'] } }, Count: { Value: { 'Fn::GetAtt': ['Resolver', 'IpAddressCount'] } } };

  const { outputs } = await deploy('resolving', { Resources, Outputs: { ...Outputs, ...attributes } }, { account: ACCOUNTS.outsider });
  expect(outputs).toMatchObject({ Host: outputs.Vpc, Count: '2' });
  expect((await fetchState(access.emulatorUrl)).resolverEndpoints).toContainEqual(
    expect.objectContaining({ account: ACCOUNTS.outsider, vpcId: outputs.Vpc, addresses: ['10.1.0.53', '10.1.1.53'] }));

  for (const [change, message] of [
    [{ Direction: 'OUTBOUND' }, 'INBOUND only'], [{ SecurityGroupIds: [] }, 'needs a security group'],
    [{ IpAddresses: [{ SubnetId: { Ref: 'Subnet0' } }] }, 'at least two IP addresses'],
    [{ IpAddresses: [{ SubnetId: { Ref: 'Subnet0' }, Ip: '10.1.1.7' }, { SubnetId: { Ref: 'Subnet1' } }] }, 'does not fall within the subnet'],
  ] as const) {
    const changed = { ...Resources, Resolver: { ...Resources.Resolver, Properties: { ...resolver, ...change } } };
    expect(await refusalOf(`resolver-${message.replace(/\W/g, '')}`, { Resources: changed }, ACCOUNTS.provider)).toContain(message);
  }
});

test('an association gives the alias name its record with the next deployment, and takes it away with one', async () => {
  const policy = allowAndGuard(center.Endpoint);
  const change = async (o: object, update = true) => deploy('alias', privateApi({ policy, ...o }), { account: ACCOUNTS.provider, update });
  const { outputs: { Api } } = await change({}, false);
  const status = async () => {
    const url = `https://${Api}-${center.Endpoint}.execute-api.${access.region}.amazonaws.com/v1/pets`;
    const { code, stdout } = await curl({ control: access.control, caFile: access.caFile, from: 'inside', url, args: ['-sS', '-i'] });
    return code === 0 ? stdout.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length) : `curl exit ${code}`;
  };

  await change({ vpcEndpointIds: [center.Endpoint] });
  expect(await status()).toBe('curl exit 6');
  await change({ vpcEndpointIds: [center.Endpoint], deployment: 'Second' });
  expect(await status()).toBe('200');
  await change({ deployment: 'Second' });
  expect(await status()).toBe('200');
  await change({ deployment: 'Third' });
  expect(await status()).toBe('curl exit 6');
});

test('the access mode of an API is the deployment’s, and needs an enhanced security policy', async () => {
  const properties = { SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09', EndpointAccessMode: 'STRICT' };
  const policy = allowAndGuard(center.Endpoint);
  const isStrict = async (id: string) => (await fetchState(access.emulatorUrl)).apis.find((each) => each.id === id)!.stages[0].deployment.isStrict;
  const { outputs: { Api } } = await deploy('strict', privateApi({ policy }), { account: ACCOUNTS.provider });

  await deploy('strict', privateApi({ policy, properties }), { account: ACCOUNTS.provider, update: true });
  expect(await isStrict(Api)).toBe(false);
  await deploy('strict', privateApi({ policy, properties, deployment: 'Second' }), { account: ACCOUNTS.provider, update: true });
  expect(await isStrict(Api)).toBe(true);

  expect(await refusalOf('legacy', privateApi({ policy, properties: { EndpointAccessMode: 'STRICT' } }), ACCOUNTS.provider)).toContain('needs a policy that starts with SecurityPolicy_');
});
