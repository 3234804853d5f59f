import { factProblem } from '../../src/private/api-facts';

test.each([
  ['restApiId', '6r6oaqtr37'],
  ['stageName', 'v1'],
  ['stageName', 'A_b-9'],
  ['stageName', 'a'.repeat(128)],
  ['account', '000000000001'],
  ['region', 'ap-northeast-1'],
  ['region', 'us-gov-west-1'],
  ['region', 'eusc-de-east-1'],
] as const)('%s %s is taken', (fact, value) => {
  expect(factProblem(fact, value)).toBeUndefined();
});

test.each([
  ['restApiId', 'https://6r6oaqtr37', 'restApiId must have lower-case letters and digits only, got "https://6r6oaqtr37"; it is the first label of the API\'s host name'],
  ['restApiId', '', 'restApiId must have lower-case letters and digits only, got ""; it is the first label of the API\'s host name'],
  ['stageName', '$default', 'stageName must have letters, digits, "_" and "-" only, 128 at most, got "$default"; choose a name such as "v1"'],
  ['stageName', '', 'stageName must have letters, digits, "_" and "-" only, 128 at most, got ""; choose a name such as "v1"'],
  ['account', '11111111111', 'account must be an account id of 12 digits, got "11111111111"; give the account that owns the API'],
  ['account', '1111111111111', 'account must be an account id of 12 digits, got "1111111111111"; give the account that owns the API'],
  ['region', 'eu-west-1a', 'region must be the name of a Region, got "eu-west-1a"; give the API\'s Region, such as "eu-west-1"'],
  ['region', 'Ireland', 'region must be the name of a Region, got "Ireland"; give the API\'s Region, such as "eu-west-1"'],
] as const)('%s %j is refused', (fact, value, message) => {
  expect(factProblem(fact, value)).toBe(message);
});

test('a stage name of 129 characters is too long', () => {
  expect(factProblem('stageName', 'a'.repeat(129))).toBeDefined();
});
