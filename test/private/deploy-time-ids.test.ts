import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { idText, isSameId, targetOf } from '../../src/private/deploy-time-ids';

const app = new App();
const [one, other] = ['One', 'Other'].map((id) => new Stack(app, id));
// The same logical id in both stacks.
const [vpc, otherVpc] = [one, other].map((stack) => new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' }));
const parameter = new CfnParameter(one, 'VpcId');

test.each([
  ['equal literals', 'vpc-1', 'vpc-1', true],
  ['other literals', 'vpc-1', 'vpc-2', false],
  ['two references to a resource', vpc.ref, vpc.attrVpcId, true],
  ['references to two resources', vpc.ref, otherVpc.ref, false],
  ['a resource and a literal', vpc.ref, 'vpc-1', undefined],
  ['a literal and a resource', 'vpc-1', vpc.ref, undefined],
  ['a resource and a parameter', vpc.ref, parameter.valueAsString, undefined],
  ['a parameter and its name', parameter.valueAsString, Fn.ref(parameter.logicalId), undefined],
  ['a parameter and itself', parameter.valueAsString, parameter.value.toString(), true],
  ['two values from elsewhere', Fn.importValue('A'), Fn.importValue('B'), undefined],
])('%s', (_case, left, right, expected) => {
  expect(isSameId(left, right)).toBe(expected);
});

test('a text tells ids apart that only differ in their stack', () => {
  expect([vpc, otherVpc].map(({ ref }) => idText(one, ref))).toEqual(['"One/Vpc"', '"Other/Vpc"']);
});

test('a text is there for every id', () => {
  expect(idText(one, 'vpc-1')).toBe('"vpc-1"');
  expect(idText(one, parameter.valueAsString)).toBe('"One/VpcId"');
  expect(idText(one, Fn.importValue('A'))).toBe('{"Fn::ImportValue":"A"}');
});

test('a literal refers to nothing', () => {
  expect(targetOf('vpc-1')).toBeUndefined();
  expect(targetOf(vpc.ref)).toBe(vpc);
});
