import { CfnParameter } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { areOtherVpcs, areSameVpc, describeVpc } from '../../src/private/known-vpc';
import { consumerStack, vpcOf } from '../fixtures';

const stack = consumerStack();
const one = vpcOf(stack).vpcId;
const two = new ec2.Vpc(stack, 'Two').vpcId;
const parameter = new CfnParameter(stack, 'VpcId').valueAsString;
const pending = ec2.Vpc.fromLookup(stack, 'Pending', { isDefault: true }).vpcId;
const A = 'vpc-0aaaaaaaaaaaaaaaa';
const B = 'vpc-0bbbbbbbbbbbbbbbb';

test.each([
  ['two VPCs of the app', one, two, true, false],
  ['one VPC of the app', one, one, false, true],
  ['two ids', A, B, true, false],
  ['one id', A, A, false, true],
  ['a VPC of the app and an id, which may be its own', one, A, false, false],
  ['an id and a VPC of the app', A, one, false, false],
  ['a parameter and an id', parameter, A, false, false],
  ['a parameter and a VPC of the app', parameter, one, false, false],
  ['a VPC that is still to be looked up, and an id', pending, A, false, false],
  ['an id, and a VPC that is still to be looked up', A, pending, false, false],
  ['VPCs that are still to be looked up', pending, pending, false, false],
])('%s', (_what, first, second, other, same) => {
  expect(areOtherVpcs(first, second)).toBe(other);
  expect(areSameVpc(first, second)).toBe(same);
});

test('a message names a VPC by its path or its id', () => {
  expect([one, A].map(describeVpc)).toEqual(['"Network/Vpc/Resource"', `"${A}"`]);
});
