import { Aws, Lazy } from 'aws-cdk-lib';
import { ENDPOINT_ID, VPC_ID } from './fixtures';
import { AllowedConsumer } from '../src';

const NAME_RULE = 'name must start with a letter, a digit or "_" and have letters, digits, spaces, ".", "_" and "-" only, 64 at most, got';

test('an endpoint is an entry of its own kind', () => {
  expect(AllowedConsumer.vpcEndpointId(ENDPOINT_ID, { name: 'orders' })._render()).toEqual({ kind: 'vpcEndpoint', id: ENDPOINT_ID, name: 'orders' });
});

test('a VPC is an entry of its own kind', () => {
  expect(AllowedConsumer.vpcId(VPC_ID)._render()).toEqual({ kind: 'vpc', id: VPC_ID, name: undefined });
});

test('fails for an endpoint id that is none, and names the parameter', () => {
  expect(() => AllowedConsumer.vpcEndpointId('')).toThrow(new Error(
    'vpcEndpointId must be a VPC endpoint id ("vpce-" and 8 or 17 hexadecimal digits in lower case), got ""; '
    + 'copy it from the VPC console of the consumer\'s account',
  ));
});

test('fails for a VPC id that is none, and names the parameter', () => {
  expect(() => AllowedConsumer.vpcId(ENDPOINT_ID)).toThrow(new Error(
    `vpcId must be a VPC id ("vpc-" and 8 or 17 hexadecimal digits in lower case), got "${ENDPOINT_ID}"; `
    + 'that is a VPC endpoint; pass it to AllowedConsumer.vpcEndpointId()',
  ));
});

test.each([
  ['vpcEndpointId', () => AllowedConsumer.vpcEndpointId(Lazy.string({ produce: () => ENDPOINT_ID }))],
  ['vpcId', () => AllowedConsumer.vpcId(Aws.STACK_ID)],
])('fails for a token as %s', (parameter, define) => {
  expect(define).toThrow(new Error(
    `${parameter} must be known when the app is synthesized, got a token; the stage would go on enforcing the value of an earlier deployment, `
    + 'so write the id itself, or read it with HandOver.fromFile()',
  ));
});

test.each(['a', 'orders', 'Team 7: no', '_', 'a'.repeat(65), '', ' a', '-a'])('name %j', (name) => {
  const define = () => AllowedConsumer.vpcEndpointId(ENDPOINT_ID, { name });
  if (['a', 'orders', '_'].includes(name)) {
    expect(define()._render().name).toBe(name);
  } else {
    expect(define).toThrow(new Error(`${NAME_RULE} ${JSON.stringify(name)}; shorten it or leave it out`));
  }
});

test('a name of 64 characters is not too long', () => {
  expect(AllowedConsumer.vpcId(VPC_ID, { name: 'a'.repeat(64) })._render().name).toHaveLength(64);
});
