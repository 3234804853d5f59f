import { longestValue } from '../../src/private/longest-values';

const later = (what: string) => `{known only at deploy: ${what}}`;
const NAME = 'n'.repeat(64);

test.each([
  ['aws:SourceVpce', later('Ref Endpoint'), 'vpce-0123456789abcdef0'],
  ['aws:SourceVpc', later('Ref Vpc'), 'vpc-0123456789abcdef0'],
  ['aws:PrincipalAccount', later('AWS::AccountId'), '123456789012'],
  ['aws:PrincipalOrgID', later('Organization'), `o-${'o'.repeat(32)}`],
  ['aws:PrincipalArn', later('Role.Arn'), `arn:aws-us-gov:iam::123456789012:role/${NAME}`],
  ['aws:ResourceTag', later('Ref Tag'), `arn:aws-us-gov:iam::123456789012:role/${NAME}`],
  ['aws:PrincipalArn', `arn:${later('AWS::Partition')}:iam::111111111111:role/app`, 'arn:aws-us-gov:iam::111111111111:role/app'],
  ['aws:PrincipalArn', `arn:${later('AWS::Partition')}:iam::${later('AWS::AccountId')}:role/a/${later('Ref Role')}`, `arn:aws-us-gov:iam::123456789012:role/a/${NAME}`],
  ['aws:PrincipalAccount', `1${later('Digits')}`, `1${NAME}`],
  ['aws:SourceVpce', 'vpce-1', 'vpce-1'],
])('in %s, %j is at most %j', (key, value, expected) => {
  expect(longestValue(key, value)).toBe(expected);
});
