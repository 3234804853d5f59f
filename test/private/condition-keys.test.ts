import { keySupport } from '../../src/private/condition-keys';

test.each([
  ['aws:SourceVpce', 'always'], ['aws:sourceVpc', 'always'], ['AWS:VPCSOURCEIP', 'always'], ['aws:CurrentTime', 'always'], ['aws:EpochTime', 'always'],
  ['aws:Referer', 'always'], ['aws:UserAgent', 'always'], ['aws:SecureTransport', 'always'], ['aws:SourceArn', 'always'], ['aws:SourceIp', 'always'],
  ['aws:PrincipalArn', 'signed'], ['aws:PrincipalAccount', 'signed'], ['aws:PrincipalOrgID', 'signed'], ['aws:PrincipalOrgPaths', 'signed'],
  ['aws:PrincipalTag/team', 'signed'], ['aws:PrincipalTag', 'signed'], ['aws:PrincipalType', 'signed'], ['aws:TokenIssueTime', 'signed'],
  ['aws:MultiFactorAuthPresent', 'signed'], ['aws:MultiFactorAuthAge', 'signed'], ['aws:userid', 'signed'], ['aws:username', 'signed'],
  ['aws:PrincipalTag/', 'unsupported'], ['aws:SourceVpce/x', 'unsupported'], ['aws:SourceVpceAccount', 'unsupported'], ['aws:RequestedRegion', 'unsupported'],
  ['execute-api:viaDomainArn', 'unsupported'], ['x:aws:PrincipalTag/team', 'unsupported'], ['', 'unsupported'],
])('the key %p in a resource policy: %s', (key, expected) => {
  expect(keySupport(key)).toBe(expected);
});
