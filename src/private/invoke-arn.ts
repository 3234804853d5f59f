import type { Policy } from './policy-document';

/** The API that a resource of the service `execute-api` belongs to. */
export interface InvokedApi {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly apiId: string;
}

/** One call of a method. */
export interface InvokedMethod extends InvokedApi {
  readonly stage: string;
  /** The HTTP method in capital letters. */
  readonly method: string;
  /** The path behind the stage as the client sent it, undecoded; a query is ignored. */
  readonly path: string;
}

/** How a policy on an API may begin a resource instead of repeating the API's ARN. */
export const SHORT_FORM = 'execute-api:/';

/**
 * The ARN that API Gateway authorizes a call on.
 *
 * Nothing is normalised, since API Gateway authorizes what was sent: `/pets/` is another resource than `/pets`.
 * The root of a stage ends in a slash.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export function invokeArn(call: InvokedMethod): string {
  const [path] = call.path.split('?', 1);
  if (path !== '' && !path.startsWith('/')) {
    throw new Error(`path must be empty or begin with a slash, got ${JSON.stringify(call.path)}; pass what follows the stage in the URL`);
  }
  return `${apiArn(call)}/${call.stage}/${call.method}${path === '' ? '/' : path}`;
}

/**
 * Replaces the short form `execute-api:/…` by full ARNs, as API Gateway does when it saves the policy of an API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
 */
export function expandResources(policy: Policy, api: InvokedApi): Policy {
  const expand = (resource: string) => resource.startsWith(SHORT_FORM) ? `${apiArn(api)}/${resource.slice(SHORT_FORM.length)}` : resource;
  return {
    ...policy,
    Statement: policy.Statement.map((statement) => ({
      ...statement,
      ...(statement.Resource && { Resource: statement.Resource.map(expand) }),
      ...(statement.NotResource && { NotResource: statement.NotResource.map(expand) }),
    })),
  };
}

function apiArn(api: InvokedApi): string {
  return `arn:${api.partition}:execute-api:${api.region}:${api.account}:${api.apiId}`;
}
