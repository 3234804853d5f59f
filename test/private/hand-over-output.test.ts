import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { defineHandOver } from '../../src/private/hand-over-output';

const record = { kind: 'api', account: '222222222222', region: 'eu-west-1', restApiId: 'abc123', stageName: 'v1' } as const;

test('the output has the same id wherever the construct is, and says its version', () => {
  const stack = new Stack(new App(), 'Provider');
  defineHandOver(new Construct(new Construct(stack, 'Deep'), 'Down'), 'PetStore', record);

  Template.fromStack(stack).hasOutput('HandOverPetStore', { Value: JSON.stringify({ version: 1, ...record }) });
});

test('a nested stack\'s output is its outermost stack\'s, where the outputs file sees it', () => {
  const stack = new Stack(new App(), 'Provider');
  defineHandOver(new NestedStack(new NestedStack(stack, 'Outer'), 'Inner'), 'PetStore', record);

  Template.fromStack(stack).hasOutput('HandOverPetStore', {});
});

test('fails for a name that no output can have', () => {
  expect(() => defineHandOver(new Stack(new App(), 'Provider'), 'pet-store', record)).toThrow(new Error(
    '[Provider] name must start with a letter and have letters and digits only, 100 at most, got "pet-store"; choose a name such as "PetStore"',
  ));
});

test('fails for a name that the stack has already', () => {
  const stack = new Stack(new App(), 'Provider');
  defineHandOver(new Construct(stack, 'One'), 'PetStore', record);

  expect(() => defineHandOver(new Construct(stack, 'Two'), 'PetStore', record)).toThrow(new Error(
    '[Provider/Two] name must be unique in stack Provider, got "PetStore" again; choose another name',
  ));
});
