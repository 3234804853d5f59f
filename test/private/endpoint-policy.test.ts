import { compileEndpointPolicy } from '../../src/private/endpoint-policy';

const ARN = 'arn:aws:execute-api:eu-west-1:222222222222:6r6oaqtr37/*';

test('without an API nothing passes', () => {
  expect(compileEndpointPolicy([]).Statement).toEqual([{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }]);
});

test('calls of connected APIs pass, each named once, and callers need no signature', () => {
  expect(compileEndpointPolicy([ARN, `${ARN}2`, ARN]).Statement).toEqual([
    { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: [ARN, `${ARN}2`] },
  ]);
});
