import { connect } from '../network/connection';
import { resolveName } from '../network/name-resolution';
import { originOf } from '../network/origin';
import { sourceAddressOf } from '../network/place';
import { SiteOptions, withSite } from '../network/sites';
import { LabState } from '../state';
import { API, experiment, group, HOST, LISTED, REGION, rule, withEndpoint, withGroup, withVpc } from './states';

const DOMAIN = `execute-api.${REGION}.amazonaws.com`;
const RESOLVER = ['10.1.0.5', '10.1.1.5'];
const FORWARD = { [DOMAIN]: RESOLVER };
const QUERIES = rule({ protocol: 'udp', fromPort: 53, toPort: 53, cidrs: ['192.168.0.0/24'] });
const NOBODY = '192.168.0.0/24';

/** The experiment with an inbound resolver in A's VPC that the place may ask, and the place. */
function withPlace(options: Partial<SiteOptions> = {}, state: LabState = experiment()): LabState {
  const deployed = {
    ...state,
    securityGroups: [...state.securityGroups, group('sg-resolver', { ingress: [QUERIES] }), group('sg-nobody')],
    resolverEndpoints: [{ id: 'rslvr-in-1', account: '111111111111', region: REGION, vpcId: 'vpc-a', securityGroupIds: ['sg-resolver'], addresses: RESOLVER }],
  };
  return { ...deployed, sites: withSite(deployed, 'on-premises', { cidr: '192.168.0.0/24', vpcIds: ['vpc-a'], ...options }) };
}

function resolve(name: string, state: LabState) {
  return resolveName(state, originOf(state, state.sites[0].loopback), name);
}

test('a place is known by its name and by its loopback address, and has an address of its range', () => {
  const state = withPlace();
  expect(sourceAddressOf(state, 'on-premises')).toBe('127.80.0.1');
  expect(originOf(state, '127.80.0.1')).toMatchObject({ who: { kind: 'site', name: 'on-premises' }, network: { address: '192.168.0.10', securityGroupIds: [] } });
  expect(() => sourceAddressOf(state, 'nowhere')).toThrow('from must be one of internet, on-premises, 111111111111/App');
});

test('places are defined again in place, and further ones get addresses of their own', () => {
  const once = withPlace();
  const second = { ...once, sites: withSite(once, 'branch', { cidr: '192.168.1.0/24', vpcIds: [] }) };
  const again = withSite(second, 'on-premises', { cidr: '192.168.2.0/24', vpcIds: ['vpc-c'] });
  expect(again.map(({ name, address, loopback }) => [name, address, loopback])).toEqual([['branch', '192.168.1.10', '127.80.0.2'], ['on-premises', '192.168.2.10', '127.80.0.1']]);
});

test.each<[string, string, Partial<SiteOptions>, string]>([
  ['a name that is taken', 'internet', {}, 'its name must consist of lower-case letters'],
  ['a name with blanks', 'our office', {}, 'its name must consist of lower-case letters'],
  ['no range', 'office', { cidr: '192.168.0.0' }, 'cidr must be an IPv4 range of at least 16 addresses, got "192.168.0.0"; for example'],
  ['a small range', 'office', { cidr: '192.168.0.0/29' }, 'cidr must be an IPv4 range'],
  ['IPv6', 'office', { cidr: 'fd00::/64' }, 'cidr must be an IPv4 range'],
  ['a VPC that is not there', 'office', { vpcIds: ['vpc-x'] }, 'vpcIds must name deployed VPCs, got "vpc-x"'],
  ['the range of a VPC', 'office', { cidr: '10.1.3.0/24' }, 'cidr must not overlap with vpc-a (10.1.0.0/16), got 10.1.3.0/24'],
])('%s is refused', (_, name, options, message) => {
  expect(() => withSite(experiment(), name, { cidr: '192.168.0.0/24', vpcIds: ['vpc-a'], ...options })).toThrow(message);
});

describe('names', () => {
  test('are public ones, where nothing is forwarded', () => {
    expect(resolve(HOST, withPlace())).toEqual({ notFound: expect.stringContaining('on-premises forwards it to no resolver') });
    expect(resolve(`${API}-${LISTED}.${DOMAIN}`, withPlace())).toMatchObject({ addresses: ['10.1.0.229', '10.1.1.229'] });
  });

  test('that are forwarded to an inbound resolver are answered as in its VPC', () => {
    expect(resolve(HOST, withPlace({ forward: FORWARD }))).toEqual({ addresses: ['10.1.0.229', '10.1.1.229'] });
    const off = withPlace({ forward: FORWARD }, withEndpoint(LISTED, { privateDnsEnabled: false }));
    expect(resolve(HOST, off)).toEqual({ notFound: expect.stringContaining('private DNS is off') });
    const records = [{ name: HOST, type: 'A' as const, values: ['10.1.9.9'], hasRoutingPolicy: false }];
    expect(resolve(HOST, { ...off, hostedZones: [{ id: 'Z1', account: '111111111111', name: HOST, vpcIds: ['vpc-a'], records }] })).toEqual({ addresses: ['10.1.9.9'] });
    expect(resolve(HOST, withPlace({ forward: FORWARD }, withVpc('vpc-a', { enableDnsSupport: false })))).toEqual({ notFound: expect.stringContaining('enableDnsSupport') });
  });

  test('of other domains are public ones', () => {
    expect(resolve(`${LISTED}-abcd1234.execute-api.${REGION}.vpce.amazonaws.com`, withPlace({ forward: { [DOMAIN]: ['10.1.9.9'] } }))).toMatchObject({ addresses: expect.any(Array) });
  });

  test('go to the server of the most specific domain', () => {
    const state = withPlace({ forward: { 'amazonaws.com': ['10.1.9.9'], ...FORWARD } });
    expect(resolve(HOST, state)).toMatchObject({ addresses: expect.any(Array) });
    expect(resolve(`sts.${REGION}.amazonaws.com`, state)).toEqual({ notFound: expect.stringContaining('nobody answers at 10.1.9.9') });
  });

  test('are asked for at the next address, where one does not answer', () => {
    expect(resolve(HOST, withPlace({ forward: { [DOMAIN]: ['10.1.9.9', RESOLVER[1]] } }))).toMatchObject({ addresses: expect.any(Array) });
  });

  test.each<[string, LabState, string]>([
    ['the resolver’s group does not admit the place', withGroup(group('sg-resolver'), withPlace({ forward: FORWARD })), 'no ingress rule of sg-resolver lets UDP 53 in from 192.168.0.10'],
    ['it admits TCP only', withGroup(group('sg-resolver', { ingress: [rule({ fromPort: 53, toPort: 53, cidrs: [NOBODY] })] }), withPlace({ forward: FORWARD })), 'lets UDP 53 in'],
    ['the place is not connected to the resolver’s VPC', withPlace({ forward: FORWARD, vpcIds: [] }), 'no inbound resolver that the site is connected to'],
    ['there is no resolver', { ...withPlace({ forward: FORWARD }), resolverEndpoints: [] }, 'no inbound resolver'],
  ])('are not found if %s; nobody else is asked', (_, state, reason) => {
    expect(resolve(HOST, state)).toEqual({ notFound: expect.stringContaining(reason) });
    expect(resolve(`${API}-${LISTED}.${DOMAIN}`, state)).toEqual({ notFound: expect.stringContaining('nobody answers') });
  });
});

describe('connections', () => {
  const admitting = (...cidrs: string[]) => withGroup(group('sg-endpoint', { ingress: [rule({ cidrs })] }));
  const from = (state: LabState) => connect(state, originOf(state, state.sites[0].loopback), '10.1.0.229', 443);

  test('reach an endpoint whose group admits the place’s range', () => {
    expect(from(withPlace({}, admitting('192.168.0.0/24')))).toMatchObject({ to: 'endpoint', endpoint: { id: LISTED } });
  });

  test('do not without that, or without a way to the VPC', () => {
    expect(from(withPlace())).toMatchObject({ to: 'nowhere', layer: 'security-groups', reason: expect.stringContaining('the host at on-premises cannot reach') });
    expect(from(withPlace({ vpcIds: [] }, admitting('192.168.0.0/24')))).toMatchObject({ to: 'nowhere', layer: 'network', reason: expect.stringContaining('on-premises has no connection to vpc-a') });
  });

  test('do not go on from a connected VPC to one that is peered with it', () => {
    const peering = { id: 'pcx-1', vpcIds: ['vpc-a', 'vpc-b'], routes: [{ subnetId: 'subnet-a1', cidr: '0.0.0.0/0' }] };
    const vpcs = [...experiment().vpcs, { ...experiment().vpcs[0], id: 'vpc-b', cidrs: ['10.9.0.0/16'] }];
    expect(from(withPlace({ vpcIds: ['vpc-b'] }, { ...admitting('192.168.0.0/24'), vpcs, peerings: [peering] }))).toMatchObject({ to: 'nowhere', layer: 'network' });
  });
});
