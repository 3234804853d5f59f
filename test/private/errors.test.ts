import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { constructError } from '../../src/private/errors';

test('an error begins with the path of its construct', () => {
  const scope = new Construct(new Stack(new App(), 'Stack'), 'Thing');

  expect(constructError(scope, 'x must be y')).toEqual(new Error('[Stack/Thing] x must be y'));
});
