import { ACCOUNTS } from '../accounts';
import { bootstrap } from '../cdk';
import { curl } from '../curl';
import { readDecisions } from '../decision-log';
import { Lab, LabAccess } from '../lab';
import { deployApp } from './allow-list-app';
import { networkApp, NetworkInput, ON_PREMISES, RESOLVER } from './consumer-network-app';
import { deployTemplate } from './plain-stack';
import { allowAndGuard, network, privateApi, Template } from './plain-templates';

type Outputs = Record<string, string>;
interface Resource { readonly Properties: Record<string, unknown> }

const NOBODY = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }] };
const ADMITTED = { code: 0, status: 200 };

let lab: Lab;
let access: LabAccess;
let input: NetworkInput;
let apps: Record<'Network' | 'Workload' | 'Tenant', Outputs>;

beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
  const [owned] = await Promise.all([deployOwned(ownedNetwork()), bootstrap(access, ACCOUNTS.consumer)]);
  input = {
    region: access.region,
    owned: { vpcId: owned.Vpc, subnetId: owned.Subnet, vpcEndpointId: owned.Endpoint, securityGroupId: owned.EndpointGroup },
  };
  await deployNetworks();
  const { outputs: { Api } } = await deployTemplate(access, ACCOUNTS.provider, 'api', privateApi({ policy: allowAndGuard(apps.Network.Endpoint, owned.Endpoint) }));
  input = { ...input, restApiId: Api };
});

afterAll(async () => { await lab.stop(); });

async function deployNetworks(): Promise<void> {
  apps = await deployApp(access, ACCOUNTS.consumer, (app) => networkApp(app, input)) as typeof apps;
}

/** Another team's network, whose endpoint lets nothing pass until its owner says so. */
function ownedNetwork(policy: object = NOBODY, ingress: object[] = []): Template {
  const { Resources, Outputs: outputs } = network('10.5.0.0/16', policy) as { Resources: Record<string, Resource>; Outputs: object };
  const { EndpointGroup } = Resources;
  return {
    Resources: { ...Resources, EndpointGroup: { ...EndpointGroup, Properties: { ...EndpointGroup.Properties, SecurityGroupIngress: ingress } } },
    Outputs: { ...outputs, Subnet: { Value: { Ref: 'Subnet0' } }, EndpointGroup: { Value: { 'Fn::GetAtt': ['EndpointGroup', 'GroupId'] } } },
  };
}

async function deployOwned(template: Template, update = false): Promise<Outputs> {
  const { status, outputs, reasons } = await deployTemplate(access, ACCOUNTS.consumer, 'owned', template, update);
  expect({ status, reasons }).toEqual({ status: update ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE', reasons: [] });
  return outputs;
}

async function call(from: string, url: string, headers: Record<string, string> = {}): Promise<{ code: number; status?: number }> {
  const args = ['-sS', '-o', '/dev/null', '-w', '%{http_code}', '--connect-timeout', '0.5', ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])];
  const { code, stdout } = await curl({ control: access.control, caFile: access.caFile, from, url, args });
  return code === 0 ? { code, status: Number(stdout) } : { code };
}

/** Nothing answered, or a 403, and this layer is why. */
async function refusedBy(from: string, url: string, headers?: Record<string, string>): Promise<string> {
  expect(await call(from, url, headers)).not.toEqual(ADMITTED);
  const { allowed, layer } = readDecisions(access.folder).at(-1)!;
  expect(allowed).toBe(false);
  return layer;
}

test('before the first connection the endpoint lets nothing pass, not even from an admitted client', async () => {
  const { VpcEndpointHost } = apps.Network;
  expect(await refusedBy(apps.Network.AppInstanceId, `https://${VpcEndpointHost}/v1/pets`, { 'x-apigw-api-id': input.restApiId! })).toBe('endpoint-policy');
});

describe('a created endpoint, once it is connected', () => {
  beforeAll(deployNetworks);

  const byHeader = (): [string, Record<string, string>] => [apps.Workload.UrlByHeader, { 'x-apigw-api-id': input.restApiId! }];

  test('by group: the App; not its neighbour in the same subnet', async () => {
    expect(await call(apps.Network.AppInstanceId, apps.Workload.Url)).toEqual(ADMITTED);
    expect(await call(apps.Network.AppInstanceId, ...byHeader())).toEqual(ADMITTED);
    expect(await refusedBy(apps.Network.NeighbourId, apps.Workload.Url)).toBe('security-groups');
  });

  test('by range, from a peered VPC: the subnet in it; not the one beside', async () => {
    expect(await call(apps.Network.InRangeId, ...byHeader())).toEqual(ADMITTED);
    expect(await refusedBy(apps.Network.BesideRangeId, ...byHeader())).toBe('security-groups');
  });

  test('by group, from a peered VPC: the member; not another instance in its subnet', async () => {
    expect(await call(apps.Network.OfMemberId, ...byHeader())).toEqual(ADMITTED);
    expect(await refusedBy(apps.Network.BesideRangeId, ...byHeader())).toBe('security-groups');
  });

  test('by prefix list, from a peered VPC: the one in it; not another peered VPC', async () => {
    expect(await call(apps.Network.InListId, ...byHeader())).toEqual(ADMITTED);
    expect(await refusedBy(apps.Network.InNoneId, ...byHeader())).toBe('security-groups');
  });

  test('the hosted zone is in the endpoint\'s VPC only', async () => {
    expect(await refusedBy(apps.Network.InRangeId, apps.Workload.Url)).toBe('dns');
  });
});

describe('on-premises, with the inbound resolver', () => {
  async function place(name: string, cidr: string, forward?: Record<string, string[]>): Promise<void> {
    return lab.place(name, { cidr, vpcIds: [apps.Network.Hub], forward });
  }

  beforeAll(async () => {
    const [[, rule]] = Object.entries(apps.Network).filter(([name]) => name.includes('ForwardingRule'));
    const { domain, targets } = JSON.parse(rule) as { domain: string; targets: string[] };
    expect(targets).toEqual(RESOLVER);
    await place('forwarding', ON_PREMISES, { [domain]: targets });
    await place('branch', '192.168.1.0/24', { [domain]: targets });
    await place('plain', '192.168.0.0/28');
  });

  test('what the output says to forward leads an admitted network to the API by its own name', async () => {
    expect(await call('forwarding', apps.Workload.Url)).toEqual(ADMITTED);
  });

  test('a network that is not admitted is not even answered by the resolver', async () => {
    expect(await refusedBy('branch', apps.Workload.Url)).toBe('dns');
  });

  test('without forwarding the name does not resolve, and the forms of public DNS work', async () => {
    expect(await refusedBy('plain', apps.Workload.Url)).toBe('dns');
    expect(await call('plain', apps.Workload.UrlByHeader, { 'x-apigw-api-id': input.restApiId! })).toEqual(ADMITTED);
  });
});

describe('an adopted endpoint', () => {
  const outputOf = (name: string) => JSON.parse(Object.entries(apps.Tenant).find(([key]) => key.includes(name))![1]) as any;

  test('is not changed: its groups and its policy refuse, until its owner adds what the outputs say', async () => {
    const { AppInstanceId, Url } = apps.Tenant;
    expect(await refusedBy(AppInstanceId, Url)).toBe('security-groups');

    const { GroupId, IpPermissions: [{ UserIdGroupPairs: [pair], ...ports }] } = outputOf('EndpointRules');
    expect(GroupId).toBe(input.owned.securityGroupId);
    const ingress = [{ ...ports, SourceSecurityGroupId: pair.GroupId }];
    await deployOwned(ownedNetwork(NOBODY, ingress), true);
    expect(await refusedBy(AppInstanceId, Url)).toBe('endpoint-policy');

    await deployOwned(ownedNetwork({ Version: '2012-10-17', Statement: [outputOf('EndpointPolicyStatement')] }, ingress), true);
    expect(await call(AppInstanceId, Url)).toEqual(ADMITTED);
  });
});

