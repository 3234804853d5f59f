import { connectionProblem } from '../../src/private/places';

const provider = { account: '222222222222', region: 'eu-west-1' };
const consumer = { account: '111111111111', region: 'eu-west-1' };

test.each([
  ['two accounts in one Region', provider, consumer],
  ['an endpoint that is known at deployment only', provider, {}],
  ['both known at deployment only, hence in the same place', {}, {}],
])('%s can be connected', (_case, api, endpoint) => {
  expect(connectionProblem(api, endpoint)).toBeUndefined();
});

test('two Regions cannot be connected', () => {
  expect(connectionProblem({ ...provider, region: 'us-east-1' }, consumer)).toBe(
    'api must be in the Region of the consumer\'s endpoint, "eu-west-1", got "us-east-1"; '
    + 'an execute-api endpoint serves the APIs of its own Region only, so define the PrivateApiConsumer in that Region',
  );
});

test.each(['account', 'region'] as const)('an API whose %s is unknown cannot be named by an endpoint elsewhere', (fact) => {
  expect(connectionProblem({ ...provider, [fact]: undefined }, consumer)).toBe(
    `api must have a known ${fact}, because the endpoint's policy names it, got a token; give the provider's stack an env with a concrete ${fact}`,
  );
});
