import { ConsumerTerms, describeConsumer } from '../../src/private/allow-terms';

const ENDPOINT = 'vpce-03f6d2b1bb8d0f015';
const ROLE = 'arn:aws:iam::111111111111:role/app';

test.each<[string, ConsumerTerms, string]>([
  ['its endpoint', { source: { kind: 'vpcEndpoint', id: ENDPOINT } }, ENDPOINT],
  ['its name too', { source: { kind: 'vpcEndpoint', id: ENDPOINT }, name: 'orders' }, `${ENDPOINT} (orders)`],
  [
    'all its callers', { source: { kind: 'principal', callers: { arns: [ROLE], accounts: ['333333333333'] }, fromAnyEndpoint: true }, name: 'audit' },
    `callers fromAnyEndpoint ${ROLE}, 333333333333 (audit)`,
  ],
])('a message names %s', (_, terms, expected) => {
  expect(describeConsumer(terms)).toBe(expected);
});
