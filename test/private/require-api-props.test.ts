import { Fn, Lazy, Resource, Token } from 'aws-cdk-lib';
import { AllowedConsumer } from '../../src';
import { requireAllowList, requireEntries, requireMaximumLength, requireRevision, requireStageName } from '../../src/private/require-api-props';
import { ENDPOINT_ID, OTHER_REGION, providerStack, VPC_ID } from '../fixtures';

class Thing extends Resource {}

const scope = () => new Thing(providerStack(), 'Thing');
const AT = '[Provider/Thing]';
const endpoint = (id: string, region?: string) => ({ source: { kind: 'vpcEndpoint' as const, id }, ...(region && { region }) });

test('both properties become one list', () => {
  const list = requireAllowList(scope(), [ENDPOINT_ID], [AllowedConsumer.vpcId(VPC_ID, { name: 'orders' })]);
  expect(list.map(({ terms }) => terms)).toEqual([endpoint(ENDPOINT_ID), { source: { kind: 'vpc', id: VPC_ID }, name: 'orders' }]);
});

test('the list is a copy', () => {
  const consumers: AllowedConsumer[] = [AllowedConsumer.vpcId(VPC_ID)];
  requireAllowList(scope(), undefined, consumers).push({ terms: endpoint(ENDPOINT_ID), values: [] });

  expect(consumers).toHaveLength(1);
});

test('without either property the list is empty, for allow() to fill', () => {
  expect(requireAllowList(scope(), undefined, undefined)).toEqual([]);
});

test('fails for every entry that cannot be on the list', () => {
  const there = endpoint(ENDPOINT_ID, OTHER_REGION);

  expect(() => requireEntries(scope(), [there, endpoint(ENDPOINT_ID), there])).toThrow(/^\[Provider\/Thing\] an allowed.*\nan allowed.*$/);
});

test('fails for a list that is a token', () => {
  expect(() => requireAllowList(scope(), Fn.split(',', Fn.importValue('x')), undefined)).toThrow(new Error(
    `${AT} allowedVpcEndpointIds must list the ids one by one, got a token for the whole list; how many it holds is not known at synthesis, so pass each id by itself`,
  ));
});

test.each(['a b', '', Token.asString({ Ref: 'x' })])('fails for the stage name %j', (stageName) => {
  expect(() => requireStageName(scope(), stageName)).toThrow(/^\[Provider\/Thing\] stageName must /);
});

test.each([
  ['', '""'], [Lazy.string({ produce: () => 'a' }), 'a token'],
])('fails for the policy revision %j', (revision, got) => {
  expect(() => requireRevision(scope(), revision)).toThrow(new Error(
    `${AT} policyRevision must be a text that is known at synthesis, got ${got}; write any other text than the one of the last deployment`,
  ));
});

test.each(['1', '2026-11-25', undefined])('the policy revision may be %j', (revision) => {
  expect(() => requireRevision(scope(), revision)).not.toThrow();
});

test.each([
  [undefined, 8192], [8192, 8192], [8193, 8193], [20000, 20000],
])('the policy may have %j characters', (given, length) => {
  expect(requireMaximumLength(scope(), given)).toBe(length);
});

test.each<[number, string]>([
  [8191, '8191'], [0, '0'], [9000.5, '9000.5'], [NaN, 'NaN'], [Infinity, 'Infinity'], [Lazy.number({ produce: () => 9000 }), 'a token'],
])('fails for a policy of %d characters', (given, got) => {
  expect(() => requireMaximumLength(scope(), given)).toThrow(new Error(
    `${AT} maximumPolicyLength must be a whole number of characters, 8192 or more, got ${got}; give the value of the quota L-8B81B02C in the API's account and Region, `
    + 'or leave it out',
  ));
});
