import { Resource, Token } from 'aws-cdk-lib';
import { AllowedConsumer } from '../../src';
import { requireAllowList, requireSameRegion, requireStageName } from '../../src/private/require-api-props';
import { ENDPOINT_ID, OTHER_REGION, providerStack, REGION, VPC_ID } from '../fixtures';

class Thing extends Resource {}

const scope = () => new Thing(providerStack(), 'Thing');

test('both properties become one list', () => {
  expect(requireAllowList(scope(), [ENDPOINT_ID], [AllowedConsumer.vpcId(VPC_ID, { name: 'orders' })])).toEqual([
    { kind: 'vpcEndpoint', id: ENDPOINT_ID }, { kind: 'vpc', id: VPC_ID, name: 'orders' },
  ]);
});

test('the list is a copy', () => {
  const consumers: AllowedConsumer[] = [AllowedConsumer.vpcId(VPC_ID)];
  requireAllowList(scope(), undefined, consumers).push({ kind: 'vpc', id: 'vpc-01234567' });

  expect(consumers).toHaveLength(1);
});

test('without either property the list is empty, for allow() to fill', () => {
  expect(requireAllowList(scope(), undefined, undefined)).toEqual([]);
});

test('an endpoint of the API\'s Region, or of an unknown one, is taken', () => {
  expect(() => requireSameRegion(scope(), [
    { kind: 'vpcEndpoint', id: ENDPOINT_ID, region: REGION }, { kind: 'vpcEndpoint', id: ENDPOINT_ID },
  ])).not.toThrow();
});

test('fails for every endpoint of another Region', () => {
  const there = { kind: 'vpcEndpoint', id: ENDPOINT_ID, region: OTHER_REGION } as const;

  expect(() => requireSameRegion(scope(), [there, there])).toThrow(/^\[Provider\/Thing\] an allowed.*\nan allowed/);
});

test.each(['a b', Token.asString({ Ref: 'x' })])('fails for the stage name %j', (stageName) => {
  expect(() => requireStageName(scope(), stageName)).toThrow(/^\[Provider\/Thing\] stageName must /);
});
