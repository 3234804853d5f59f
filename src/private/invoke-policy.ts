import type { AllowedSource } from './allow-list';

/** The condition key that tells which source a call comes from. */
const SOURCE_KEYS = { vpc: 'aws:SourceVpc', vpcEndpoint: 'aws:SourceVpce' } as const;

/** Short form: a policy cannot refer to its own API, and API Gateway completes it when it is saved. */
const WHOLE_API = 'execute-api:/*';

/**
 * The resource policy of a private API that the given sources may call, and no one else.
 *
 * The guard denies whatever comes from elsewhere, because an Allow alone limits nothing where an authorizer or an IAM identity of
 * the provider's account allows the call too. Both keys stand in one block: the call is denied only if neither of them matches.
 * A source without an entry leaves its key out, since an empty list under a negated operator would deny nobody's calls, or everybody's.
 * With no source at all the guard has no condition: nobody is let in.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function compileInvokePolicy(sources: readonly AllowedSource[]) {
  const conditions = Object.entries(SOURCE_KEYS)
    .map(([kind, key]) => [key, sortedIds(sources.filter((source) => source.kind === kind))] as const)
    .filter(([, ids]) => ids.length > 0);

  const guard = {
    Effect: 'Deny',
    Principal: '*',
    Action: 'execute-api:*',
    Resource: WHOLE_API,
    ...(conditions.length > 0 ? { Condition: { StringNotEquals: Object.fromEntries(conditions) } } : {}),
  };
  const allow = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: WHOLE_API };
  return { Version: '2012-10-17', Statement: [guard, allow] };
}

/** Sorted, so that neither the order of the calls nor a repetition makes a new deployment. */
function sortedIds(sources: readonly AllowedSource[]): string[] {
  return [...new Set(sources.map((source) => source.id))].sort();
}
