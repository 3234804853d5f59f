/** With whether the key is there in signed requests to methods with IAM authorization only. */
const KEYS: ReadonlyMap<string, boolean> = new Map([
  ...[
    'aws:CurrentTime', 'aws:EpochTime', 'aws:Referer', 'aws:SecureTransport', 'aws:SourceArn', 'aws:SourceIp', 'aws:SourceVpc', 'aws:SourceVpce',
    'aws:VpcSourceIp', 'aws:UserAgent',
  ].map((key) => [key.toLowerCase(), false] as const),
  ...[
    'aws:TokenIssueTime', 'aws:MultiFactorAuthPresent', 'aws:MultiFactorAuthAge', 'aws:PrincipalAccount', 'aws:PrincipalArn', 'aws:PrincipalOrgID',
    'aws:PrincipalOrgPaths', 'aws:PrincipalTag', 'aws:PrincipalType', 'aws:userid', 'aws:username',
  ].map((key) => [key.toLowerCase(), true] as const),
]);

/** What a resource policy of API Gateway can ask of a key. */
export type KeySupport = 'always' | 'signed' | 'unsupported';

/**
 * Whether API Gateway knows a condition key in a resource policy. Names of keys have no case, and a tag's name follows its key.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
 */
export function keySupport(key: string): KeySupport {
  const signed = KEYS.get(key.toLowerCase().replace(/^(aws:principaltag)\/.+$/, '$1'));
  if (signed === undefined) return 'unsupported';
  return signed ? 'signed' : 'always';
}
