import { expandResources, invokeArn } from '../../src/private/invoke-arn';
import { parsePolicy } from '../../src/private/policy-document';

const API = { partition: 'aws', region: 'ap-northeast-1', account: '222222222222', apiId: '6r6oaqtr37' };
const ARN = 'arn:aws:execute-api:ap-northeast-1:222222222222:6r6oaqtr37';

test.each([
  ['/pets/', 'v1/GET/pets/'],
  ['/pets', 'v1/GET/pets'],
  ['/pets?type=dog?', 'v1/GET/pets'],
  ['/', 'v1/GET/'],
  ['', 'v1/GET/'],
  ['?type=dog', 'v1/GET/'],
  ['//pets', 'v1/GET//pets'],
  ['/%70ets/..%2fadmin', 'v1/GET/%70ets/..%2fadmin'],
])('a call of %p is authorized on %p', (path, expected) => {
  expect(invokeArn({ ...API, stage: 'v1', method: 'GET', path })).toBe(`${ARN}/${expected}`);
});

test('keeps the partition', () => {
  expect(invokeArn({ ...API, partition: 'aws-cn', stage: 'v1', method: 'GET', path: '/' })).toMatch(/^arn:aws-cn:execute-api:/);
});

test('fails for a path without a leading slash', () => {
  expect(() => invokeArn({ ...API, stage: 'v1', method: 'GET', path: 'pets' })).toThrow(
    new Error('path must be empty or begin with a slash, got "pets"; pass what follows the stage in the URL'),
  );
});

test('expands the short form and leaves every other resource alone', () => {
  const policy = parsePolicy({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Guard', Effect: 'Deny', Principal: '*', Action: 'execute-api:*', Resource: ['execute-api:/*', '*'] },
      { Effect: 'Deny', Principal: '*', Action: 'execute-api:*', NotResource: ['execute-api:/v1/GET/pets', `${ARN}/v1/GET/dogs`] },
    ],
  });
  expect(expandResources(policy, API)).toEqual({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Guard', Effect: 'Deny', Principal: { AWS: ['*'] }, Action: ['execute-api:*'], Resource: [`${ARN}/*`, '*'] },
      { Effect: 'Deny', Principal: { AWS: ['*'] }, Action: ['execute-api:*'], NotResource: [`${ARN}/v1/GET/pets`, `${ARN}/v1/GET/dogs`] },
    ],
  });
});
