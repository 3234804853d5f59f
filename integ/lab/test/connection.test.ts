import { connect } from '../network/connection';
import { originOf } from '../network/origin';
import { sourceAddressOf } from '../network/place';
import { Caller, LabState } from '../state';
import { APP, experiment, group, LISTED, NEIGHBOUR, OTHER_APP, OUTSIDE_FUNCTION, REGION, rule, UNLISTED, withEndpoint, withGroup } from './states';

function connectFrom(source: string, address: string, { port = 443, state = experiment() } = {}) {
  return connect(state, originOf(state, source), address, port);
}

test('an address leads to the endpoint of the caller’s own VPC, where ranges overlap', () => {
  expect(connectFrom(APP, '10.1.0.229')).toMatchObject({ to: 'endpoint', endpoint: { id: LISTED }, networkInterface: { id: 'eni-a1' } });
  expect(connectFrom(APP, '10.1.1.229')).toMatchObject({ to: 'endpoint', endpoint: { id: LISTED }, networkInterface: { id: 'eni-a2' } });
  expect(connectFrom(OTHER_APP, '10.1.0.229')).toMatchObject({ to: 'endpoint', endpoint: { id: UNLISTED } });
});

test.each([
  ['from the internet', '127.64.0.1', '10.1.0.229', 'the internet is in no VPC'],
  ['from a function outside every VPC', OUTSIDE_FUNCTION, '10.1.0.229', 'is in no VPC'],
  ['to an endpoint in another VPC', OTHER_APP, '10.1.1.229', `it belongs to ${LISTED} in vpc-a, and no peering connects vpc-a with vpc-c`],
  ['to an address that nobody has', APP, '10.1.0.1', 'no endpoint has that address'],
  ['to a public address', APP, '93.184.216.34', 'no endpoint has that address'],
])('nothing answers %s', (_, source, address, reason) => {
  expect(connectFrom(source, address)).toMatchObject({ to: 'nowhere', layer: 'network', reason: expect.stringContaining(reason) });
});

test('nothing answers where a security group does not admit the caller', () => {
  expect(connectFrom(NEIGHBOUR, '10.1.0.229')).toMatchObject({
    to: 'nowhere', layer: 'security-groups', endpointId: LISTED, reason: expect.stringContaining('no ingress rule of sg-endpoint lets TCP 443 in from 10.1.0.18'),
  });
});

test('nothing answers on another port, admitted or not', () => {
  expect(connectFrom(APP, '10.1.0.229', { port: 80 })).toMatchObject({ to: 'nowhere', layer: 'security-groups' });
  expect(connectFrom(OTHER_APP, '10.1.0.229', {
    port: 80, state: withEndpoint(UNLISTED, { securityGroupIds: ['sg-open'] }, experiment({
      securityGroups: [
        ...experiment().securityGroups,
        { id: 'sg-open', account: '', vpcId: 'vpc-c', egress: [], ingress: [{ protocol: '-1', fromPort: 0, toPort: 0, cidrs: ['0.0.0.0/0'], groupIds: [], prefixListIds: [] }] },
      ],
    })),
  })).toMatchObject({ to: 'nowhere', layer: 'network', reason: expect.stringContaining('listens on port 443 only') });
});

test('an endpoint of another service is not supported, and says so', () => {
  const state = withEndpoint(LISTED, { serviceName: `com.amazonaws.${REGION}.ssm` });
  expect(connectFrom(APP, '10.1.0.229', { state })).toMatchObject({ to: 'unsupported', reason: expect.stringContaining('the lab serves execute-api only') });
});

describe('over a peering', () => {
  const routes = [{ subnetId: 'subnet-p1', cidr: '10.1.0.0/16' }, { subnetId: 'subnet-a1', cidr: '10.2.0.0/16' }];
  const peering = { id: 'pcx-1', vpcIds: ['vpc-a', 'vpc-p'], routes };
  const peered: Caller = {
    kind: 'instance', name: 'i-peered', account: '111111111111', region: REGION, loopback: '127.64.0.9',
    network: { vpcId: 'vpc-p', subnetId: 'subnet-p1', address: '10.2.0.9', securityGroupIds: ['sg-app'] },
  };
  const withPeering = (o: Partial<LabState> = {}) => experiment({ callers: [...experiment().callers, peered], peerings: [peering], ...o });
  const from = (state: LabState, address = '10.1.0.229') => connectFrom('127.64.0.9', address, { state });

  test('an endpoint whose group admits the caller, by group or by range, is reached', () => {
    expect(from(withPeering())).toMatchObject({ to: 'endpoint', endpoint: { id: LISTED }, networkInterface: { id: 'eni-a1' } });
    const byRange = withGroup(group('sg-endpoint', { ingress: [rule({ cidrs: ['10.2.0.0/16'] })] }), withPeering());
    expect(from(byRange)).toMatchObject({ to: 'endpoint' });
    expect(connectFrom(APP, '10.1.0.229', { state: byRange })).toMatchObject({ to: 'nowhere', layer: 'security-groups' });
  });

  test.each<[string, Partial<LabState>, string]>([
    ['a peering', { peerings: [] }, 'no peering connects vpc-a with vpc-p'],
    ['a peering with that very VPC', { peerings: [{ ...peering, vpcIds: ['vpc-a', 'vpc-c'] }, { ...peering, vpcIds: ['vpc-c', 'vpc-p'] }] }, 'no peering connects vpc-a with vpc-p'],
    ['a route there', { peerings: [{ ...peering, routes: routes.slice(1) }] }, 'subnet-p1 has no route to 10.1.0.229 over pcx-1'],
    ['a route there for that address', { peerings: [{ ...peering, routes: [{ subnetId: 'subnet-p1', cidr: '10.1.1.0/24' }, routes[1]] }] }, 'subnet-p1 has no route to 10.1.0.229'],
    ['a route back', { peerings: [{ ...peering, routes: routes.slice(0, 1) }] }, 'subnet-a1 has no route back to 10.2.0.9 over pcx-1'],
  ])('nothing answers without %s', (_, without, reason) => {
    expect(from(withPeering(without))).toMatchObject({ to: 'nowhere', layer: 'network', endpointId: LISTED, reason: expect.stringContaining(reason) });
  });

  test('the route decides between endpoints that have one address', () => {
    const both = withPeering({ peerings: [{ ...peering, vpcIds: ['vpc-c', 'vpc-p'], routes: [routes[0], { subnetId: 'subnet-c1', cidr: '10.2.0.0/16' }] }] });
    expect(from(withGroup(group('sg-c', { ingress: [rule({ cidrs: ['10.2.0.0/16'] })] }), both))).toMatchObject({ to: 'endpoint', endpoint: { id: UNLISTED } });
  });
});

describe('places', () => {
  const instance = { kind: 'instance', name: 'i-0123', label: 'bastion', account: '111111111111', region: REGION, loopback: '127.64.0.9' } as const;
  const state = experiment({ callers: [...experiment().callers, instance] });

  test.each([
    ['internet', '127.64.0.1'], ['Neighbour', NEIGHBOUR], ['111111111111/App', APP], ['333333333333/App', OTHER_APP],
    ['i-0123', '127.64.0.9'], ['bastion', '127.64.0.9'], ['111111111111/bastion', '127.64.0.9'],
  ])('%s is %s', (from, source) => {
    expect(sourceAddressOf(state, from)).toBe(source);
  });

  test.each([['App', 'which is ambiguous: 111111111111/App, 333333333333/App'], ['Nobody', 'which is unknown'], ['222222222222/App', 'which is unknown']])(
    'fails for %s and lists the places', (from, problem) => {
      expect(() => sourceAddressOf(state, from)).toThrow(
        'from must be one of internet, 111111111111/App, 111111111111/Neighbour, 333333333333/App, 111111111111/Outside, '
        + `111111111111/i-0123 (bastion), got ${JSON.stringify(from)}, ${problem}`,
      );
    },
  );
});
