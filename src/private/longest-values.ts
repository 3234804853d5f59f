import type { SourceKey } from './allow-terms';
import { isDeployTimeText, replaceDeployTimeTexts } from './deploy-time-text';

const PARTITION = 'aws-us-gov';
const ACCOUNT = '123456789012';
const NAME = 'n'.repeat(64);

/**
 * The longest values of the keys, in characters. A role's path is not counted: it may have 512 characters, which would take the room of a
 * whole list for what hardly any role has. If one does, API Gateway refuses the policy at deployment.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
 */
const LONGEST: Readonly<Record<SourceKey, string>> = {
  'aws:SourceVpce': 'vpce-0123456789abcdef0',
  'aws:SourceVpc': 'vpc-0123456789abcdef0',
  'aws:PrincipalArn': ['arn', PARTITION, 'iam', '', ACCOUNT, `role/${NAME}`].join(':'),
  'aws:PrincipalAccount': ACCOUNT,
  'aws:PrincipalOrgID': `o-${'o'.repeat(32)}`,
};

/** The value with the longest that it can be in the place of what is known at deployment only. Any other key is taken for one of ARNs. */
export function longestValue(key: string, value: string): string {
  if (isDeployTimeText(value)) return (LONGEST as Readonly<Record<string, string | undefined>>)[key] ?? LONGEST['aws:PrincipalArn'];
  return replaceDeployTimeTexts(value, (_, index) => longestPart(value.slice(0, index)));
}

/** By what stands before it in an ARN. */
function longestPart(before: string): string {
  if (before === 'arn:') return PARTITION;
  return before.endsWith('::') ? ACCOUNT : NAME;
}
