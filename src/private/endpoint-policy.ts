/**
 * The policy of a consumer's endpoint: a ceiling, not a grant.
 *
 * `Principal` stays `*` because callers are unsigned: a named principal would refuse them all.
 *
 * @param apiArns The connected APIs, `arn:{partition}:execute-api:{region}:{account}:{apiId}/*`.
 */
export function compileEndpointPolicy(apiArns: readonly string[]) {
  // A policy needs a statement, so "nothing" has to be said as a Deny.
  const statement = apiArns.length === 0
    ? { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }
    : { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: [...new Set(apiArns)] };
  return { Version: '2012-10-17', Statement: [statement] };
}
