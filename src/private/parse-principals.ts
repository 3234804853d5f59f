import type { Principals } from './policy-document';
import type { PolicyProblems } from './policy-problems';

const PRINCIPAL_TYPES = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

/**
 * Reads `Principal` or `NotPrincipal`. A wildcard in an ARN is refused, as AWS does: it would match nobody.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function parsePrincipals(path: string, value: unknown, problems: PolicyProblems): Principals {
  if (value === '*') return { AWS: ['*'] };
  if (typeof value === 'string') {
    problems.add(path, 'be "*" or an object', value, 'write {"AWS": …} around it');
    return {};
  }
  if (!problems.isObject(path, value)) return {};
  problems.checkNames(path, value, PRINCIPAL_TYPES);
  const principals = Object.fromEntries(Object.entries(value).map(([type, entries]) => [type, problems.strings(`${path}.${type}`, entries)]));
  for (const [type, entries] of Object.entries(principals)) {
    for (const entry of entries.filter((text) => text !== '*' && /[*?]/.test(text))) {
      problems.add(`${path}.${type}`, 'hold no wildcard within a name', entry, 'use "*" with a condition on aws:PrincipalArn');
    }
  }
  return principals;
}
