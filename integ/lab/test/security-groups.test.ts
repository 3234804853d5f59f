import { admitConnection, admitFromOutside } from '../network/security-groups';
import { LabState } from '../state';
import { experiment, group, rule, withGroup } from './states';

const APP = { address: '10.1.0.17', securityGroupIds: ['sg-app'] };
const ENDPOINT = { address: '10.1.0.229', securityGroupIds: ['sg-endpoint'] };

type Rules = Parameters<typeof rule>[0];

function admit(state: LabState, port = 443) {
  return admitConnection(state, APP, ENDPOINT, port);
}

function withIngress(rules: Rules[]): LabState {
  return withGroup(group('sg-endpoint', { ingress: rules.map(rule) }));
}

function withEgress(rules: Rules[]): LabState {
  return withGroup(group('sg-app', { egress: rules.map(rule) }));
}

test.each<[string, Rules]>([
  ['a group of the caller', { groupIds: ['sg-x', 'sg-app'] }],
  ['a range with the caller', { cidrs: ['192.168.0.0/16', '10.1.0.0/24'] }],
  ['exactly the caller', { cidrs: ['10.1.0.17/32'] }],
  ['everything', { protocol: '-1', fromPort: -1, toPort: -1, cidrs: ['0.0.0.0/0'] }],
  ['a range of ports', { fromPort: 400, toPort: 500, cidrs: ['10.1.0.0/16'] }],
  ['TCP by its number', { protocol: '6', cidrs: ['10.1.0.0/16'] }],
])('ingress for %s admits', (_, ingress) => {
  expect(admit(withIngress([ingress]))).toEqual({ admitted: true });
});

test.each<[string, Rules]>([
  ['another group', { groupIds: ['sg-neighbour'] }],
  ['another range', { cidrs: ['10.1.1.0/24'] }],
  ['the next address', { cidrs: ['10.1.0.18/32'] }],
  ['another port', { fromPort: 80, toPort: 80, cidrs: ['0.0.0.0/0'] }],
  ['ports around it', { fromPort: 444, toPort: 65535, cidrs: ['0.0.0.0/0'] }],
  ['another protocol', { protocol: 'udp', cidrs: ['0.0.0.0/0'] }],
  ['IPv6 only', { cidrs: ['::/0'] }],
  // The caller's own loopback address is no address of the VPC.
  ['loopback', { cidrs: ['127.0.0.0/8'] }],
])('ingress for %s does not admit', (_, ingress) => {
  expect(admit(withIngress([ingress]))).toEqual({ admitted: false, reason: expect.stringContaining('no ingress rule of sg-endpoint') });
});

test.each<[string, Rules]>([
  ['the endpoint’s group', { groupIds: ['sg-endpoint'] }],
  ['the endpoint’s address', { cidrs: ['10.1.0.229/32'] }],
])('egress for %s admits', (_, egress) => {
  expect(admit(withEgress([egress]))).toEqual({ admitted: true });
});

test.each<[string, Rules[]]>([
  ['no rule', []],
  ['another address', [{ cidrs: ['10.1.0.230/32'] }]],
  ['the caller’s own group', [{ groupIds: ['sg-app'] }]],
])('egress with %s does not admit, although ingress would', (_, egress) => {
  expect(admit(withEgress(egress))).toEqual({ admitted: false, reason: expect.stringContaining('no egress rule of sg-app') });
});

test('one of several groups is enough', () => {
  expect(admitConnection(experiment(), { ...APP, securityGroupIds: ['sg-neighbour', 'sg-app'] }, ENDPOINT, 443)).toEqual({ admitted: true });
});

test('an end without groups is admitted by nothing', () => {
  expect(admitConnection(experiment(), { ...APP, securityGroupIds: [] }, ENDPOINT, 443)).toEqual({ admitted: false, reason: expect.any(String) });
});

describe('prefix lists', () => {
  const withLists = (state: LabState) => ({
    ...state, prefixLists: [
      { id: 'pl-1', account: '111111111111', cidrs: ['192.168.0.0/24', '10.1.0.0/24'] }, { id: 'pl-2', account: '111111111111', cidrs: ['10.1.9.0/24'] },
    ],
  });

  test('admit who is in one of their ranges, in both directions', () => {
    expect(admit(withLists(withIngress([{ prefixListIds: ['pl-1'] }])))).toEqual({ admitted: true });
    expect(admit(withLists(withEgress([{ prefixListIds: ['pl-1'] }])))).toEqual({ admitted: true });
  });

  test('admit nobody else, and only to the ports of the rule', () => {
    expect(admit(withLists(withIngress([{ prefixListIds: ['pl-2'] }])))).toMatchObject({ admitted: false });
    expect(admit(withLists(withIngress([{ prefixListIds: ['pl-1'], fromPort: 80, toPort: 80 }])))).toMatchObject({ admitted: false });
  });
});

describe('from outside of AWS', () => {
  const admitOutside = (ingress: Rules, service: Parameters<typeof admitFromOutside>[3]) => admitFromOutside(withIngress([ingress]), '192.168.0.10', ENDPOINT, service);

  test.each<[string, Rules, boolean]>([
    ['its range', { protocol: 'udp', fromPort: 53, toPort: 53, cidrs: ['192.168.0.0/24'] }, true],
    ['UDP by its number', { protocol: '17', fromPort: 53, toPort: 53, cidrs: ['192.168.0.0/24'] }, true],
    ['TCP alone', { protocol: 'tcp', fromPort: 53, toPort: 53, cidrs: ['192.168.0.0/24'] }, false],
    ['a group', { protocol: 'udp', fromPort: 53, toPort: 53, groupIds: ['sg-app'] }, false],
  ])('a rule for %s lets a DNS query in: %s → %s', (_, ingress, admitted) => {
    expect(admitOutside(ingress, { protocol: 'udp', port: 53 })).toMatchObject({ admitted });
  });

  test('only the groups of the end that is called are asked', () => {
    expect(admitOutside({ cidrs: ['192.168.0.0/24'] }, { protocol: 'tcp', port: 443 })).toEqual({ admitted: true });
    expect(admitOutside({ groupIds: ['sg-app'] }, { protocol: 'tcp', port: 443 })).toEqual({ admitted: false, reason: 'no ingress rule of sg-endpoint lets TCP 443 in from 192.168.0.10' });
  });
});

describe('what the lab does not know, it does not decide', () => {
  test('a prefix list of AWS that could admit', () => {
    expect(admit(withIngress([{ prefixListIds: ['pl-1'] }]))).toEqual({ unsupported: expect.stringContaining('prefix lists that AWS manages, and pl-1 in sg-endpoint could decide') });
  });

  test('a prefix list for another port, or beside a rule that admits, does not matter', () => {
    expect(admit(withIngress([{ fromPort: 80, toPort: 80, prefixListIds: ['pl-1'] }]))).toMatchObject({ admitted: false });
    expect(admit(withIngress([{ prefixListIds: ['pl-1'] }, { groupIds: ['sg-app'] }]))).toEqual({ admitted: true });
  });

  test('a group that is not deployed', () => {
    expect(admitConnection(experiment(), { ...APP, securityGroupIds: ['sg-gone'] }, ENDPOINT, 443)).toEqual({ unsupported: expect.stringContaining('sg-gone') });
  });
});
