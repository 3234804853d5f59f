import { admitConnection } from '../network/security-groups';
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

describe('what the lab does not know, it does not decide', () => {
  test('a prefix list that could admit', () => {
    expect(admit(withIngress([{ prefixListIds: ['pl-1'] }]))).toEqual({ unsupported: expect.stringContaining('prefix lists in security groups are not supported by the lab, and pl-1') });
  });

  test('a prefix list for another port, or beside a rule that admits, does not matter', () => {
    expect(admit(withIngress([{ fromPort: 80, toPort: 80, prefixListIds: ['pl-1'] }]))).toMatchObject({ admitted: false });
    expect(admit(withIngress([{ prefixListIds: ['pl-1'] }, { groupIds: ['sg-app'] }]))).toEqual({ admitted: true });
  });

  test('a group that is not deployed', () => {
    expect(admitConnection(experiment(), { ...APP, securityGroupIds: ['sg-gone'] }, ENDPOINT, 443)).toEqual({ unsupported: expect.stringContaining('sg-gone') });
  });
});
